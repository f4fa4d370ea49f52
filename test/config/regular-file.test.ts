// What stands where a file is expected is told in bounded time, and a file that changes while it is read is read again.
import { execFileSync } from 'node:child_process';
import { appendFileSync, readSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SourceFiles } from '../../src/config/source-files.js';
import { type ReadPiece, readRegularFile } from '../../src/source/regular-file.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;

beforeAll(() => {
  folder = new TempFolder();
});
afterAll(() => folder.remove());

const read = (path: string, maxOctets = 2 ** 30) =>
  Buffer.from(new SourceFiles().read(path, maxOctets).bytes).toString();

/** Reads, with something that happens before each piece. */
function readWhile(path: string, maxOctets: number, meanwhile: () => void): string {
  const readPiece: ReadPiece = (descriptor, buffer, where) => {
    meanwhile();
    return readSync(descriptor, buffer, where);
  };
  return Buffer.from(readRegularFile(path, { maxOctets, readPiece }).bytes).toString();
}

it('says what is wrong with what is no file', async () => {
  const pipe = folder.at('pipe');
  execFileSync('mkfifo', [pipe]);
  const socket = createServer();
  await new Promise<void>(resolve => socket.listen(folder.at('socket'), resolve));
  for (const path of [pipe, folder.at('socket'), '/dev/zero', '/dev/full'])
    expect(() => read(path)).toThrow(`cannot read ${path}: it is not a regular file`);
  expect(() => read(folder.path)).toThrow(`it is a folder; name its files, as in ${folder.path}/*`);
  expect(() => read(folder.at('none'))).toThrow('there is no such file');
  await new Promise(resolve => socket.close(resolve));
});

it('does not begin with a file that is too long', () => {
  truncateSync(folder.write('sparse', ''), 10 * 2 ** 30);
  expect(() => read(folder.at('sparse'))).toThrow(`it is over ${2 ** 30} octets`);
  expect(read(folder.write('exact', 'x'.repeat(100)), 100)).toHaveLength(100);
  expect(() => read(folder.at('exact'), 99)).toThrow('it is over 99 octets');
});

it('reads files that do not say how long they are, up to the limit', () => {
  expect(read('/proc/self/status')).toContain('Pid:');
  expect(() => read('/proc/self/status', 100)).toThrow('it is over 100 octets');
});

it('reads a file again that changes meanwhile', () => {
  const path = folder.write('a', 'one one one\n');
  const versions = ['two\n', 'three, which is longer than the others\n'];
  const read = readWhile(path, 1_000, () => {
    const next = versions.shift();
    if (next !== undefined) writeFileSync(path, next);
  });
  expect(read).toBe('three, which is longer than the others\n');
});

it('ends with a file that changes all the time', () => {
  const path = folder.write('log', 'line\n');
  let times = 0;
  expect(readWhile(path, 1_000, () => writeFileSync(path, `line ${++times}\n`))).toMatch(/^line \d+\n/);
  expect(times).toBeLessThan(20);
});

it('ends with a file that grows for ever', () => {
  const path = folder.write('growing', 'line\n');
  const grow = () => appendFileSync(path, 'one more line\n');
  expect(() => readWhile(path, 1_000, grow)).toThrow('long');
});
