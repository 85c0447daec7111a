// One emulator for a file of tests, and others for a test that needs its own scenario.
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before} from 'node:test';

import {startProgram, stop} from './emulator.mjs';

for (const name of Object.keys(process.env))
  if (/^(GEMINI|GOOGLE|OPENAI|BFL|AI_GATEWAY)_|^HTTPS?_PROXY$/i.test(name)) delete process.env[name];

/** `url()` is the address of the shared one, `bill()` what it booked, `within` runs with another. */
export function emulated(scenario) {
  const program = process.argv[2];
  let child, url, folder;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vitrine-sdk-'));
    ({child, url} = await startProgram(program, folder, scenario));
  });
  after(async () => {
    if (child) await stop(child);
    await rm(folder, {recursive: true, force: true});
  });
  return {
    url: () => url,
    bill: async (base = url) => (await fetch(`${base}/__bill`)).json(),
    within: async (other, use) => {
      const own = await startProgram(program, folder, other);
      try {
        await use(own.url);
      } finally {
        await stop(own.child);
      }
    },
  };
}
