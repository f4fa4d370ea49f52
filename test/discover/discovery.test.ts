// What becomes of lists of sources: which stay in force, what is told, and what is kept.
import { beforeEach, expect, test } from 'vitest';
import { MAX_FOUND, MAX_FOUND_IN_ALL, MAX_SOURCES } from '../../src/discover/bounds.js';
import { Discovery, type SourceState } from '../../src/discover/discovery.js';
import type { SourceHost, Target } from '../../src/discover/source.js';
import type { SourceSpec } from '../../src/discover/spec.js';
import { FakeClock } from '../support/fake-clock.js';

const clock = new FakeClock();
let hosts: Map<string, SourceHost>;
let closed: string[];
let lists: string[];
let states: SourceState[];
let leftOut: number[];

beforeEach(() => {
  hosts = new Map();
  [closed, lists, states, leftOut] = [[], [], [], []];
});

const spec = (key: string, more: Partial<SourceSpec> = {}): SourceSpec => ({
  ...{ kind: 'file', key, label: `file ${key}`, settings: {}, allowsEmpty: false },
  ...more,
});

const targets = (count: number, from = 0): Target[] =>
  Array.from({ length: count }, (_, index) => ({
    host: `10.0.${(from + index) >> 8}.${(from + index) & 255}`,
  }));

async function open(
  specs: readonly SourceSpec[],
  kept?: ReadonlyMap<string, readonly Target[]>,
): Promise<Discovery> {
  const discovery = new Discovery({
    ...{ clock, random: () => 0, onList: key => lists.push(key), onState: state => states.push(state) },
    onLeftOut: count => leftOut.push(count),
    ...(kept === undefined ? {} : { kept }),
    load: async ({ key }) => ({
      open: (_, host) => {
        hosts.set(key, host);
        return () => void closed.push(key);
      },
    }),
  });
  discovery.follow(specs);
  await clock.advance(0);
  return discovery;
}

test('an empty list and one that cannot be had leave the last good one, which is said once', async () => {
  const discovery = await open([spec('a')]);
  expect(discovery.targetsOf('a')).toBeUndefined();
  hosts.get('a')!.found(targets(3));
  hosts.get('a')!.found([]);
  hosts.get('a')!.found([]);
  hosts.get('a')!.failed('it is gone');
  expect(discovery.targetsOf('a')).toHaveLength(3);
  expect(lists).toEqual(['a']);
  expect(states.map(({ failure }) => failure)).toEqual(['the list has no members', 'it is gone']);
  expect(discovery.states).toMatchObject([{ source: 'file a', targets: 3, failures: 1, isKnown: true }]);
  hosts.get('a')!.found(targets(3));
  expect(states.at(-1)?.failure).toBeUndefined();
  expect(lists).toEqual(['a']);
});

test('what a source has sent is told in one line that has no power over a terminal', async () => {
  const discovery = await open([spec('a'), spec('b')]);
  hosts.get('a')!.failed(`"\u001b]0;title\u0007\u202e\n\u2028x" is no target`);
  hosts.get('b')!.found(targets(1), `\u009b2J${'y'.repeat(5_000)}`);
  for (const { failure = '' } of [...states, ...discovery.states]) {
    expect(failure).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    expect(failure.length).toBeLessThanOrEqual(300);
  }
  expect(states[0].failure).toBe('"\\u{1b}]0;title\\u{7}\\u{202e}\\u{a}\\u{2028}x" is no target');
});

test('an empty list is taken where it is meant', async () => {
  const discovery = await open([spec('a', { allowsEmpty: true })]);
  hosts.get('a')!.found(targets(1));
  hosts.get('a')!.found([]);
  expect(discovery.targetsOf('a')).toEqual([]);
  expect(lists).toEqual(['a', 'a']);
});

test('lists are bounded, each and all together', async () => {
  const full = Math.floor(MAX_FOUND_IN_ALL / MAX_FOUND);
  const keys = Array.from({ length: full + 1 }, (_, index) => `s${index}`);
  const discovery = await open(keys.map(key => spec(key)));
  hosts.get('s0')!.found(targets(MAX_FOUND + 1));
  expect(discovery.failureOf('s0')).toBe('1025 targets; a pool has at most 1024 members');
  for (const key of keys.slice(0, full)) hosts.get(key)!.found(targets(MAX_FOUND));
  hosts.get(keys[full])!.found(targets(1));
  expect(discovery.failureOf(keys[full])).toContain('over 16384 in all');
  // Who has a place already may change it.
  hosts.get('s0')!.found(targets(MAX_FOUND, 7));
  expect(discovery.failureOf('s0')).toBeUndefined();
});

test('so many sources are open at once, however many pools have members of them; of the others that is told', async () => {
  const one = spec('s0');
  const many = Array.from({ length: MAX_SOURCES + 2 }, (_, index) => spec(`s${index}`));
  const last = `s${MAX_SOURCES + 1}`;
  const discovery = await open([one, one, ...many], new Map([[last, targets(2)]]));
  expect(hosts.size).toBe(MAX_SOURCES);
  expect(leftOut).toEqual([2]);
  expect(discovery.failureOf(last)).toBe('it is not asked, for 1024 other sources are, the most at once');
  expect(discovery.states.filter(({ failure }) => failure !== undefined)).toMatchObject([
    { source: `file s${MAX_SOURCES}`, isKnown: false },
    { source: `file ${last}`, isKnown: true, targets: 2 },
  ]);
  // Its list of before stays.
  expect(discovery.targetsOf(last)).toHaveLength(2);
  discovery.follow(many.slice(1));
  discovery.follow(many.slice(2));
  await clock.advance(0);
  expect(leftOut).toEqual([2, 1, 0]);
  expect(hosts.has(last)).toBe(true);
  expect(closed).toEqual(['s0', 's1']);
  expect(discovery.failureOf(last)).toBeUndefined();
});

test('members without a port are refused where the probe needs one', async () => {
  const discovery = await open([spec('a', { portless: 'tcp' }), spec('b', { portless: 'tcp', port: 80 })]);
  hosts.get('a')!.found([{ host: '192.0.2.1', port: 80 }, { host: '192.0.2.2' }]);
  hosts.get('b')!.found([{ host: '192.0.2.2' }]);
  expect(discovery.failureOf('a')).toBe(
    '192.0.2.2 has no port, which the tcp probe needs: add `port:` to the source',
  );
  expect(discovery.targetsOf('b')).toHaveLength(1);
});

test('what an earlier process has kept is in force until the source brings a list', async () => {
  const discovery = await open([spec('a')], new Map([['a', targets(2)]]));
  expect(discovery.targetsOf('a')).toHaveLength(2);
  hosts.get('a')!.failed('down');
  expect(states).toMatchObject([{ targets: 2, isKnown: true, failure: 'down', lastSuccessMs: undefined }]);
  hosts.get('a')!.found(targets(2));
  expect(lists).toEqual([]);
  expect(discovery.lists.get('a')).toHaveLength(2);
});

test('sources that are not wanted any more are closed, and nobody hears of them', async () => {
  const discovery = await open([spec('a'), spec('b')]);
  discovery.follow([spec('b')]);
  expect(closed).toEqual(['a']);
  hosts.get('a')!.found(targets(1));
  expect(lists).toEqual([]);
  discovery.close();
  expect(closed).toEqual(['a', 'b']);
});

test('the first lists are awaited, and no longer than that', async () => {
  const discovery = await open([spec('a'), spec('b')]);
  let isOver = false;
  void discovery.firstLists(2_000).then(() => {
    isOver = true;
  });
  hosts.get('a')!.found(targets(1));
  await clock.advance(1_000);
  expect(isOver).toBe(false);
  hosts.get('b')!.failed('down');
  await clock.advance(0);
  expect(isOver).toBe(true);
  const another = await open([spec('c')]);
  const waiting = another.firstLists(2_000);
  await clock.advance(2_000);
  await waiting;
});
