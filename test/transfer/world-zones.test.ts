// Versions that follow health: what secondaries get of pools, by differences and as a whole, with serials that never go back.
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isLater } from '../../src/dns/serial.js';
import { LINEUP_ACTION } from '../../src/image/lineup.js';
import { serialOf } from '../../src/image/soa-serial.js';
import type { KeptSerials } from '../../src/store/serials.js';
import { FakeClock } from '../support/fake-clock.js';
import { buildQuery } from '../support/query.js';
import { TempFolder } from '../support/temp-folder.js';
import { FollowedPrimary, Secondary } from './followed-primary.js';
import { ixfrQuery } from './transferred.js';

let folder: TempFolder;
let clock: FakeClock;
let kept: KeptSerials[];

beforeEach(() => {
  folder = new TempFolder();
  clock = new FakeClock();
  // Later than the files of this test.
  clock.epochMs = Date.UTC(2040, 0, 1);
  kept = [];
  folder.write('rondo.yaml', 'zones: x.test.yaml\ntransfer: { to: any, health: follow, ttl: 7s }\n');
});
afterEach(() => folder.remove());

const APP = 'app: { members: [192.0.2.1, 192.0.2.2, 192.0.2.3], fallback: [192.0.2.9], probe: { tcp: 9 } }';

function writeZone({ pools = [APP], records = '', serial = '' } = {}): void {
  const head = `zone: x.test\nrecords: { "@": { NS: ns }, ns: { A: 192.0.2.53 }${records} }\n`;
  folder.write('x.test.yaml', `${serial}${head}pools:\n${pools.map(each => `  ${each}\n`).join('')}`);
}

const begin = () => new FollowedPrimary(folder, kept, clock);
const axfr = () => buildQuery('x.test AXFR');
const members = (primary: FollowedPrimary) =>
  primary.answer(axfr()).filter(line => / A{1,4} /.test(line) && !/^(?:ns|mail)\./.test(line));
const serial = ({ store }: FollowedPrimary) => serialOf(store.generation.zones[0].image);

test('secondaries get who is handed out, with a TTL, and the next version by its difference', () => {
  writeZone();
  const primary = begin();
  const first = serial(primary);
  expect(first).toBe(clock.epochMs / 1_000);
  expect(members(primary)).toEqual([1, 2, 3].map(last => `app.x.test. 7 A 192.0.2.${last}`));
  primary.write('app.x.test A', [0, 2]);
  const { changes } = primary.next();
  expect(changes).toMatchObject([{ zone: 'x.test', fromSerial: first, toSerial: first + 1 }]);
  expect(members(primary)).toEqual(['app.x.test. 7 A 192.0.2.1', 'app.x.test. 7 A 192.0.2.3']);
  const soa = (number: number) => `x.test. 60 SOA ns.x.test. hostmaster.x.test. ${number} 3600 600 604800 5`;
  expect(primary.answer(ixfrQuery('x.test', first))).toEqual([
    soa(first + 1),
    soa(first),
    'app.x.test. 7 A 192.0.2.2',
    soa(first + 1),
    soa(first + 1),
  ]);
  // The same again is no version, nor is another order.
  primary.write('app.x.test A', [2, 0]);
  expect(primary.next().changes).toEqual([]);
  expect(serial(primary)).toBe(first + 1);
  // What it falls back to is a record as well.
  primary.write('app.x.test A', [3]);
  primary.next();
  expect(members(primary)).toEqual(['app.x.test. 7 A 192.0.2.9']);
});

test('where there is no answer there are no records; for an answer that fails there are all members', () => {
  writeZone();
  const primary = begin();
  primary.write('app.x.test A', [], LINEUP_ACTION.NODATA);
  primary.next();
  expect(members(primary)).toEqual([]);
  primary.write('app.x.test A', [], LINEUP_ACTION.SERVFAIL);
  primary.next();
  expect(members(primary)).toHaveLength(3);
  primary.write('app.x.test A', [], LINEUP_ACTION.NXDOMAIN);
  primary.next();
  expect(members(primary)).toEqual([]);
});

test('a pool keeps its own TTL, and of aliases one is given', () => {
  writeZone({
    pools: [
      'own: { ttl: 30, members: [192.0.2.1, 192.0.2.2], probe: { tcp: 9 } }',
      'alias: { members: [{ target: ns, address: 192.0.2.53 }, { target: mail, address: 192.0.2.54 }], probe: { tcp: 9 } }',
    ],
    records: ', mail: { A: 192.0.2.54 }',
  });
  const primary = begin();
  const aliases = () => primary.answer(axfr()).filter(line => line.includes('CNAME'));
  expect(members(primary)).toEqual(['own.x.test. 30 A 192.0.2.1', 'own.x.test. 30 A 192.0.2.2']);
  expect(aliases()).toEqual(['alias.x.test. 7 CNAME ns.x.test.']);
  primary.write('alias.x.test CNAME', [1]);
  primary.next();
  expect(aliases()).toEqual(['alias.x.test. 7 CNAME mail.x.test.']);
});

test('the serial of the file is taken when it is ahead of the clock, and the next follow it', () => {
  writeZone({ serial: 'soa: { serial: 2026113001 }\n' });
  clock.epochMs = Date.UTC(2026, 10, 30);
  const primary = begin();
  expect(serial(primary)).toBe(2026113001);
  primary.write('app.x.test A', [0]);
  primary.next();
  expect(serial(primary)).toBe(2026113002);
});

test('an edit that secondaries do not see leaves the version as it is', () => {
  writeZone();
  const primary = begin();
  const secondary = new Secondary('x.test');
  secondary.refresh(primary);
  // Weights stay here.
  const weighted = APP.replace('192.0.2.1,', '{ address: 192.0.2.1, weight: 5 },');
  writeZone({ pools: [weighted] });
  primary.reload();
  secondary.refresh(primary);
  expect(secondary.ways).toEqual(['whole', 'none']);
  // A pool becomes a plain record, and one comes for a name that had one.
  writeZone({
    pools: ['ns2: { members: [192.0.2.5], probe: { tcp: 9 } }'],
    records: ', app: { A: [192.0.2.1, 192.0.2.2] }, new: { A: 192.0.2.4 }',
  });
  primary.reload();
  secondary.refresh(primary);
  expect(secondary.records).toContain('app.x.test. 60 A 192.0.2.2');
  expect(secondary.records).toContain('ns2.x.test. 7 A 192.0.2.5');
});

test('a lineup that is written while an edit is taken over, at whatever moment, is in the next version', () => {
  writeZone();
  const primary = begin();
  let steps = 0;
  writeZone({ records: ', new: { A: 192.0.2.4 }' });
  primary.reload(undefined, count => (steps = count));
  let last = serial(primary);
  for (let at = 0; at < steps; at++) {
    writeZone({ records: `, new${at}: { A: 192.0.2.4 }` });
    primary.reload(undefined, count => {
      if (count === at + 1) primary.write('app.x.test A', [at % 3]);
    });
    primary.next();
    expect([at, members(primary)[0]]).toEqual([at, `app.x.test. 7 A 192.0.2.${(at % 3) + 1}`]);
    expect(serial(primary)).toBeGreaterThan(last);
    last = serial(primary);
  }
  expect(steps).toBeGreaterThan(3);
});

test('where versions do not follow any more, or did not yet, secondaries get the whole zone once', () => {
  writeZone();
  const follow = 'zones: x.test.yaml\ntransfer: { to: any, health: follow }\n';
  folder.write('rondo.yaml', follow.replace('follow', 'all'));
  const primary = begin();
  const secondary = new Secondary('x.test');
  secondary.refresh(primary);
  folder.write('rondo.yaml', follow);
  primary.reload(() => primary.write('app.x.test A', [1]));
  secondary.refresh(primary);
  expect(secondary.records).toContain('app.x.test. 5 A 192.0.2.2');
  folder.write('rondo.yaml', follow.replace('follow', 'all'));
  primary.reload();
  secondary.refresh(primary);
  expect(secondary.records).toContain('app.x.test. 0 A 192.0.2.1');
  expect(primary.store.worlds.all).toEqual([]);
});

/** What may happen: lineups are written, versions made, files edited, the process is killed, the clock set. */
const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      pool: fc.nat(1),
      live: fc.subarray([0, 1, 2]),
      action: fc.constantFrom(0, 0, 0, 1, 2, 3),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('next' as const), refreshes: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('edit' as const), extra: fc.nat(3), second: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('clock' as const), byMs: fc.integer({ min: -1e8, max: 1e8 }) }),
  },
);

test('whatever happens, a secondary that looks has what the primary has, and no serial ever goes back', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 25 }), events => {
      kept = [];
      writeZone();
      let primary = begin();
      let last = serial(primary);
      const secondary = new Secondary('x.test');
      const look = () => {
        const now = serial(primary);
        expect(now === last || isLater(now, last)).toBe(true);
        last = now;
        secondary.refresh(primary);
      };
      for (const each of events) {
        if (each.kind === 'write') {
          const name = primary.store.generation.pools[each.pool]?.name;
          if (name === undefined) continue;
          const action = each.live.length === 0 && each.action === 0 ? 1 : each.action;
          primary.write(name, action === 0 ? each.live : [], action as never);
        } else if (each.kind === 'next') {
          primary.next();
          if (each.refreshes) look();
        } else if (each.kind === 'edit') {
          const second = 'two: { members: [192.0.2.5, 192.0.2.6, 192.0.2.7], probe: { tcp: 9 } }';
          writeZone({
            pools: each.second ? [APP, second] : [APP],
            records: `, e${each.extra}: { A: 192.0.2.8 }`,
          });
          primary.reload();
          look();
        } else if (each.kind === 'kill') primary = begin();
        else clock.epochMs += each.byMs;
      }
      primary.next();
      look();
    }),
    { numRuns: 40 },
  );
});

test('journals of threads that get parts of versions have the same as this one', async () => {
  const { WorldVersions } = await import('../../src/store/world-versions.js');
  const others = new WorldVersions();
  writeZone();
  const primary = begin();
  for (const world of primary.store.worlds.all) others.take(world);
  const held = others.of('x.test');
  primary.write('app.x.test A', [1]);
  for (const world of primary.next().worlds) others.take(structuredClone(world));
  expect(primary.answer(axfr(), { worlds: others })).toEqual(primary.answer(axfr()));
  // Who began with the version before goes on with it.
  expect([...held!.pools.values()][0].records).toEqual([0, 1, 2]);
});
