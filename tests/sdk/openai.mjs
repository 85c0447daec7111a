// OpenAI's own client, and another of the same protocol, against vitrine-emulator.
// usage: node openai.mjs EMULATOR
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {test} from 'node:test';

import {createOpenAI} from '@ai-sdk/openai';
import {generateImage} from 'ai';
import OpenAI, {toFile} from 'openai';

import {emulated} from './fixture.mjs';
import {disc, discMask, look} from './pictures.mjs';

const MODEL = 'gpt-image-2';
const {url, bill, within} = emulated('picture: flat\nbad_keys: [stolen]\n');

const client = (base = url(), options = {}) =>
  new OpenAI({apiKey: 'sk-test', baseURL: `${base}/v1`, maxRetries: 0, ...options});
const shownIn = (answer, index = 0) => look(Buffer.from(answer.data[index].b64_json, 'base64'));
const disc1 = (name = 'disc.png') => toFile(disc, name, {type: 'image/png'});

test('words become a picture with usage', async () => {
  const {data: answer, request_id: id} = await client().images.generate({
    model: MODEL, prompt: 'a lamp', size: '1024x1536', quality: 'high', moderation: 'low', n: 1,
    user: 'u1',
  }).withResponse();
  assert.deepEqual(shownIn(answer), {kind: 'png', width: 1024, height: 1536});
  assert.equal(answer.usage.output_tokens, 5500);
  assert.equal(answer.usage.total_tokens, answer.usage.input_tokens + answer.usage.output_tokens);
  assert.match(id, /^req_[0-9a-f]{32}$/);
  const booked = (await bill()).requests.at(-1);
  assert.equal(booked.vendor, 'openai');
  assert.equal(booked.model, MODEL);
  assert.equal(booked.micros, answer.usage.input_tokens * 5 + 5500 * 30);
  const mark = createHash('sha256').update('sk-test').digest('hex').slice(0, 12);
  assert.deepEqual(booked.credentials, {authorization: mark});
});

test('one picture, several, and a mask are edited', async () => {
  const {images} = client();
  const one = await images.edit(
    {model: MODEL, image: await disc1(), prompt: 'white background', size: '1536x1024'});
  assert.deepEqual(shownIn(one), {kind: 'png', width: 1536, height: 1024});
  assert.ok(one.usage.input_tokens_details.image_tokens > 0);
  const three = await images.edit({
    model: MODEL, image: [await disc1(), await disc1('b.png'), await disc1('c.png')],
    mask: await toFile(discMask, 'mask.png', {type: 'image/png'}), prompt: 'all on one table', output_format: 'jpeg', n: 2,
  });
  assert.equal(three.data.length, 2);
  assert.equal(shownIn(three, 1).kind, 'jpeg');
  assert.equal(three.usage.input_tokens_details.image_tokens,
               3 * one.usage.input_tokens_details.image_tokens);
  assert.equal((await bill()).requests.at(-1).route, 'openai-edit');
});

test('a stream brings partial pictures and then the final one', async () => {
  const stream = await client().images.generate(
    {model: MODEL, prompt: 'a lamp', stream: true, partial_images: 2, quality: 'low'});
  const types = [];
  for await (const event of stream) {
    types.push(event.type);
    assert.equal(look(Buffer.from(event.b64_json, 'base64')).kind, 'png');
    if (event.type.endsWith('completed')) assert.ok(event.usage.total_tokens > 0);
  }
  assert.deepEqual(types, ['image_generation.partial_image', 'image_generation.partial_image',
                           'image_generation.completed']);
});

test('models are listed and got', async () => {
  const ids = [];
  for await (const model of client().models.list()) ids.push(model.id);
  assert.ok(ids.includes(MODEL) && !ids.includes('gpt-image-1'));
  assert.equal((await client().models.retrieve('gpt-image-1.5')).shutdown_date, '2026-12-01');
});

test('mistakes come back as the errors the client knows', async () => {
  const refuses = (kind, status, code, call) =>
    assert.rejects(call, (error) => error instanceof kind && error.status === status &&
                                    error.code === code && /^req_/.test(error.requestID));
  const {images} = client();
  const ask = (more) => () => images.generate({model: MODEL, prompt: 'x', ...more});
  await refuses(OpenAI.BadRequestError, 400, 'unknown_parameter', ask({response_format: 'b64_json'}));
  await refuses(OpenAI.BadRequestError, 400, 'invalid_size', ask({size: '1000x1000'}));
  await refuses(OpenAI.NotFoundError, 404, 'model_not_found', ask({model: 'dall-e-3'}));
  await refuses(OpenAI.AuthenticationError, 401, 'invalid_api_key',
                () => client(url(), {apiKey: 'stolen'}).models.list());
  await refuses(OpenAI.BadRequestError, 400, 'invalid_input_fidelity_model',
                async () => images.edit({model: MODEL, image: await disc1(), prompt: 'x',
                                         input_fidelity: 'high'}));
});

test('faults reach the client as the service would send them', () => within(`
picture: flat
faults:
  - {fault: blocked, requests: 1}
  - {fault: quota-zero, requests: 2}
  - {fault: rate-limited, requests: 3, retry_after: 3s}
  - {fault: rate-limited, requests: 4, retry_header: 1s}
  - {fault: html-502, requests: 6}
  - {fault: close-in-body, requests: 7}
  - {fault: no-image, requests: 8}
`, async (base) => {
  const ask = (options) => client(base, options).images.generate({model: MODEL, prompt: 'x'});
  await assert.rejects(ask(), (error) => error.code === 'moderation_blocked' &&
                                         error.type === 'image_generation_user_error');
  await assert.rejects(ask(), (error) => error.code === 'insufficient_quota');
  await assert.rejects(ask(), (error) => error instanceof OpenAI.RateLimitError &&
                                         error.code === 'rate_limit_exceeded');
  assert.equal(shownIn(await ask({maxRetries: 1})).kind, 'png');  // requests 4 and 5
  await assert.rejects(ask(), (error) => error.status === 502);
  await assert.rejects(ask());
  assert.deepEqual((await ask()).data, []);
  const {requests} = await bill(base);
  assert.deepEqual(requests.map((one) => one.billed),
                   [false, false, false, false, true, false, true, true]);
}));

test("the AI SDK's client is content too", async () => {
  const model = createOpenAI({apiKey: 'sk-test', baseURL: `${url()}/v1`}).image('gpt-image-1.5');
  const {images} = await generateImage(
    {model, prompt: 'a lamp', size: '1024x1536', n: 2, maxRetries: 0});
  assert.equal(images.length, 2);
  for (const image of images)
    assert.deepEqual(look(Buffer.from(image.uint8Array)), {kind: 'png', width: 1024, height: 1536});
  const {images: [edited]} = await generateImage(
    {model, prompt: {text: 'white background', images: [disc]}, maxRetries: 0});
  assert.equal(look(Buffer.from(edited.uint8Array)).kind, 'png');
  assert.equal((await bill()).requests.at(-1).route, 'openai-edit');
});
