// The rate limit beside those of NSD, Knot and BIND: which floods each of them holds back, and how.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needs } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';
import { Fleet, SERVERS } from './servers.js';

const PER_SECOND = 20;
const QUERIES = 150;
/** So many at once: what the receive buffer of any server holds. */
const BURST = 30;
/** No answer is later. */
const QUIET_MS = 1_500;
const TC = 2;

const ZONE = {
  origin: 'shop.test.',
  text: masterFile(
    'www A 192.0.2.1',
    '*.w A 192.0.2.2',
    'sub NS ns.sub',
    'ns.sub A 192.0.2.3',
    ...Array.from({ length: QUERIES }, (_, at) => `h${at} A 192.0.2.4`),
  ),
};

/** Floods, with those that do not hold them back. */
const FLOODS: readonly (readonly [
  what: string,
  question: (at: number) => string,
  free: readonly string[],
])[] = [
  ['one name', () => 'www.shop.test A', []],
  ['no such type', () => 'www.shop.test AAAA', []],
  ['one name that is none', () => 'nope.shop.test A', []],
  ['names that are none', at => `x${at}.shop.test A`, []],
  ['names below a wildcard', at => `x${at}.w.shop.test A`, []],
  ['all types of a name', () => 'shop.test ANY', []],
  ['names elsewhere', at => `x${at}.other.test A`, []],
  // Knot takes each name below a delegation for itself.
  ['names below a delegation', at => `x${at}.sub.shop.test A`, ['Knot']],
  ['names that there are', at => `h${at}.shop.test A`, SERVERS],
];

interface Outcome {
  whole: number;
  truncated: number;
  octets: number;
}

/** Sends a flood from an address of its own, and counts what comes back. */
async function flood(port: number, from: string, question: (at: number) => string): Promise<Outcome> {
  const outcome = { whole: 0, truncated: 0, octets: 0 };
  const socket = createSocket('udp4');
  socket.on('message', answer => {
    outcome[(answer[2] & TC) === 0 ? 'whole' : 'truncated']++;
    outcome.octets += answer.length;
  });
  socket.bind({ address: from });
  await once(socket, 'listening');
  for (let at = 0; at < QUERIES; at++) {
    socket.send(buildQuery(question(at), { rd: false, edns: {} }), port, '127.0.0.1');
    if (at % BURST === BURST - 1) await pause(20);
  }
  await pause(QUIET_MS);
  socket.close();
  return outcome;
}

const missing = needs('nsd', 'knotd', 'named');

describe.skipIf(missing[0])('a limit of 20 a second', () => {
  const folder = new TempFolder();
  let fleet: Fleet | undefined;

  beforeAll(async () => {
    fleet = await Fleet.start(folder, [ZONE], { perSecond: PER_SECOND });
  });
  afterAll(async () => {
    await fleet?.stop();
    folder.remove();
  });

  test.each(FLOODS.map(([what, question, free], at) => ({ what, question, free, at })))(
    '$what: who holds it back',
    async ({ question, free, at }) => {
      const outcomes = await Promise.all(
        fleet!.askers.map(({ port }) => flood(port, `127.7.${at}.9`, question)),
      );
      const limited = SERVERS.filter((_, server) => outcomes[server].whole < QUERIES);
      expect(limited, JSON.stringify(outcomes)).toEqual(SERVERS.filter(name => !free.includes(name)));
      const rondo = outcomes[SERVERS.indexOf('Rondo')];
      if (free.includes('Rondo')) return;
      // What three quarters of a second bring leaves at once; of the rest, every other one is truncated.
      expect(rondo.whole).toBeGreaterThanOrEqual((PER_SECOND * 3) / 4);
      const dropped = QUERIES - rondo.whole - rondo.truncated;
      expect(Math.abs(dropped - rondo.truncated)).toBeLessThanOrEqual(1);
      // The others let more of the first moment through.
      expect(rondo.octets).toBeLessThanOrEqual(1.1 * outcomes[SERVERS.indexOf('NSD')].octets);
    },
  );
});
