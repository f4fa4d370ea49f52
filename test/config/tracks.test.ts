// Pools that follow others, when only some of the files are read again.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Loaded, loadConfig } from '../../src/config/load.js';
import { makeGeneration } from '../../src/store/generation.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
  // Files that have just been written are never taken for unchanged.
  const laterMs = Date.now() + 60_000;
  vi.spyOn(Date, 'now').mockReturnValue(laterMs);
  folder.write('rondo.yaml', 'zones: [app.yaml, db.yaml]\nforward: off\n');
  folder.write('app.yaml', zone('app', 'www', 'tcp: 1, track: db.db.test A'));
  folder.write('db.yaml', zone('db', 'db', 'tcp: 1'));
});
afterEach(() => {
  vi.restoreAllMocks();
  folder.remove();
});

function zone(name: string, pool: string, probe: string): string {
  return `zone: ${name}.test\npools:\n  ${pool}: { probe: { ${probe} }, members: [192.0.2.1, 192.0.2.2] }\n`;
}

function load(former?: Loaded): Loaded {
  return loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} }, former?.memory);
}

const lines = ({ problems }: Loaded) =>
  problems.list.map(
    ({ place, message }) =>
      `${place.file.slice(folder.path.length + 1)}:${place.line}:${place.column}: ${message}`,
  );

test('a pool that is gone is missed where it is followed, in a file that has not changed', () => {
  const first = load();
  expect(lines(first)).toEqual([]);
  folder.write('db.yaml', zone('db', 'database', 'tcp: 1'));
  expect(lines(load(first))).toEqual(['app.yaml:3:34: no pool that is probed is called "db.db.test A"']);
});

test('a circle through a file that has not changed is found', () => {
  const first = load();
  folder.write('db.yaml', zone('db', 'db', 'track: www.app.test A'));
  expect(lines(load(first))[0]).toMatch(
    /^db.yaml:3:25: this pool follows itself: www.app.test A → db.db.test A → www.app.test A$/,
  );
});

test('a pool of a file that has not changed may be followed, and only what changed is read', () => {
  const first = load();
  folder.write('app.yaml', zone('app', 'api', 'track: db.db.test. A'));
  const second = load(first);
  expect(lines(second)).toEqual([]);
  expect(second.models.size).toBe(1);
  const names = makeGeneration(second, makeGeneration(first)).pools.map(({ name, follows }) => [
    name,
    follows,
  ]);
  expect(names).toEqual([
    ['api.app.test A', ['db.db.test A']],
    ['db.db.test A', undefined],
  ]);
});
