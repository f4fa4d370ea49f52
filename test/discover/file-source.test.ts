// Lists in files: when they are read again, what a broken file costs, and what is read at all.
import { renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { file } from '../../src/discover/file/kind.js';
import { open } from '../../src/discover/file/run.js';
import type { Target } from '../../src/discover/source.js';
import type { Cancel } from '../../src/time/clock.js';
import { FakeClock } from '../support/fake-clock.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
let clock: FakeClock;
let close: Cancel;
let said: string[];

beforeEach(() => {
  folder = new TempFolder();
  clock = new FakeClock();
  clock.epochMs = Date.now() + 3_600_000;
  said = [];
});

afterEach(() => {
  close();
  folder.remove();
});

const hostsOf = (targets: readonly Target[]) => targets.map(({ host }) => host.slice(-1)).join('');

function begin(path: string | string[]): void {
  const settings = file.settle({ path: [path].flat() }, folder.path);
  close = open(settings, {
    ...{ clock, random: () => 0 },
    found: (targets, fault = '') => said.push(`${hostsOf(targets)} ${fault}`.trim()),
    failed: reason => said.push(reason),
  });
}

/** What was said last, without the path of the folder, when the files were looked at once more. */
async function later(ms = 6_000): Promise<string> {
  await clock.advance(ms);
  return said.at(-1)?.replaceAll(`${folder.path}/`, '') ?? '';
}

const json = (...last: number[]) => JSON.stringify([{ targets: last.map(each => `192.0.2.${each}:80`) }]);

test('all files of a pattern are one list, in the order of their names, and changes are seen', async () => {
  folder.write('b.json', json(3));
  folder.write('a.json', json(1, 2));
  folder.write('c.txt', 'nothing');
  folder.write('.hidden.json', json(9));
  begin('*.json');
  expect(said).toEqual(['123']);
  folder.write('b.json', json(4));
  expect(await later()).toBe('124');
  rmSync(folder.at('a.json'));
  expect(await later()).toBe('4');
});

test('a broken file costs nothing but its own changes, which is said when it stays broken', async () => {
  folder.write('a.json', json(1));
  folder.write('b.json', json(2));
  begin('*.json');
  folder.write('a.json', '[{"targets":["192.0.');
  expect(await later()).toMatch(/^12 a\.json cannot be read: /);
  expect(said.slice(0, -1).filter(text => text !== '12' && !text.startsWith('12 '))).toEqual([]);
  folder.write('a.json', '');
  folder.write('b.json', json(3));
  expect(await later(11_000)).toMatch(/^13 a\.json cannot be read: /);
  folder.write('a.json', json(4));
  expect(await later()).toBe('43');
});

test('a file that goes leaves its list, and one that was never there says so', async () => {
  folder.write('a.json', json(1));
  begin(['a.json']);
  rmSync(folder.at('a.json'));
  expect(await later(11_000)).toBe('1 a.json is not there');
  close();
  begin('never.json');
  expect(said.at(-1)).toContain('never.json is not there');
  close();
  begin('*.yaml');
  expect(said.at(-1)).toContain('no file matches ');
});

test('YAML is read when it has rested, for its first part is a list, too', async () => {
  const path = folder.write(
    'a.yaml',
    '- targets: [192.0.2.1]\n- targets:\n  - 192.0.2.2:80\n  labels: { rack: a }\n',
  );
  begin('a.yaml');
  expect(said).toEqual(['12']);
  folder.write('a.yaml', '- targets: [192.0.2.3]\n');
  const restless = () => utimesSync(path, new Date(clock.wallMs()), new Date(clock.wallMs()));
  restless();
  await clock.advance(60);
  expect(said.at(-1)).toBe('12');
  expect(await later()).toBe('3');
  folder.write('a.yaml', '- targets: [192.0.2.4]\n');
  for (let round = 0; round < 200 && said.at(-1) !== '4'; round++) {
    restless();
    await clock.advance(60);
  }
  expect(said.at(-1)).toBe('4');
});

test('a link that is turned to another folder is followed', async () => {
  folder.write('one/a.json', json(1));
  folder.write('two/a.json', json(2));
  symlinkSync('one', folder.at('..data'));
  symlinkSync('..data/a.json', folder.at('a.json'));
  begin('a.json');
  symlinkSync('two', folder.at('..next'));
  renameSync(folder.at('..next'), folder.at('..data'));
  expect(said).toEqual(['1']);
  expect(await later()).toBe('2');
});

test('what is no regular file, too long or full of aliases is not read', async () => {
  folder.write('dir.json/x', '');
  begin('dir.json');
  expect(said.at(-1)).toContain('dir.json is no regular file');
  close();
  folder.write('long.json', `[${' '.repeat(4 * 2 ** 20)}]`);
  begin('long.json');
  expect(said.at(-1)).toContain('long.json is over 4 MiB');
  close();
  const bomb = [
    'a: &a [x, x]',
    ...[...'bcdefgh'].map((key, index) => `${key}: &${key} [${`*${'abcdefg'[index]},`.repeat(9)}]`),
  ];
  folder.write('bomb.yaml', bomb.join('\n'));
  begin('bomb.yaml');
  expect(said.at(-1)).toMatch(/bomb\.yaml/);
});

test.each([
  ['a list that is not closed', '- targets: [192.0.2.7\n', 'line 1: expected a ] for this ['],
  ['a key that stands twice', '- targets: [192.0.2.7]\n  targets: [192.0.2.8]\n', 'stands twice'],
  ['two documents', '- targets: [192.0.2.7]\n---\n- targets: []\n', 'expected one YAML document'],
  ['a hundred thousand brackets', '['.repeat(100_000), 'nested too deeply'],
  ['a hundred thousand lists in lists', '- '.repeat(100_000), 'nested too deeply'],
])('YAML with %s is not taken for a list', async (_, text, reason) => {
  folder.write('a.yaml', '- targets: [192.0.2.1]\n');
  begin('a.yaml');
  folder.write('a.yaml', text);
  expect(await later()).toContain(`1 a.yaml cannot be read: ${reason.startsWith('line') ? '' : 'line '}`);
  expect(said.at(-1)).toContain(reason);
  folder.write('a.yaml', '- targets: [192.0.2.2]\n');
  expect(await later()).toBe('2');
});

test('all files of a list have its room together, and YAML takes more of it', async () => {
  const padded = (last: number, octets: number) => json(last) + ' '.repeat(octets);
  folder.write('a.json', padded(1, 2 ** 21));
  folder.write('b.json', padded(2, 2 ** 21));
  begin('*.json');
  expect(said.at(-1)).toMatch(/^1 .*b\.json is over 4 MiB, or all files of the list are$/);
  folder.write('a.json', padded(3, 2 ** 20));
  expect(await later()).toBe('32');
  close();
  folder.write('long.yaml', `# ${'x'.repeat(2 ** 18)}\n- targets: [192.0.2.1]\n`);
  begin('long.yaml');
  expect(said.at(-1)).toContain('long.yaml is over 256 KiB');
});
