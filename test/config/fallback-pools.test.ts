// Pools that fall back to others, of the same file and of other files, and when only some of the files are read again.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Loaded, loadConfig } from '../../src/config/load.js';
import { TYPE } from '../../src/dns/types.js';
import { makeGeneration } from '../../src/store/generation.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
  // Files that have just been written are never taken for unchanged.
  const laterMs = Date.now() + 60_000;
  vi.spyOn(Date, 'now').mockReturnValue(laterMs);
  folder.write('rondo.yaml', 'zones: [a.yaml, b.yaml]\nforward: off\n');
});
afterEach(() => {
  vi.restoreAllMocks();
  folder.remove();
});

/** A zone `NAME.test` with one pool. */
function zone(name: string, pool: string, fallback: string, members = '[192.0.2.1, 192.0.2.2]'): string {
  return `zone: ${name}.test\npools:\n  ${pool}: { fallback: ${fallback}, probe: { tcp: 1 }, members: ${members} }\n`;
}

function load(former?: Loaded): Loaded {
  return loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} }, former?.memory);
}

const lines = ({ problems }: Loaded) =>
  problems.list.map(
    ({ place, message }) => `${place.file.slice(folder.path.length + 1)}:${place.line}: ${message}`,
  );

/** What the first pool has taken over: the other's name, and its last octets. */
function taken(loaded: Loaded): unknown {
  const [pool] = makeGeneration(loaded).pools;
  const found = pool.pool.fallbackPool?.found;
  const model = [...loaded.models.values()].find(({ label }) => label === 'a.test');
  const rdatas = [...(model?.pooled() ?? [])][0].rdatas.map(rdata => rdata[3]);
  return [found?.name, found?.records.map(index => rdatas[index])];
}

/** The last octets of what the pool of `a.test` falls back to, as long as that is in force; undefined without. */
function foundIn({ pools }: ReturnType<typeof makeGeneration>): number[] | undefined {
  const own = pools.find(({ name }) => name === 'read.a.test A')!.pool.fallbackPool?.found;
  const other = pools.find(({ name }) => name === 'write.b.test A')?.pool;
  if (own === undefined || own.recordsDigest !== other?.recordsDigest) return undefined;
  return other.members.map(({ address }) => Number(address.split('.')[3]));
}

test('the other pool is one of the zone, else any by its whole name', () => {
  folder.write('a.yaml', zone('a', 'read', '{ pool: write.b.test }'));
  folder.write('b.yaml', zone('b', 'write', 'all', '[192.0.2.2, 192.0.2.3]'));
  const loaded = load();
  expect(lines(loaded)).toEqual([]);
  expect(taken(loaded)).toEqual(['write.b.test A', [2, 3]]);
});

test('it takes over what the other one has taken over', () => {
  folder.write('a.yaml', `${zone('a', 'read', '{ pool: write.b.test. }')}`);
  folder.write(
    'b.yaml',
    `${zone('b', 'write', '{ pool: last }', '[192.0.2.3]')}  last: { members: [192.0.2.9, 192.0.2.1] }\n`,
  );
  const loaded = load();
  expect(lines(loaded)).toEqual([]);
  expect(taken(loaded)).toEqual(['write.b.test A', [3, 9, 1]]);
});

test('one that does not exist is a mistake, with the nearest name', () => {
  folder.write('a.yaml', zone('a', 'read', '{ pool: wirte.b.test }'));
  folder.write('b.yaml', zone('b', 'write', 'all'));
  const { problems } = load();
  expect(problems.list[0]).toMatchObject({
    message: 'no pool is called "wirte.b.test A"',
    hint: 'did you mean `write.b.test A`?',
  });
});

test('a family that the other pool does not have is a mistake', () => {
  folder.write('a.yaml', zone('a', 'read', '{ pool: write.b.test }', '[192.0.2.1, "2001:db8::1"]'));
  folder.write('b.yaml', zone('b', 'write', 'all'));
  expect(lines(load())).toContain('a.yaml:3: no pool is called "write.b.test AAAA"');
});

test('a circle is refused, with all its places', () => {
  folder.write('a.yaml', zone('a', 'read', '{ pool: write.b.test }'));
  folder.write('b.yaml', zone('b', 'write', '{ pool: read.a.test }'));
  const [first] = lines(load());
  expect(first.replaceAll(`${folder.path}/`, '')).toBe(
    'a.yaml:3: this pool falls back to itself: read.a.test A (a.yaml:3) → write.b.test A (b.yaml:3) → read.a.test A',
  );
  folder.write('a.yaml', zone('a', 'read', '{ pool: read }'));
  expect(lines(load())[0]).toContain('this pool falls back to itself: read.a.test A');
});

test('one that vanishes at a reload is missed, and its file stays as it was', () => {
  folder.write('a.yaml', zone('a', 'read', '{ pool: write.b.test }'));
  folder.write('b.yaml', zone('b', 'write', 'all'));
  const first = load();
  folder.write('b.yaml', zone('b', 'database', 'all'));
  const second = load(first);
  expect(lines(second)).toContain('a.yaml:3: no pool is called "write.b.test A"');
  expect(second.faults.map(({ file, standing }) => [file, standing])).toEqual([
    [folder.at('b.yaml'), 'kept'],
  ]);
});

test('members that come to the other pool are taken over by a file that has not changed', () => {
  folder.write('a.yaml', zone('a', 'read', '{ pool: write.b.test }'));
  folder.write('b.yaml', zone('b', 'write', 'all', '[192.0.2.8]'));
  const first = load();
  folder.write('b.yaml', zone('b', 'write', 'all', '[192.0.2.7, 192.0.2.8]'));
  const second = load(first);
  expect(lines(second)).toEqual([]);
  expect(taken(second)).toEqual(['write.b.test A', [7, 8]]);
});

test('while the own file is broken, records of the other that are others are not used', () => {
  folder.write('a.yaml', zone('a', 'read', '{ pool: write.b.test }'));
  folder.write('b.yaml', zone('b', 'write', 'all', '[192.0.2.8]'));
  const first = load();
  const generation = makeGeneration(first);
  const digestOf = (one: ReturnType<typeof makeGeneration>) =>
    one.pools.map(({ pool }) => pool.fallbackPool?.found?.recordsDigest ?? pool.recordsDigest);
  folder.write('a.yaml', 'zone: a.test\npools: 7\n');
  folder.write('b.yaml', `# nothing else\n${zone('b', 'write', 'all', '[192.0.2.8]')}`);
  const same = digestOf(makeGeneration(load(first), generation));
  expect(same[0]).toBe(same[1]);
  folder.write('b.yaml', zone('b', 'write', 'all', '[192.0.2.7]'));
  const other = digestOf(makeGeneration(load(first), generation));
  expect(other[0]).not.toBe(other[1]);
});

test('a file that has not changed is not read again for an edit that has nothing to do with it', () => {
  folder.write('rondo.yaml', 'zones: [a.yaml, b.yaml, c.yaml]\nforward: off\n');
  folder.write('a.yaml', zone('a', 'read', '{ pool: write.b.test }'));
  folder.write('b.yaml', zone('b', 'write', 'all'));
  folder.write('c.yaml', zone('c', 'www', 'all'));
  const first = load();
  folder.write('c.yaml', zone('c', 'api', 'all'));
  const second = load(first);
  expect(lines(second)).toEqual([]);
  expect([...second.models.values()].map(({ label }) => label)).toEqual(['c.test']);
});

test('aliases fall back to aliases', () => {
  const members = (name: string) => `[{ target: ${name}.example.net., address: 192.0.2.1 }]`;
  folder.write('a.yaml', zone('a', 'www', '{ pool: www.b.test }', members('one')));
  folder.write('b.yaml', zone('b', 'www', 'all', members('two')));
  const loaded = load();
  expect(loaded.problems.hasErrors).toBe(false);
  const [model] = [...loaded.models.values()];
  expect([...model.pooled()][0]).toMatchObject({ type: TYPE.CNAME });
  expect([...model.pooled()][0].rdatas.length).toBe(2);
});

const BROKEN: readonly [string, string][] = [
  ['no YAML', 'zone: b.test\npools: {\n'],
  ['a mistyped address', zone('b', 'write', 'all', '[192.0.2.300]')],
  ['an unknown key', `${zone('b', 'write', 'all', '[192.0.2.8]')}  x: { mebmers: [192.0.2.1] }\n`],
  ['a mistake that shows up late', `${zone('b', 'write', '{ pool: nowhere }', '[192.0.2.8]')}`],
];

test.each(BROKEN)('while the file of the other is broken, its pool stays the fallback: %s', (_, text) => {
  folder.write('a.yaml', zone('a', 'read', '{ pool: write.b.test }'));
  folder.write('b.yaml', zone('b', 'write', 'all', '[192.0.2.8]'));
  const first = load();
  const generation = makeGeneration(first);
  folder.write('b.yaml', text);
  const broken = load(first);
  expect(foundIn(makeGeneration(broken, generation))).toEqual([8]);
  // Files that are edited meanwhile have it, too, as do all when the settings change.
  folder.write('a.yaml', zone('a', 'read', '{ pool: write.b.test }', '[192.0.2.4]'));
  const edited = load(broken);
  const second = makeGeneration(edited, generation);
  expect(foundIn(second)).toEqual([8]);
  folder.write('rondo.yaml', 'zones: [a.yaml, b.yaml]\nforward: off\nminimal: false\n');
  const set = load(edited);
  const third = makeGeneration(set, second);
  expect(foundIn(third)).toEqual([8]);
  folder.write('b.yaml', zone('b', 'write', 'all', '[192.0.2.7, 192.0.2.8]'));
  expect(foundIn(makeGeneration(load(set), third))).toEqual([7, 8]);
});

test.each(BROKEN)('what was built without a fallback has it when it is known again: %s', (_, text) => {
  folder.write('a.yaml', zone('a', 'read', '{ pool: write.b.test }'));
  folder.write('b.yaml', text);
  const first = load();
  const generation = makeGeneration(first);
  // One whose own fallback is wrong does without it, and is known.
  expect(foundIn(generation)).toEqual(text.includes('nowhere') ? [8] : undefined);
  folder.write('b.yaml', zone('b', 'write', 'all', '[192.0.2.8]'));
  const mended = load(first);
  expect(mended.problems.hasErrors).toBe(false);
  expect(foundIn(makeGeneration(mended, generation))).toEqual([8]);
});

test('a circle by way of a file that is broken is one', () => {
  folder.write('a.yaml', zone('a', 'read', 'all'));
  folder.write('b.yaml', zone('b', 'write', '{ pool: read.a.test }'));
  folder.write('c.yaml', zone('c', 'www', '{ pool: write.b.test }'));
  folder.write('rondo.yaml', 'zones: [a.yaml, b.yaml, c.yaml]\nforward: off\n');
  const first = load();
  folder.write('b.yaml', 'zone: b.test\npools: 7\n');
  folder.write('a.yaml', zone('a', 'read', '{ pool: write.b.test }'));
  const second = load(first);
  expect(lines(second).join()).toContain(
    'this pool falls back to itself: read.a.test A (a.yaml:3) → write.b.test A → read.a.test A'.replace(
      '(a',
      `(${folder.at('a')}`,
    ),
  );
  expect(second.faults.map(({ standing }) => standing)).toEqual(['kept', 'kept']);
});
