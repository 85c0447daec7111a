// StableCanvas's client of ComfyUI, which needs no websocket, against vitrine-emulator.
// usage: node comfyui.mjs EMULATOR
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {Client} from '@stable-canvas/comfyui-client';

import {emulated} from './fixture.mjs';
import {disc, look} from './pictures.mjs';

const {url, bill, within} = emulated('picture: flat\ncomfyui: {pending: 2}\n');

const client = (base = url()) =>
  new Client({api_host: new URL(base).host, clientId: 'vitrine-sdk', fetch});
const run = (graph, base) => client(base).enqueue_polling(graph, {polling_ms: 5, timeout_ms: 20000});

const graph = (more = {}) => ({
  1: {class_type: 'CLIPTextEncode', inputs: {text: 'ugly'}},
  2: {class_type: 'CLIPTextEncode', inputs: {text: 'on white background'}},
  3: {class_type: 'KSampler',
      inputs: {seed: 7, positive: ['2', 0], negative: ['1', 0], latent_image: ['4', 0]}},
  4: {class_type: 'EmptyLatentImage', inputs: {width: 640, height: 512, batch_size: 1}},
  5: {class_type: 'SaveImage', inputs: {images: ['3', 0], filename_prefix: 'x'}},
  ...more,
});

async function pictureOf({images}) {
  assert.equal(images.length, 1);
  const [{type, data}] = images;
  assert.equal(type, 'url');
  return look(Buffer.from(await (await fetch(data)).arrayBuffer()));
}

test('a graph is queued, waited for and viewed', async () => {
  assert.deepEqual(await pictureOf(await run(graph())), {kind: 'png', width: 640, height: 512});
  const {requests} = await bill();
  assert.equal(requests[0].route, 'comfy-prompt');
  assert.equal(requests.at(-1).route, 'comfy-view');
  assert.ok(requests.filter((one) => one.route === 'comfy-history').length >= 4);
});

test('a picture and a mask are put there and named by the graph', async () => {
  const names = [];
  for (const name of ['disc.png', 'mask.png']) {
    const form = new FormData();
    form.append('image', new Blob([disc], {type: 'image/png'}), name);
    const answer = await client().fetchApi('/upload/image', {method: 'POST', body: form});
    names.push((await answer.json()).name);
  }
  assert.deepEqual(names, ['disc.png', 'mask.png']);
  const made = await run(graph({
    6: {class_type: 'LoadImage', inputs: {image: names[0]}},
    7: {class_type: 'LoadImageMask', inputs: {image: names[1], channel: 'red'}},
  }));
  assert.equal((await pictureOf(made)).kind, 'png');
});

test('a graph that cannot run is refused, with its node', async () => {
  const broken = graph({6: {class_type: 'LoadImage', inputs: {image: 'nowhere.png'}}});
  await assert.rejects(run(broken), (error) => error.status === 400 &&
                                              error.json.node_errors[6].class_type === 'LoadImage');
});

test('a graph that fails at work is no picture', () => within(`
picture: flat
faults: [{fault: image-other, first: 1}]
`, async (base) => {
  await assert.rejects(run(graph(), base));
}));
