// Google's own client, in the generation named by the first argument, against vitrine-emulator.
// usage: node drive.mjs GENERATION EMULATOR
import assert from 'node:assert/strict';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {startProgram, stop} from './emulator.mjs';
import {disc, discPart, pictureOf} from './pictures.mjs';
import {testVertex} from './vertex.mjs';

const [generation, program] = process.argv.slice(2);
const {GoogleGenAI} = await import(`genai-${generation}`);

const FLASH = 'gemini-2.5-flash-image';
const BANANA = 'gemini-nano-banana-2.1';
const PRO = 'gemini-3-pro-image';

for (const name of Object.keys(process.env))
  if (/^(GEMINI|GOOGLE|OPENAI)_|^HTTPS?_PROXY$/i.test(name)) delete process.env[name];

// --- the emulator, a folder, clients -------------------------------------------------------------

let emulator, base, folder;

const start = (scenario) => startProgram(program, folder, scenario);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-sdk-'));
  ({child: emulator, url: base} = await start('picture: flat\nbad_keys: [stolen]\n'));
});

after(async () => {
  if (emulator) await stop(emulator);
  await rm(folder, {recursive: true, force: true});
});

const client = (options = {}) =>
  new GoogleGenAI({apiKey: 'TEST_KEY', httpOptions: {baseUrl: base}, ...options});

const bill = async () => (await fetch(`${base}/__bill`)).json();

/** Adds what a group of calls cost to the bill: micro-dollars. */
async function costOf(calls) {
  const earlier = (await bill()).micros;
  await calls();
  return (await bill()).micros - earlier;
}

// --- generateContent -----------------------------------------------------------------------------

test('text becomes a picture with honest usage', async () => {
  const response = await client().models.generateContent({model: FLASH, contents: 'a red mug'});
  assert.deepEqual(pictureOf(response), {kind: 'png', width: 1024, height: 1024});
  assert.equal(response.candidates[0].finishReason, 'STOP');
  assert.equal(response.modelVersion, FLASH);
  const usage = response.usageMetadata;
  assert.equal(usage.totalTokenCount, usage.promptTokenCount + usage.candidatesTokenCount);
  const image = usage.candidatesTokensDetails.find((one) => one.modality === 'IMAGE');
  assert.equal(image.tokenCount, 1290);
  assert.ok(response.data.length > 100);
});

test('ratio and size are drawn in the pixels of the table', async () => {
  const response = await client().models.generateContent({
    model: PRO,
    contents: [discPart, {text: 'put it on a marble table'}],
    config: {responseModalities: ['IMAGE'], imageConfig: {aspectRatio: '16:9', imageSize: '2K'}},
  });
  assert.deepEqual(pictureOf(response), {kind: 'png', width: 2752, height: 1536});
  assert.equal(response.usageMetadata.promptTokensDetails.at(-1).tokenCount, 560);
  assert.ok(response.usageMetadata.thoughtsTokenCount > 0);
});

test('all generation parameters are taken', async () => {
  const response = await client().models.generateContent({
    model: BANANA,
    contents: 'a lamp',
    config: {
      systemInstruction: 'draw products',
      seed: 42, temperature: 0.4, topP: 0.9, topK: 32, candidateCount: 1, maxOutputTokens: 8192,
      stopSequences: ['END'],
      thinkingConfig: {includeThoughts: true},
      safetySettings: [
        {category: 'HARM_CATEGORY_HATE_SPEECH', threshold: 'BLOCK_ONLY_HIGH'},
        {category: 'HARM_CATEGORY_DANGEROUS_CONTENT', threshold: 'OFF'},
      ],
      httpOptions: {timeout: 12500, extraBody: {labels: {attempt: 'by-label'}}},
    },
  });
  pictureOf(response);
  assert.ok(response.candidates[0].content.parts[0].thought);
  assert.equal((await bill()).requests.at(-1).attempt, 'by-label');
});

test('a chat goes on with the signatures it was given', async () => {
  const chat = client().chats.create({model: PRO});
  pictureOf(await chat.sendMessage({message: [discPart, {text: 'on an oak table'}]}));
  pictureOf(await chat.sendMessage({message: 'brighter'}));
  const history = chat.getHistory();
  assert.ok(history[1].parts.some((part) => part.thoughtSignature));
  const stripped = structuredClone(history);
  for (const part of stripped[1].parts) delete part.thoughtSignature;
  await assert.rejects(client().models.generateContent({model: PRO, contents: stripped}),
                       (error) => error.status === 400 && /thought_signature/.test(error.message));
});

test('a stream ends with picture and usage', async () => {
  const stream = await client().models.generateContentStream({model: BANANA, contents: 'a lamp'});
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  assert.ok(chunks.length >= 2);
  pictureOf(chunks.at(-1));
  assert.ok(chunks.at(-1).usageMetadata.totalTokenCount > 1120);
});

test('tokens are counted', async () => {
  const counted = await client().models.countTokens(
    {model: FLASH, contents: [discPart, {text: 'how many'}]});
  assert.equal(counted.totalTokens, 260);
});

test('a base URL with a path and a bearer header', async () => {
  const gateway = client({
    apiVersion: 'v1beta',
    httpOptions: {
      baseUrl: `${base}/gw/`, apiVersion: 'v1beta', headers: {Authorization: 'Bearer TEST_KEY'},
    },
  });
  pictureOf(await gateway.models.generateContent({model: FLASH, contents: 'a lamp'}));
});

test('mistakes come back as the errors the client knows', async () => {
  const refuses = (options, status, words) =>
    assert.rejects(client().models.generateContent({contents: 'x', ...options}),
                   (error) => error.status === status && words.test(error.message));
  const sized = (imageSize) => ({config: {imageConfig: {imageSize}}});
  await refuses({model: FLASH, ...sized('1K')}, 400, /INVALID_ARGUMENT/);
  await refuses({model: BANANA, ...sized('512')}, 400, /512/);
  await refuses({model: 'gemini-2.5-flash-image-preview'}, 404, /NOT_FOUND/);
  await refuses({model: FLASH, config: {httpOptions: {extraBody: {colour: 1}}}}, 400,
                /Unknown name \\"colour\\"/);
  await refuses({model: FLASH, contents: [{inlineData: {...discPart.inlineData,
                                                        mimeType: 'image/jpeg'}}]},
                400, /mime type: image\/png/);
  await refuses({model: FLASH, contents: Array(4).fill(discPart)}, 400, /at most 3/);
  await assert.rejects(client({apiKey: 'stolen'}).models.list(),
                       (error) => error.status === 400 && /API_KEY_INVALID/.test(error.message));
});

// --- models --------------------------------------------------------------------------------------

test('models are listed in pages and got by id', async () => {
  const names = [];
  for await (const model of await client().models.list({config: {pageSize: 2}}))
    names.push(model.name);
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.includes(`models/${PRO}`));
  const model = await client().models.get({model: BANANA});
  assert.equal(model.name, `models/${BANANA}`);
  assert.ok(model.supportedActions.includes('batchGenerateContent'));
  assert.ok(model.inputTokenLimit > 0);
});

// --- files ---------------------------------------------------------------------------------------

test('files are uploaded, referred to, listed and deleted', async () => {
  const {files, models} = client();
  const path = join(folder, 'mug.png');
  await writeFile(path, disc);
  const named = await files.upload({file: path, config: {displayName: 'mug', name: 'mug-1'}});
  assert.equal(named.name, 'files/mug-1');
  assert.equal(named.mimeType, 'image/png');
  assert.equal(named.state, 'ACTIVE');
  assert.equal(Number(named.sizeBytes), disc.length);
  assert.ok(new Date(named.expirationTime) - new Date(named.createTime) === 48 * 3600 * 1000);
  const blob = await files.upload(
    {file: new Blob(['x0'], {type: 'text/plain'}), config: {mimeType: 'text/plain'}});
  const large = await files.upload({file: new Blob([Buffer.alloc(9 << 20)]),
                                    config: {mimeType: 'application/octet-stream'}});
  assert.equal(Number(large.sizeBytes), 9 << 20);

  const response = await models.generateContent({
    model: BANANA,
    contents: [{fileData: {fileUri: named.uri, mimeType: named.mimeType}}, {text: 'on oak'}],
  });
  pictureOf(response);
  assert.equal(response.usageMetadata.promptTokensDetails.at(-1).tokenCount, 1120);

  const listed = [];
  for await (const file of await files.list({config: {pageSize: 2}})) listed.push(file.name);
  assert.equal(listed.length, 3);
  assert.equal((await files.get({name: blob.name})).name, blob.name);
  for (const name of listed) await files.delete({name});
  await assert.rejects(files.get({name: named.name}), (error) => error.status === 403);
});

// --- batches -------------------------------------------------------------------------------------

async function ended(batches, name) {
  for (let i = 0; i < 200; ++i) {
    const job = await batches.get({name});
    if (!['JOB_STATE_PENDING', 'JOB_STATE_RUNNING'].includes(job.state)) return job;
    await new Promise((tick) => setTimeout(tick, 20));
  }
  throw new Error('the batch does not end');
}

test('an inline batch brings its pictures at half price', async () => {
  const {batches, models} = client();
  const contents = [{role: 'user', parts: [{text: 'a red mug'}]}];
  const config = {responseModalities: ['IMAGE'], imageConfig: {aspectRatio: '1:1'}};
  const full = await costOf(() => models.generateContent({model: FLASH, contents, config}));
  const half = await costOf(async () => {
    const created = await batches.create({
      model: FLASH,
      src: [{contents, config, metadata: {key: 'sku-1'}}, {contents, config, metadata: {key: 'sku-2'}}],
      config: {displayName: 'catalog-1'},
    });
    assert.equal(created.state, 'JOB_STATE_PENDING');
    assert.equal(created.displayName, 'catalog-1');
    const job = await ended(batches, created.name);
    assert.equal(job.state, 'JOB_STATE_SUCCEEDED');
    assert.equal(job.dest.inlinedResponses.length, 2);
    for (const one of job.dest.inlinedResponses) pictureOf(one.response);
  });
  assert.ok(Math.abs(half - full) <= 2, `two halves are ${half}, one whole is ${full}`);
});

test('a batch from a file brings a file', async () => {
  const {batches, files} = client();
  const lines = ['a', 'b'].map((key) => JSON.stringify(
    {key, request: {contents: [{role: 'user', parts: [{text: key}]}]}}));
  const path = join(folder, 'lines.jsonl');
  await writeFile(path, lines.join('\n') + '\n');
  const input = await files.upload({file: path, config: {mimeType: 'application/jsonl'}});
  const created = await batches.create({model: BANANA, src: {fileName: input.name}});
  const job = await ended(batches, created.name);
  assert.equal(job.state, 'JOB_STATE_SUCCEEDED');
  const results = join(folder, 'results.jsonl');
  await files.download({file: job.dest.fileName, downloadPath: results});
  const answers = (await readFile(results, 'utf8')).trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(answers.map((one) => one.key).sort(), ['a', 'b']);
  for (const one of answers) pictureOf(one.response);
});

test('batches are listed, cancelled and deleted', async () => {
  const {child, url} = await start('picture: flat\nbatches: {end: stuck}\n');
  try {
    const {batches} = client({httpOptions: {baseUrl: url}});
    const src = [{contents: [{role: 'user', parts: [{text: 'a'}]}]}];
    const names = [];
    for (const displayName of ['l1', 'l2', 'l3'])
      names.push((await batches.create({model: FLASH, src, config: {displayName}})).name);
    const listed = [];
    for await (const job of await batches.list({config: {pageSize: 2}})) listed.push(job.name);
    assert.deepEqual(listed.sort(), names.sort());
    await batches.cancel({name: names[0]});
    assert.equal((await batches.get({name: names[0]})).state, 'JOB_STATE_CANCELLED');
    await batches.delete({name: names[0]});
    await assert.rejects(batches.get({name: names[0]}), (error) => error.status === 404);
  } finally {
    await stop(child);
  }
});

// --- Imagen and Vertex ---------------------------------------------------------------------------

testVertex({
  GoogleGenAI, generation, client, costOf, bill, start, url: () => base,
});

// --- faults on the wire, as this client sees them --------------------------------------------------

test('faults reach the client as the service would send them', async () => {
  const {child, url} = await start(`
picture: flat
faults:
  - {fault: rate-limited, requests: 1, retry_after: 3s}
  - {fault: html-502, requests: 2}
  - {fault: truncated-json, requests: 3}
  - {fault: reset-before-head, requests: 4}
  - {fault: reset-in-body, requests: 5}
  - {fault: close-in-body, requests: 6}
  - {fault: blocked, reason: PROHIBITED_CONTENT, requests: 7}
  - {fault: image-safety, requests: 8}
  - {fault: chunked, requests: 9}
  - {fault: informational, requests: 10}
  - {fault: lower-case-headers, requests: 11}
  - {fault: slow-body, delay: 1ms, requests: 12}
  - {fault: stall, requests: 13}
`);
  try {
    const {models} = client({httpOptions: {baseUrl: url}});
    const ask = (config) => models.generateContent({model: FLASH, contents: 'a lamp', config});
    await assert.rejects(ask(), (error) => error.status === 429 && /"3s"/.test(error.message));
    await assert.rejects(ask(), (error) => error.status === 502);
    await assert.rejects(ask(), SyntaxError);
    await assert.rejects(ask(), /fetch failed/);
    await assert.rejects(ask(), /terminated/);
    await assert.rejects(ask(), /terminated/);
    assert.equal((await ask()).promptFeedback.blockReason, 'PROHIBITED_CONTENT');
    assert.equal((await ask()).candidates[0].finishReason, 'IMAGE_SAFETY');
    for (let i = 0; i < 4; ++i) pictureOf(await ask());
    await assert.rejects(ask({httpOptions: {timeout: 1000}}), (error) => error.name === 'AbortError');
    const {requests} = await (await fetch(`${url}/__bill`)).json();
    assert.deepEqual(requests.map((one) => one.billed),
                     [false, false, true, false, true, true, true, true, true, true, true, true, true]);
  } finally {
    await stop(child);
  }
});

test('other spellings and shapes reach the client as they were sent', async () => {
  const {child, url} = await start(`
picture: flat
faults:
  - {fault: capacity-exhausted, requests: 1, retry_header: 2s}
  - {fault: error-text, requests: 2}
  - {fault: error-200, requests: 3}
  - {fault: snake-case, requests: 4}
  - {fault: picture-markdown, requests: 5}
  - {fault: escaped-slashes, requests: 6}
  - {fault: unpadded-base64, requests: 7}
  - {fault: thoughts-in-candidates, requests: 8}
deprecated: [{model: ${PRO}, retires: 480h}]
`);
  try {
    const {models} = client({httpOptions: {baseUrl: url}});
    const ask = () => models.generateContent({model: BANANA, contents: 'a lamp'});
    await assert.rejects(ask(), (error) => error.status === 503 &&
                                           /MODEL_CAPACITY_EXHAUSTED/.test(error.message));
    await assert.rejects(ask(), (error) => error.status === 500);
    assert.equal((await ask()).candidates, undefined);
    const snake = await ask();
    assert.equal(snake.data, undefined);  // the client reads camelCase only
    assert.ok(snake.candidates[0].content.parts.at(-1).inline_data);
    assert.match((await ask()).text, /!\[picture\]\(https:/);
    pictureOf(await ask());
    pictureOf(await ask());
    const {usageMetadata: usage} = await ask();
    assert.equal(usage.totalTokenCount, usage.promptTokenCount + usage.candidatesTokenCount);
    assert.ok(usage.thoughtsTokenCount > 0);
    const raw = await fetch(`${url}/v1beta/models/${PRO}`, {headers: {'x-goog-api-key': 'k'}});
    assert.equal((await raw.json()).modelStatus.modelStage, 'DEPRECATED');
  } finally {
    await stop(child);
  }
});

test('the bill is the sum of its lines', async () => {
  const {micros, total_usd: total, requests} = await bill();
  const sum = requests.reduce((all, one) => all + one.micros, 0);
  assert.equal(micros, sum);
  assert.equal(total.toFixed(6), (sum / 1e6).toFixed(6));
  assert.ok(requests.some((one) => one.billed && one.arithmetic.includes('1290 image out x 30')));
});
