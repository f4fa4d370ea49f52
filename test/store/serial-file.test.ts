// The file that keeps serials: whole or not at all, and never fatal.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SerialFile, serialFileOf } from '../../src/store/serial-file.js';
import { Serials } from '../../src/store/serials.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
});
afterEach(() => folder.remove());

function open() {
  const problems: string[] = [];
  const path = serialFileOf(folder.at('state.json'));
  return { path, problems, file: new SerialFile(path, text => void problems.push(text)) };
}

function serialsOf(zone: string, wished: number): Serials {
  const serials = new Serials();
  serials.choose(zone, { wished, digest: () => 'd' });
  return serials;
}

test('what was saved is read again, and only the owner may see it', () => {
  const { file, path, problems } = open();
  expect(path).toBe(folder.at('state.serials.json'));
  expect(file.read()).toBeUndefined();
  const serials = serialsOf('x.test', 7);
  file.save(serials);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(open().file.read()).toEqual(serials.kept);
  expect(problems).toEqual([]);
});

test('a server without zones of that kind writes none', () => {
  const { file, path } = open();
  file.save(new Serials());
  expect(existsSync(path)).toBe(false);
});

test.each([
  '{"version":1,"zon',
  '[]',
  '{"version":1,"zones":{"x.test":[-1,"d"]}}',
  '{"version":2,"zones":{}}',
])('a broken file is told and left as it is: %s', text => {
  const { file, path, problems } = open();
  folder.write('state.serials.json', text);
  expect(file.read()).toBeUndefined();
  file.save(serialsOf('x.test', 7));
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect(problems).toEqual([
    `serials that zones had before are not known, and are not kept from now on: ${path} is no file of serials; mend or remove the file, then restart`,
  ]);
});

test('a pipe in its place holds nothing up', () => {
  const { file, path, problems } = open();
  execFileSync('mkfifo', [path]);
  expect(file.read()).toBeUndefined();
  expect(problems).toEqual([expect.stringContaining(`${path} is not a regular file`)]);
});

test('a file that cannot be written is told once', () => {
  const { file, path, problems } = open();
  expect(file.read()).toBeUndefined();
  mkdirSync(path);
  for (const wished of [7, 8]) file.save(serialsOf('x.test', wished));
  expect(problems).toEqual([
    expect.stringMatching(/^serials of zones are not kept across restarts: .* is not a regular file$/),
  ]);
  rmdirSync(path);
  file.save(serialsOf('x.test', 9));
  expect(open().file.read()?.zones.get('x.test')?.serial).toBe(9);
});

test('two servers with one file lose no serial of each other, and are told once', () => {
  const [a, b] = [open(), open()];
  a.file.read();
  b.file.read();
  for (const wished of [7, 8, 9]) {
    a.file.save(serialsOf('a.test', wished));
    b.file.save(serialsOf('b.test', wished));
  }
  expect([...(open().file.read()?.zones ?? [])].sort()).toEqual([
    ['a.test', { serial: 9, digest: 'd' }],
    ['b.test', { serial: 9, digest: 'd' }],
  ]);
  expect(a.problems).toEqual([expect.stringContaining('was written by another process')]);
  expect(b.problems).toHaveLength(1);
});
