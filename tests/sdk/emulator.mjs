// vitrine-emulator as a child of these tests.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {createInterface} from 'node:readline';

/** The program as a child, and its address. `folder` holds the scenario while it is read. */
export async function startProgram(program, folder, scenario) {
  const file = join(folder, 'scenario.yaml');
  await writeFile(file, scenario);
  const child = spawn(program, ['--port', '0', '--scenario', file],
                      {stdio: ['ignore', 'pipe', 'inherit']});
  const lines = createInterface({input: child.stdout});
  const url = await new Promise((found, failed) => {
    lines.once('line', found);
    child.once('exit', (code) => failed(new Error(`the emulator ended with ${code}`)));
    child.once('error', failed);
  });
  child.removeAllListeners('exit');
  return {child, url};
}

export async function stop(child) {
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  assert.equal(await ended, 0, 'the emulator did not end well');
}
