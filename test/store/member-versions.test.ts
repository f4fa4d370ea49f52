// Versions of a zone that follow from lists of sources: records, serials, differences, turns, and what stays as it was.
import { afterAll, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import type { LoadMemory } from '../../src/config/load-memory.js';
import type { Target } from '../../src/discover/source.js';
import { serialOf } from '../../src/image/soa-serial.js';
import { buildOf } from '../../src/store/build.js';
import type { Prepared } from '../../src/store/member-versions.js';
import type { Found } from '../../src/store/open-zone.js';
import { recordsOf as recordsOfList } from '../../src/store/record-list.js';
import type { KeptSerials } from '../../src/store/serials.js';
import { CHANGE } from '../../src/store/zone-change.js';
import { ZoneStore } from '../../src/store/zone-store.js';
import { TempFolder } from '../support/temp-folder.js';
import { recordsOf, textOf } from './images.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

let found: Record<string, Found>;
let memory: LoadMemory | undefined;
let saves: KeptSerials[];

beforeEach(() => {
  found = {};
  memory = undefined;
  saves = [];
});

const path = (name: string) => folder.at(`${name}.json`);

function load(...pools: string[]) {
  folder.write(
    'x.test.yaml',
    `zone: x.test\nns: ns.x.test.\npools:\n${pools.map(each => `  ${each}\n`).join('')}`,
  );
  const options = { overrides: { zones: [folder.at('x.test.yaml')], forward: ['off'] } };
  const loaded = loadConfig(options, memory);
  memory = loaded.memory;
  expect(
    loaded.problems.list.flatMap(({ severity, message }) => (severity === 'error' ? message : [])),
  ).toEqual([]);
  return loaded;
}

function begin(...pools: string[]): ZoneStore {
  const find = ({ label }: { label: string }) =>
    found[label.split('/').at(-1)!.replace('.json', '')] ?? { targets: undefined };
  const keeping = {
    read: () => saves.at(-1),
    save: ({ kept }: { kept: KeptSerials }) => void saves.push(kept),
  };
  return new ZoneStore(buildOf(load(...pools)), keeping, find);
}

const targets = (...hosts: string[]): Target[] => hosts.map(host => ({ host }));

/** Has all sources looked at again. */
function change(store: ZoneStore): Prepared {
  const keys = new Set(store.generation.zones.flatMap(({ open }) => open?.pools ?? []).map(keyOf));
  const prepared = store.prepareMembers(keys)!;
  store.publish(prepared);
  return prepared;
}

const keyOf = ({ gap }: { gap: { pool: { discovered?: { source: { key: string } } } } }) =>
  gap.pool.discovered!.source.key;

const addresses = (store: ZoneStore, zone = 0) =>
  recordsOf(store.generation.zones[zone].image).filter(text => / A{1,4} /.test(text));

const APP = `app: { members: { from: file, path: ${path('a')} } }`;
const FIXED = 'fixed: { members: [192.0.2.8, 192.0.2.9] }';

test('each list makes another version with its records, the next serial, and what came and went', () => {
  const store = begin(APP, FIXED);
  expect(addresses(store)).toEqual(['fixed.x.test. 0 A 192.0.2.8', 'fixed.x.test. 0 A 192.0.2.9']);
  const first = serialOf(store.generation.zones[0].image);
  found.a = { targets: targets('192.0.2.1', '2001:db8::1', '192.0.2.2') };
  change(store);
  expect(addresses(store).slice(0, 3)).toEqual([
    'app.x.test. 0 A 192.0.2.1',
    'app.x.test. 0 A 192.0.2.2',
    'app.x.test. 0 AAAA 2001:db8::1',
  ]);
  found.a = { targets: targets('192.0.2.2', '192.0.2.3') };
  const { changes } = change(store);
  expect(serialOf(store.generation.zones[0].image)).toBe(first + 2);
  const [step] = changes;
  if (step.kind !== CHANGE.CHANGED) throw new Error('the zone did not change');
  const { went, came } = step.difference;
  expect(recordsOfList(went).map(textOf)).toEqual([
    'app.x.test. 0 A 192.0.2.1',
    'app.x.test. 0 AAAA 2001:db8::1',
  ]);
  expect(recordsOfList(came).map(textOf)).toEqual(['app.x.test. 0 A 192.0.2.3']);
  expect(store.journal.since('x.test', first)).toHaveLength(2);
  const names = store.generation.pools.map(({ name, pool }) => `${name} ${pool.members.length}`);
  expect(names.sort()).toEqual(['app.x.test A 2', 'fixed.x.test A 2']);
});

test('turns go on, and memory of the image that the builder made is used again', () => {
  const store = begin(APP);
  found.a = { targets: targets('192.0.2.1', '192.0.2.2') };
  change(store);
  const { image, open } = store.generation.zones[0];
  found.a = { targets: targets('192.0.2.1', '192.0.2.2', '192.0.2.3') };
  change(store);
  const next = store.generation.zones[0];
  expect(next.image.turns).toBe(image.turns);
  expect(next.open?.base).toBe(open?.base);
  expect(next.open?.base.image.byteLength).toBeLessThan(next.image.image.byteLength);
});

test('a reload keeps the members, and its difference is that of the file', () => {
  const store = begin(APP);
  found.a = { targets: targets('192.0.2.1', '192.0.2.2') };
  change(store);
  const prepared = store.prepare(buildOf(load(APP, FIXED)));
  expect(prepared.changes).toMatchObject([{ kind: 'changed', difference: { cameCount: 2, wentCount: 0 } }]);
  store.publish(prepared);
  expect(addresses(store)).toHaveLength(4);
  // Members that were written and are found from now on are the same records.
  found.b = { targets: targets('192.0.2.8', '192.0.2.9') };
  const moved = store.prepare(buildOf(load(APP, `fixed: { members: { from: file, path: ${path('b')} } }`)));
  store.publish(moved);
  expect(addresses(store)).toHaveLength(4);
});

test('a pool keeps its members while its new source has no list', () => {
  const store = begin(APP);
  found.a = { targets: targets('192.0.2.1') };
  change(store);
  store.publish(store.prepare(buildOf(load(APP.replace('a.json', 'never.json')))));
  expect(addresses(store)).toEqual(['app.x.test. 0 A 192.0.2.1']);
  change(store);
  expect(addresses(store)).toEqual(['app.x.test. 0 A 192.0.2.1']);
});

test('serials are kept ahead, so that they need not be written with each list and never go back', () => {
  const store = begin(APP);
  store.keepSerials();
  const count = saves.length;
  for (let round = 1; round <= 200; round++) {
    found.a = { targets: targets(`10.0.0.${round}`) };
    change(store);
  }
  expect(saves.length - count).toBe(1);
  const last = serialOf(store.generation.zones[0].image);
  const next = begin(APP);
  expect(serialOf(next.generation.zones[0].image)).toBeGreaterThanOrEqual(last);
  found.a = { targets: targets('10.1.1.1') };
  change(next);
  expect(serialOf(next.generation.zones[0].image)).toBeGreaterThan(last);
});

test('the same list after a restart has the same serial', () => {
  found.a = { targets: targets('192.0.2.1', '192.0.2.2') };
  const store = begin(APP);
  store.keepSerials();
  const serial = serialOf(store.generation.zones[0].image);
  found.a = { targets: targets('192.0.2.2', '192.0.2.1') };
  expect(serialOf(begin(APP).generation.zones[0].image)).toBe(serial);
});

test('fallback addresses and the records of another pool stand behind the members, and are no records of the zone', () => {
  found.a = { targets: targets('192.0.2.1', '192.0.2.9') };
  const store = begin(
    `app: { probe: { tcp: 80 }, fallback: [192.0.2.1, 192.0.2.7], members: { from: file, path: ${path('a')} } }`,
    `two: { probe: { tcp: 80 }, fallback: { pool: fixed }, members: { from: file, path: ${path('a')} } }`,
    FIXED,
  );
  const pools = new Map(store.generation.pools.map(({ name, pool }) => [name, pool]));
  expect(pools.get('app.x.test A')).toMatchObject({ substitutes: [0, 2] });
  expect(pools.get('two.x.test A')?.fallbackPool?.found?.records).toEqual([2, 1]);
  expect(addresses(store).filter(text => text.startsWith('two'))).toHaveLength(2);
});

test('names below a wildcard have the members, too', () => {
  folder.write(
    'w.test.yaml',
    `zone: w.test\nwildcard: true\npools: { "@": { members: { from: file, path: ${path('a')} } } }\nrecords: { t: { TXT: x } }\n`,
  );
  found.a = { targets: targets('192.0.2.1') };
  const options = { overrides: { zones: [folder.at('w.test.yaml')], forward: ['off'] } };
  const store = new ZoneStore(buildOf(loadConfig(options)), undefined, () => found.a);
  expect(addresses(store).slice(0, 3)).toEqual([
    'w.test. 0 A 192.0.2.1',
    '*.w.test. 0 A 192.0.2.1',
    't.w.test. 0 A 192.0.2.1',
  ]);
  expect(recordsOf(store.generation.zones[0].image)).toContain('t.w.test. 60 TXT "x"');
});
