// A root, top-level domains and zones below, signed and unsigned, in a network without a way out: Zonemaster finds no fault of
// Rondo in them and tells it from NSD in nothing, and strict resolvers find every name.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { needs } from '../support/programs.js';
import { TempFolder } from '../support/temp-folder.js';
import { DERIVED, DERIVED_QUESTIONS } from './hierarchy/derived.js';
import { EXPLAINED, unexplained } from './hierarchy/explained.js';
import { Hierarchy, type Operators } from './hierarchy/hierarchy.js';
import { refusal } from './hierarchy/network.js';
import { recordsOf, resolution, resolve } from './hierarchy/resolution.js';
import { RESOLVERS, startResolver } from './hierarchy/resolver.js';
import { isSigned, PLAIN_ZONES, plant } from './hierarchy/tree.js';
import { type Message, zonemaster } from './hierarchy/zonemaster.js';

const SET_UP_LIMIT_MS = 600_000;

const [isMissing, missing] = needs(
  ...['unshare', 'nsenter', 'ip', 'nsd', 'zonemaster-cli', 'dnssec-keygen', 'dnssec-signzone'],
  ...['dig', 'named', 'named-compilezone', 'unbound'],
);
const refused = isMissing ? undefined : refusal();
const note = refused === undefined ? missing : `skipped: no network for tests here: ${refused}`;
const isSkipped = isMissing || refused !== undefined;

const zones = new TempFolder();
beforeAll(() => (isSkipped ? undefined : plant(zones)));
beforeEach(context => context.skip(isSkipped, note));
afterAll(() => zones.remove());

/** Those of the hierarchy with their kinds of delegation, the root, and reverse zones. */
const EXAMINED = [
  ...['.', 'test', 'good.test', 'child.good.test', 'guest.test', 'pool.test', 'deep.er.test'],
  ...['in-addr.arpa', 'ip6.arpa'],
];

/** Delegated to servers that do not have it. */
const LAME = 'lame.test';

/** What Zonemaster says of each zone, when these servers have them. */
async function examine(operators: Operators): Promise<Map<string, Message[]>> {
  const hierarchy = await Hierarchy.start(zones, operators);
  const seen = new Map<string, Message[]>();
  const waiting = [...EXAMINED, LAME];
  const work = async () => {
    for (let zone = waiting.shift(); zone !== undefined; zone = waiting.shift())
      seen.set(zone, await zonemaster(zone, hierarchy));
  };
  try {
    await Promise.all([work(), work()]);
    return seen;
  } finally {
    await hierarchy.stop();
  }
}

describe('Zonemaster', () => {
  let nsd: Map<string, Message[]>;
  let rondo: Map<string, Message[]>;
  let both: Map<string, Message[]>;

  beforeAll(async () => {
    if (isSkipped) return;
    nsd = await examine({ left: 'NSD', right: 'NSD' });
    rondo = await examine({ left: 'Rondo', right: 'Rondo' });
    both = await examine({ left: 'Rondo', right: 'NSD' });
  }, SET_UP_LIMIT_MS);

  test.each(EXAMINED)('has nothing against Rondo in %s', zone => {
    expect(unexplained(zone, rondo.get(zone)!)).toEqual([]);
  });

  test.each(EXAMINED)('finds NSD in place of Rondo no different in %s', zone => {
    expect(rondo.get(zone)).toEqual(nsd.get(zone));
  });

  test.each(EXAMINED)('finds Rondo and NSD to be consistent in %s', zone => {
    expect(both.get(zone)).toEqual(nsd.get(zone));
  });

  test('has run all its tests', () => {
    const ends = rondo.get('good.test')!.filter(({ tag }) => tag === 'TEST_CASE_END');
    const cases = new Set(ends.map(({ args }) => args.testcase));
    const modules = new Set([...cases].map(name => name.replace(/\d+$/, '')));
    const all = [
      ...['address', 'basic', 'connectivity', 'consistency', 'delegation'],
      ...['dnssec', 'nameserver', 'syntax', 'zone'],
    ];
    expect([...modules].filter(name => name !== 'all').sort()).toEqual(all);
    expect(cases.size).toBeGreaterThan(60);
  });

  test('does find fault where a server lacks the zone', () => {
    expect(unexplained(LAME, rondo.get(LAME)!).map(({ tag }) => tag)).toContain('NS_FAILED');
  });

  test('is excused for nothing that it does not say', () => {
    const tags = new Set([...rondo.values()].flat().map(({ tag }) => tag));
    expect(EXPLAINED.filter(({ tag }) => !tags.has(tag))).toEqual([]);
  });
});

/** Every RRset that stands in the zone files; of a pool only the member that is up. */
async function writtenRecords(): Promise<Map<string, string>> {
  const written = new Map<string, string>();
  for (const sets of await Promise.all(PLAIN_ZONES.map(recordsOf)))
    for (const [question, records] of sets) {
      const [owner] = question.split(' ');
      const live = records.filter(record => record !== 'www.pool.test. A 192.0.2.99');
      const verdict = isSigned(owner) ? 'NOERROR ad' : 'NOERROR';
      if (owner !== `${LAME}.`) written.set(question, resolution(question, verdict, live));
    }
  return written;
}

describe('a resolver', () => {
  let hierarchy: Hierarchy;

  beforeAll(async () => {
    if (!isSkipped) hierarchy = await Hierarchy.start(zones, { left: 'Rondo', right: 'Rondo' });
  }, SET_UP_LIMIT_MS);
  afterAll(() => hierarchy?.stop());

  test.each(Object.keys(RESOLVERS) as (keyof typeof RESOLVERS)[])(
    '%s finds and validates all that the zones say, without a complaint',
    async kind => {
      const { running, complaint } = await startResolver(hierarchy, zones, kind);
      try {
        const written = await writtenRecords();
        expect(await resolve(hierarchy, [...written.keys()])).toEqual([...written.values()]);
        expect(await resolve(hierarchy, DERIVED_QUESTIONS)).toEqual(DERIVED);
        expect(complaint()).toBeUndefined();
        expect(await resolve(hierarchy, [`www.${LAME}. A`])).toEqual([`www.${LAME}. A: SERVFAIL`]);
        expect(complaint()).toBeDefined();
      } finally {
        await running.stop('SIGKILL');
      }
    },
  );
});
