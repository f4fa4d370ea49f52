// Files on a file system that hangs: they keep threads of Node, of which some are left for everybody else.
import { execFileSync } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { closeSync, constants, openSync } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { FileReadings } from '../../src/source/file-readings.js';
import { until } from '../support/ask.js';
import { TempFolder } from '../support/temp-folder.js';

/** Opening a pipe without a writer hangs as a file of a server that is gone does. */
function hang(readings: FileReadings, path: string): Promise<unknown> {
  return readings.run(path, async () => {
    const handle: FileHandle = await open(path, constants.O_RDONLY);
    await handle.close();
  });
}

test('two file systems that hang, with many files, hold up neither other files nor names', async () => {
  const folder = new TempFolder();
  onTestFinished(() => folder.remove());
  const paths = ['one', 'two'].flatMap(name => {
    folder.write(`${name}/x`, '');
    return Array.from({ length: 8 }, (_, at) => folder.at(`${name}/${at}`));
  });
  execFileSync('mkfifo', paths);
  folder.write('good/file', 'up');
  const readings = new FileReadings();
  let ended = 0;
  const hung = paths.map(path => hang(readings, path).then(() => ended++));
  expect(await readings.run(folder.at('good/file'), () => readFile(folder.at('good/file'), 'utf8'))).toBe(
    'up',
  );
  // A file of the server itself, and a name: in threads, too.
  expect(await readFile(folder.at('good/file'), 'utf8')).toBe('up');
  expect((await lookup('localhost')).address).toMatch(/^(?:127\.0\.0\.1|::1)$/);
  expect(ended).toBe(0);
  for (const path of paths) {
    // As soon as it is its turn it finds the writer.
    const writer = await until(
      () => tryToWrite(path),
      found => found !== undefined,
    );
    closeSync(writer!);
  }
  await Promise.all(hung);
});

/** Undefined while nobody reads. */
function tryToWrite(path: string): number | undefined {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}
