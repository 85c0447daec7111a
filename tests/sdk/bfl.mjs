// The AI SDK's provider for Black Forest Labs, the most used client of their protocol, against
// vitrine-emulator.
// usage: node bfl.mjs EMULATOR
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {createBlackForestLabs} from '@ai-sdk/black-forest-labs';
import {generateImage} from 'ai';

import {emulated} from './fixture.mjs';
import {disc, look} from './pictures.mjs';

// This client sends its key to any address on the origin of its base URL, so to the picture's too.
const {url, bill, within} =
  emulated('picture: flat\nbfl: {pending: 2, settle: 1.5, key_at_sample: true}\nbad_keys: [stolen]\n');

const model = (id, base = url(), apiKey = 'bfl-test') =>
  createBlackForestLabs({apiKey, baseURL: `${base}/v1`, pollIntervalMillis: 5}).image(id);
const draw = (options) => generateImage({maxRetries: 0, ...options});

test('a task is submitted, polled and fetched', async () => {
  const {image, providerMetadata} = await draw({
    model: model('flux-kontext-pro'), prompt: 'a lamp', aspectRatio: '16:9', seed: 3,
    providerOptions: {blackForestLabs: {outputFormat: 'png', promptUpsampling: false,
                                        safetyTolerance: 2}},
  });
  const {kind, width, height} = look(Buffer.from(image.uint8Array));
  assert.equal(kind, 'png');
  assert.ok(Math.abs(width / height - 16 / 9) < 0.05);
  const [told] = providerMetadata.blackForestLabs.images;
  assert.equal(told.seed, 3);
  assert.equal(told.cost, 4);
  const {requests} = await bill();
  assert.deepEqual(requests.slice(-5).map((one) => one.route),
                   ['bfl-submit', 'bfl-result', 'bfl-result', 'bfl-result', 'bfl-sample']);
  assert.equal(requests.at(-5).micros, 60000);  // settled at one and a half
});

test('a picture is sent along', async () => {
  const {image} = await draw({
    model: model('flux-2-pro'),
    prompt: {text: 'on white background', images: [disc]},
    providerOptions: {blackForestLabs: {width: 1024, height: 768, outputFormat: 'jpeg'}},
  });
  assert.deepEqual(look(Buffer.from(image.uint8Array)), {kind: 'jpeg', width: 1024, height: 768});
});

test('a leaked key is seen by whoever looks', () => within('picture: flat\n', async (base) => {
  await assert.rejects(draw({model: model('flux-kontext-pro', base), prompt: 'a lamp'}));
  const last = (await bill(base)).requests.at(-1);
  assert.equal(last.route, 'bfl-sample');
  assert.equal(last.status, 400);
  assert.ok(last.credentials['x-key']);
}));

test('refusals and tasks that fail reach the client', () => within(`
picture: flat
faults:
  - {fault: spend-cap, first: 1}
  - {fault: bad-request, first: 1}
  - {fault: image-other, first: 1}
  - {fault: blocked, first: 1}
`, async (base) => {
  const ask = () => draw({model: model('flux-kontext-pro', base), prompt: 'a lamp',
                          providerOptions: {blackForestLabs: {pollTimeoutMillis: 100}}});
  await assert.rejects(ask(), (error) => error.statusCode === 402);
  await assert.rejects(ask(), (error) => error.statusCode === 422);
  await assert.rejects(ask(), /generation failed/);
  await assert.rejects(ask(), /timed out/);  // it does not know "Request Moderated"
}));

test('a key is needed', async () => {
  await assert.rejects(draw({model: model('flux-kontext-pro', url(), 'stolen'), prompt: 'x'}),
                       (error) => error.statusCode === 403);
});
