// A zone of another server, over real sockets: it comes, is kept, follows, expires, and outlives primaries that misbehave.
import { existsSync, mkdirSync, readdirSync, rmSync, truncateSync, utimesSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { nameFromText } from '../../src/dns/name.js';
import { sweepCopies } from '../../src/transfer/copy-folder.js';
import { NOTIFIED } from '../../src/transfer/notification.js';
import { lineOf } from '../../src/transfer/zone-line.js';
import { framed } from '../support/ask.js';
import { FakePrimary } from './fake-primary.js';
import { message, soa } from './primary-messages.js';
import {
  A,
  B,
  begin,
  closeWorld,
  file,
  folder,
  holds,
  lines,
  NS,
  notify,
  openWorld,
  primary,
  secondaries,
  state,
  told,
  until,
} from './secondary-world.js';

beforeEach(openWorld);
afterEach(closeWorld);

test('a zone comes as a whole, then by differences, and is there after a restart', async () => {
  holds(1, NS, A);
  await begin();
  await until(() => state().serial === 1);
  expect(told).toEqual(['1 by AXFR', 'changed']);
  expect(lines()).toEqual([soa(1), NS, A].map(lineOf));
  expect(notify(1)).toBe(NOTIFIED.KNOWN);
  expect(notify(2, '192.0.2.99')).toBe(NOTIFIED.REFUSED);
  expect(secondaries!.notify({ origin: nameFromText('x.test.'), address: '127.0.0.1', serial: 2 })).toBe(
    NOTIFIED.NO_ZONE,
  );
  holds(2);
  primary.answers.IXFR = [soa(2), soa(1), A, soa(2), B, soa(2)];
  expect(notify(2)).toBe(NOTIFIED.TAKEN);
  await until(() => state().serial === 2);
  expect(told.slice(2)).toEqual(['2 by IXFR', 'changed']);
  expect(lines()).toEqual([soa(2), NS, B].map(lineOf));
  expect(state()).toMatchObject({ serial: 2, isExpired: false, failure: undefined, transfers: 2 });
  // A restart: the copy counts from when it was confirmed.
  await begin();
  await until(() => state().from !== undefined);
  expect(state()).toMatchObject({ serial: 2, transfers: 0 });
});

test('differences that are no use, or not known, are followed by the whole zone', async () => {
  holds(1, NS, A);
  await begin();
  await until(() => state().serial === 1);
  holds(2, NS, B);
  // It removes what is not there.
  primary.answers.IXFR = [soa(2), soa(1), B, soa(2), soa(2)];
  notify();
  await until(() => state().serial === 2);
  expect(lines()).toEqual([soa(2), NS, B].map(lineOf));
  holds(3, NS, A);
  primary.rcodes = { IXFR: 4 };
  notify();
  await until(() => state().serial === 3);
  expect(primary.asked.slice(-3)).toEqual(['SOA', 'IXFR', 'AXFR']);
  expect(lines()).toEqual([soa(3), NS, A].map(lineOf));
});

test('a primary that has the zone asked for over TCP alone is taken at its word', async () => {
  holds(1, NS, A);
  primary.rcodes = { SOA: 5 };
  await begin();
  await until(() => state().serial === 1);
  expect(told).toEqual(['1 by AXFR', 'changed']);
  holds(1);
  primary.answers.IXFR = [soa(1)];
  notify();
  await until(() => primary.asked.at(-1) === 'IXFR');
  expect(told).toHaveLength(2);
});

test('an old copy is taken out of the way, and put back when a primary confirms it', async () => {
  holds(1, NS, A);
  await begin();
  await until(() => state().serial === 1);
  const longAgo = Date.now() / 1_000 - 864_001;
  utimesSync(`${file()}.confirmed`, longAgo, longAgo);
  primary.rcodes = { SOA: 5, AXFR: 5, IXFR: 5 };
  told.length = 0;
  await begin();
  await until(() => told.length === 3);
  expect(told.sort()).toEqual(['changed', 'expired', 'the answer is REFUSED']);
  expect(existsSync(file())).toBe(false);
  expect(state().isExpired).toBe(true);
  primary.rcodes = {};
  told.length = 0;
  notify();
  await until(() => told.includes('working'));
  expect(told).toEqual(['changed', 'working']);
  expect(lines()).toEqual([soa(1), NS, A].map(lineOf));
});

describe('a primary that misbehaves leaves the copy as it is', () => {
  const endless = (id: number) =>
    framed(
      message(
        Array.from({ length: 500 }, () => A),
        { id },
      ),
    );

  test.each<[words: string, misbehave: FakePrimary['misbehave']]>([
    [
      'the answer is malformed: a record goes past the end',
      (socket, id) => {
        const octets = message([soa(9), A], { id, qtype: 251 });
        socket.write(framed(octets.subarray(0, octets.length - 2)));
      },
    ],
    [
      'the answer has another id than the query',
      socket => socket.write(framed(message([soa(9)], { id: 1, qtype: 252 }))),
    ],
    [
      'the answer ends in the middle',
      (socket, id) => socket.end(framed(message([soa(9), NS], { id, qtype: 251 }))),
    ],
    [
      'the answer stops in the middle',
      (socket, id) => {
        // An octet now and then is no progress.
        const frame = framed(message([soa(9), NS], { id, qtype: 251 }));
        let at = 0;
        const timer = setInterval(
          () => (socket.writable ? socket.write(frame.subarray(at, ++at)) : clearInterval(timer)),
          20,
        );
        socket.on('close', () => clearInterval(timer));
      },
    ],
    [
      'the answer is over 1048576 octets',
      (socket, id) => {
        socket.write(framed(message([soa(9), NS], { id, qtype: 251 })));
        const frame = endless(id);
        const more = () => {
          while (socket.writable && socket.write(frame));
        };
        socket.on('drain', more);
        more();
      },
    ],
  ])('%s', async (words, misbehave) => {
    holds(1, NS, A);
    await begin();
    await until(() => state().serial === 1);
    holds(9);
    told.length = 0;
    primary.misbehave = misbehave;
    notify();
    await until(() => told.length > 0);
    expect(told).toEqual([words]);
    expect(lines()).toEqual([soa(1), NS, A].map(lineOf));
    expect(state()).toMatchObject({ serial: 1, isExpired: false });
    // It mends its ways.
    primary.misbehave = undefined;
    holds(9, NS, B);
    primary.rcodes = { IXFR: 4 };
    notify();
    await until(() => told.includes('working'));
    expect(lines()).toEqual([soa(9), NS, B].map(lineOf));
  });
});

test('what is kept of a zone goes when its catalog does not list it any more, and so does what a killed process left', async () => {
  holds(1, NS, A);
  const members = folder.at('state.transferred/members');
  const kept = `${members}/sec.test~1.zone`;
  await begin({ file: kept, catalog: 'cat.test' });
  await until(() => state().from !== undefined);
  expect(readdirSync(members).sort()).toEqual(['sec.test~1.zone', 'sec.test~1.zone.confirmed']);
  // It goes to another catalog, with all that is kept.
  const zone = { ...secondaries!.states[0].zone, catalog: 'other.test' };
  await secondaries!.follow([zone], []);
  await until(() => state().from !== undefined);
  expect(state().zone.catalog).toBe('other.test');
  expect(existsSync(kept)).toBe(true);
  await secondaries!.follow([], []);
  await until(() => readdirSync(members).length === 0);
  // A process whose number nobody has, this one, and one that runs.
  const others = ['a.zone', 'a.zone.999999999.1', `sec.test~1.zone.${process.pid}.7`, 'a.zone.expired'];
  for (const name of [...others, 'a.zone.1.1']) folder.write(`state.transferred/members/${name}`, '');
  for (const name of ['own.zone', 'own.zone.999999999.3', 'strange.999999999.3'])
    folder.write(`state.transferred/${name}`, '');
  folder.write('state.transferred/members/sec.test~1.zone', '');
  await sweepCopies(folder.at('state.transferred'), [kept, folder.at('state.transferred/own.zone')]);
  expect(readdirSync(members).sort()).toEqual(['a.zone.1.1', 'sec.test~1.zone']);
  expect(readdirSync(folder.at('state.transferred')).sort()).toEqual([
    'members',
    'own.zone',
    'strange.999999999.3',
  ]);
});

test('with a key, answers count that are signed with it', async () => {
  const key = {
    name: nameFromText('k.'),
    algorithm: 'hmac-sha256' as const,
    secret: Buffer.from('a secret of both'),
  };
  const primaries = [{ address: '127.0.0.1', port: primary.port, key: 'K.' }];
  holds(1, NS, A);
  await begin({ primaries }, [key]);
  await until(() => told.length > 0);
  expect(told).toEqual(['the answer is not signed']);
  primary.key = { ...key, secret: Buffer.from('another secret') };
  notify();
  await until(() => state().failure?.includes('wrong signature') === true);
  primary.key = key;
  primary.aheadSeconds = 86_400;
  notify();
  await until(() => state().failure?.includes('1d behind') === true);
  expect(state().failure).toContain(
    'says that the clock here is 1d behind (BADTIME): are both clocks right?',
  );
  primary.aheadSeconds = 0;
  notify();
  await until(() => told.includes('working'));
  expect(lines()).toEqual([soa(1), NS, A].map(lineOf));
  told.length = 0;
  await begin({ primaries });
  await until(() => told.length > 0);
  expect(told).toEqual(['the answer needs the key K., which is not known']);
});

test('a serial never goes back; a copy that is lost comes again; without a note of it it is no older', async () => {
  holds(5, NS, A);
  const copy = [soa(5), NS, A].map(lineOf);
  await begin();
  await until(() => state().serial === 5);
  // It says that it has more, and then has less.
  primary.answers = { SOA: [soa(6)], AXFR: [soa(4), NS, B, soa(4)] };
  primary.rcodes = { IXFR: 4 };
  told.length = 0;
  notify();
  await until(() => told.length > 0);
  expect(told).toEqual([
    'the answer has serial 4, which is before 5 that is here; `rondo zone retransfer sec.test` takes it',
  ]);
  expect(lines()).toEqual(copy);
  holds(5, NS, A);
  const cut = () => truncateSync(file(), copy.join().indexOf(copy[2]));
  for (const lose of [() => rmSync(file()), cut]) {
    lose();
    told.length = 0;
    secondaries!.refresh('sec.test');
    await until(() => told.length > 1);
    expect(lines()).toEqual(copy);
  }
  cut();
  rmSync(`${file()}.confirmed`);
  mkdirSync(`${file()}.confirmed`);
  await begin();
  await until(() => state().transfers === 1 && state().nextMs > 0);
  expect(lines()).toEqual(copy);
  expect(state()).toMatchObject({ serial: 5, failure: undefined });
});

test('when no primary gives a zone, all are named with their reasons', async () => {
  const other = await FakePrimary.open();
  onTestFinished(() => other.close());
  other.rcodes = { SOA: 5, AXFR: 5 };
  primary.answers = { SOA: [soa(1)], AXFR: [soa(1), soa(1)] };
  const places = [primary, other].map(({ port }) => ({ address: '127.0.0.1', port }));
  await begin({ primaries: places });
  await until(() => state().failure !== undefined);
  const reasons = [
    `127.0.0.1:${primary.port}: the answer has nothing but the SOA of the zone`,
    `127.0.0.1:${other.port}: the answer is REFUSED`,
  ];
  expect(state().failure?.split('; ').sort()).toEqual(reasons.sort());
  expect(told).toHaveLength(1);
  // What one of them says is no failure as long as another one has the zone.
  holds(1, NS, A);
  notify();
  await until(() => told.includes('working'));
  expect(state().failure).toBeUndefined();
});
