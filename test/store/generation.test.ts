// What a generation takes over from the one before it, and what it makes anew.
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import type { LoadMemory } from '../../src/config/load-memory.js';
import { type Generation, makeGeneration } from '../../src/store/generation.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

folder.write('one.example.zone', masterFile('www A 192.0.2.1'));
folder.write('two.example.zone', masterFile('www A 192.0.2.2'));

/** Of the load before. */
let memory: LoadMemory | undefined;

function load(config: string, former?: Generation): Generation {
  const configFile = folder.write('rondo.yaml', `zones: ["*.zone"]\n${config}\n`);
  const loaded = loadConfig({ configFile, overrides: {} }, former === undefined ? undefined : memory);
  ({ memory } = loaded);
  expect(loaded.problems.list).toEqual([]);
  return makeGeneration(loaded, former);
}

const SECRET = `cookies: { secret: ["${'00'.repeat(16)}"] }`;

test('a random secret of cookies stays until one is configured, and without it again a new one is made', () => {
  const first = load('');
  const second = load('minimal: no', first);
  expect(second.cookies).toBe(first.cookies);
  const third = load(SECRET, second);
  expect(third.cookies.secrets).toEqual([Buffer.alloc(16)]);
  const fourth = load('', third);
  expect(fourth.cookies.secrets).not.toEqual(third.cookies.secrets);
  expect(fourth.cookies.secrets).not.toEqual(first.cookies.secrets);
  expect([first, second, third, fourth].map(({ number }) => number)).toEqual([1, 2, 3, 4]);
});

test('the cache stays as long as its size does', () => {
  const first = load('forward: [192.0.2.53]');
  expect(load('forward: [192.0.2.53]\nminimal: no', first).cache).toBe(first.cache);
  expect(load('forward: [192.0.2.54]', first).cache).toBe(first.cache);
  expect(load('forward: [192.0.2.53]\ncache: 7', first).cache?.size).toBe(7);
  expect(load('forward: off', first).cache).toBeUndefined();
  expect(load('forward: [192.0.2.53]\ncache: off', first).cache).toBeUndefined();
});
