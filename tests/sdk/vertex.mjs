// Imagen and everything that lies on Vertex.
import assert from 'node:assert/strict';
import {createSign, generateKeyPairSync} from 'node:crypto';
import {test} from 'node:test';

import {stop} from './emulator.mjs';
import {disc, discPart, look, pictureOf} from './pictures.mjs';

const FLASH = 'gemini-2.5-flash-image';
const PRO = 'gemini-3-pro-image';

/** Registers the tests. `url()` is the address of the emulator that all of them share. */
export function testVertex({GoogleGenAI, generation, client, costOf, bill, start, url}) {
  const vertexClient = (token = 'TEST_TOKEN', baseUrl = url()) =>
    new GoogleGenAI({
      vertexai: true,
      project: 'my-project',
      location: 'us-central1',
      httpOptions: {baseUrl},
      googleAuthOptions: {
        authClient: {getRequestHeaders: async () => new Headers({authorization: `Bearer ${token}`})},
      },
    });

  test('Imagen draws on Vertex, and on the developer API where the client still asks', async () => {
    const ask = (ai) => ai.models.generateImages({
      model: 'imagen-4.0-generate-001',
      prompt: 'a robot',
      config: {numberOfImages: 2, aspectRatio: '3:4', outputMimeType: 'image/jpeg'},
    });
    const clients = generation === '1' ? [vertexClient(), client()] : [vertexClient()];
    for (const ai of clients) {
      const response = await ask(ai);
      assert.equal(response.generatedImages.length, 2);
      for (const one of response.generatedImages)
        assert.deepEqual(look(Buffer.from(one.image.imageBytes, 'base64')),
                         {kind: 'jpeg', width: 896, height: 1280});
    }
  });

  test('recontext puts a product into a scene on Vertex', async () => {
    const productImages = [{productImage: {imageBytes: disc.toString('base64'), mimeType: 'image/png'}}];
    const ask = (ai, config) => ai.models.recontextImage({
      model: 'imagen-product-recontext-preview-06-30',
      source: {prompt: 'on an oak table', productImages},
      config,
    });
    const micros = await costOf(async () => {
      const {generatedImages} = await ask(vertexClient(), {
        numberOfImages: 2, seed: 7, addWatermark: false, baseSteps: 50, enhancePrompt: false,
        personGeneration: 'ALLOW_ADULT', safetyFilterLevel: 'BLOCK_MEDIUM_AND_ABOVE',
        outputMimeType: 'image/jpeg', outputCompressionQuality: 90,
      });
      assert.equal(generatedImages.length, 2);
      for (const {image} of generatedImages) {
        assert.equal(image.mimeType, 'image/jpeg');
        assert.deepEqual(look(Buffer.from(image.imageBytes, 'base64')),
                         {kind: 'jpeg', width: 1024, height: 1024});
      }
    });
    assert.equal(micros, 240000);
    await assert.rejects(ask(vertexClient(), {numberOfImages: 5}), (error) => error.status === 400);
  });

  test('a service account gets a token for Vertex', async () => {
    const {publicKey, privateKey} = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: {type: 'spki', format: 'pem'},
      privateKeyEncoding: {type: 'pkcs8', format: 'pem'},
    });
    const email = 'robot@my-project.iam.gserviceaccount.com';
    const {child, url: strict} = await start(`
picture: flat
tokens: {required: true, accounts: [{email: ${email}, public_key: ${JSON.stringify(publicKey)}}]}
`);
    try {
      const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const iat = Math.floor(Date.now() / 1000);
      const claim = `${base64url({alg: 'RS256', typ: 'JWT'})}.${base64url({
        iss: email, scope: 'https://www.googleapis.com/auth/cloud-platform',
        aud: 'https://oauth2.googleapis.com/token', iat, exp: iat + 3600,
      })}`;
      const signature = createSign('RSA-SHA256').update(claim).sign(privateKey, 'base64url');
      const exchange = (assertion) => fetch(`${strict}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion,
        }),
      });
      const answer = await (await exchange(`${claim}.${signature}`)).json();
      assert.equal(answer.token_type, 'Bearer');
      assert.ok(answer.expires_in > 3000);
      const ask = (token) =>
        vertexClient(token, strict).models.generateContent({model: FLASH, contents: 'a lamp'});
      pictureOf(await ask(answer.access_token));
      await assert.rejects(ask('invented'), (error) => error.status === 401);
      const forged = await exchange(`${claim}.${'A'.repeat(342)}`);
      assert.equal(forged.status, 400);
      assert.equal((await forged.json()).error, 'invalid_grant');
    } finally {
      await stop(child);
    }
  });

  test('Vertex with a token and express with a key', async () => {
    const response = await vertexClient().models.generateContent({
      model: FLASH,
      contents: [discPart, {text: 'white background'}],
      config: {
        responseModalities: ['TEXT', 'IMAGE'],
        imageConfig: {aspectRatio: '1:1', outputMimeType: 'image/jpeg', outputCompressionQuality: 85},
      },
    });
    assert.equal(pictureOf(response).kind, 'jpeg');
    assert.equal(response.usageMetadata.trafficType, 'ON_DEMAND');
    const express = new GoogleGenAI(
      {vertexai: true, apiKey: 'TEST_KEY', httpOptions: {baseUrl: url()}});
    pictureOf(await express.models.generateContent({model: FLASH, contents: 'a lamp'}));
    assert.equal((await bill()).requests.at(-1).surface, 'express');
    const counted = await vertexClient().models.countTokens({model: FLASH, contents: 'how many'});
    assert.equal(counted.totalTokens, 2);
    const names = [];
    for await (const model of await vertexClient().models.list()) names.push(model.name);
    assert.ok(names.includes(`publishers/google/models/${PRO}`));
  });
}
