// Lists that turn into something else: the last good version stays in force, and what is wrong is said.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, truncateSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import type { LoadMemory } from '../../src/config/load-memory.js';
import { TempFolder } from '../support/temp-folder.js';

const GOOD = 'one.example\n||two.example^\n0.0.0.0 three.example four.example\n';

function load(folder: TempFolder, former?: LoadMemory) {
  // Files that have just been written are never taken for unchanged.
  const laterMs = Date.now() + 60_000;
  vi.spyOn(Date, 'now').mockReturnValue(laterMs);
  const loaded = loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} }, former);
  vi.restoreAllMocks();
  const blocked = loaded.names.filter(({ lists }) => lists[0].file === folder.at('list'));
  const errors = loaded.problems.list.filter(({ severity }) => severity === 'error');
  return {
    memory: loaded.memory,
    names: blocked.reduce((sum, { entries }) => sum + entries, 0),
    errors: errors.map(({ message }) => message.replaceAll(`${folder.path}/`, '')),
  };
}

function withList(text: string): TempFolder {
  const folder = new TempFolder();
  onTestFinished(() => folder.remove());
  folder.write('rondo.yaml', 'zones: []\nforward: { to: 192.0.2.53, home: off }\nblock: [list]\n');
  folder.write('list', text);
  return folder;
}

function replaceBy(folder: TempFolder, make: (path: string) => unknown): void {
  rmSync(folder.at('list'));
  make(folder.at('list'));
}

const NO_LIST = 'that is no list of names';

test.each<[string, (folder: TempFolder) => void, string]>([
  ['it vanishes', folder => rmSync(folder.at('list')), 'cannot read list: there is no such file'],
  ['it is empty', folder => folder.write('list', ''), 'list is empty'],
  ['zeros after a crash', folder => folder.write('list', new Uint8Array(5_000)), NO_LIST],
  ['one line of an error', folder => folder.write('list', '404: Not Found\n'), NO_LIST],
  ['a page', folder => folder.write('list', '<p>Sign in to the Wi-Fi</p>\n'.repeat(20)), NO_LIST],
  ['one line of 10 MB', folder => folder.write('list', 'a'.repeat(10_000_000)), NO_LIST],
  ['a folder', folder => replaceBy(folder, mkdirSync), 'it is a folder'],
  ['a pipe', folder => replaceBy(folder, path => execFileSync('mkfifo', [path])), 'it is not a regular file'],
  ['1 GiB', folder => truncateSync(folder.at('list'), 2 ** 30), 'it is over 268435456 octets'],
])('%s', (_, breakIt, message) => {
  const folder = withList(GOOD);
  const good = load(folder);
  expect(good).toMatchObject({ names: 4, errors: [] });
  breakIt(folder);
  const { names, errors } = load(folder, good.memory);
  expect(names).toBe(4);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain(message);
});

test('a list that has only rules about more than names, or comments, is one', () => {
  for (const text of ['! none yet\n', '##.banner\n||a.example^$third-party\n']) {
    expect(load(withList(text))).toMatchObject({ names: 0, errors: [] });
  }
});
