// Views: which zones a client sees, by address and key, over aliases, with files that have errors, and through reloads in all threads.
import { decode } from 'dns-packet';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { QueryHandler } from '../../src/answer/handler.js';
import { Tally } from '../../src/answer/tally.js';
import { loadConfig } from '../../src/config/load.js';
import type { LoadMemory } from '../../src/config/load-memory.js';
import {
  nextGeneration,
  type ThreadGeneration,
  threadGeneration,
} from '../../src/serve/thread-generation.js';
import { ThreadHandler } from '../../src/serve/thread-handler.js';
import { type Generation, makeGeneration } from '../../src/store/generation.js';
import { answerTo, respondTo } from '../support/exchange.js';
import { buildQuery } from '../support/query.js';
import { keyFor, SECRET, signedRequest } from '../support/signed.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const zoneFile = (origin: string, ...lines: string[]) => `$ORIGIN ${origin}.\n${masterFile(...lines)}`;

let folder: TempFolder;
let memory: LoadMemory | undefined;
let generation: Generation | undefined;
let posted: ThreadGeneration | undefined;
let thread: ThreadHandler | undefined;
beforeEach(() => {
  folder = new TempFolder();
  [memory, generation, posted, thread] = [undefined, undefined, undefined, undefined];
  folder.write('all.zone', zoneFile('a.test', 'www A 192.0.2.1', 'to CNAME www.b.test.'));
  folder.write('in.zone', zoneFile('a.test', 'www A 10.0.0.1', 'to CNAME www.b.test.'));
  folder.write('lab.zone', zoneFile('a.test', 'www A 10.9.0.1'));
  folder.write('deep.zone', zoneFile('deep.a.test', 'www A 10.0.0.2'));
  folder.write('b.zone', zoneFile('b.test', 'www A 192.0.2.2'));
  folder.write('bin.zone', zoneFile('b.test', 'www A 10.0.0.3'));
});
afterEach(() => folder.remove());

const KEYS = `keys: { lab: { secret: "${SECRET}" } }\n`;
const VIEWS = 'views: { inside: { from: [10.0.0.0/8, "2001:db8::/32"] }, lab: { from: lab } }\n';
const ZONES = `zones:
  - all.zone
  - b.zone
  - { file: in.zone, view: inside }
  - { file: deep.zone, view: inside }
  - { file: bin.zone, view: inside }
  - { file: lab.zone, view: lab }
`;

/** The server reads its files again, and posts what has changed to a thread that answers. */
function load(text: string, errors = 0): Generation {
  folder.write('rondo.yaml', `${KEYS}${text}`);
  const loaded = loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} }, memory);
  expect(loaded.problems.list.filter(({ severity }) => severity === 'error')).toHaveLength(errors);
  ({ memory } = loaded);
  generation = makeGeneration(loaded, generation);
  const next = threadGeneration(generation, {} as never);
  const start = { generation: structuredClone(next), linesPerSecond: 0 };
  if (posted === undefined) thread = new ThreadHandler(start, new Tally(), { info: () => undefined });
  else thread!.follow(structuredClone(nextGeneration(posted, next)));
  posted = next;
  return generation;
}

/** The addresses that a client is told, or the response code. */
function told(name: string, address: string, key?: string, listener = ''): string {
  const query = buildQuery(`${name} A`);
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const signed = key === undefined ? query : signedRequest(keyFor(key), query, nowSeconds).request;
  const { responder, exchange } = thread!.handler as QueryHandler;
  exchange.client.address = address;
  exchange.client.listener = listener;
  const { answers = [], ...message } = decode(Buffer.from(answerTo(responder, signed)));
  const addresses = answers.flatMap(answer => (answer.type === 'A' ? [answer.data] : []));
  return addresses.join() || (message as unknown as { rcode: string }).rcode;
}

const OUTSIDE = '198.51.100.7';
const INSIDE = '10.1.2.3';

test('a client sees the zones of the first view that names it, and those without a view', () => {
  load(VIEWS + ZONES);
  expect([told('www.a.test', OUTSIDE), told('www.a.test', INSIDE)]).toEqual(['192.0.2.1', '10.0.0.1']);
  expect(told('www.a.test', '2001:db8::7')).toBe('10.0.0.1');
  // With a key, wherever it comes from; the view before that one goes first.
  expect([told('www.a.test', OUTSIDE, 'lab.'), told('www.a.test', INSIDE, 'lab.')]).toEqual([
    '10.9.0.1',
    '10.0.0.1',
  ]);
  // A zone of another view is not there: the name belongs to the zone above it.
  expect([told('www.deep.a.test', INSIDE), told('www.deep.a.test', OUTSIDE)]).toEqual([
    '10.0.0.2',
    'NXDOMAIN',
  ]);
  // Aliases lead into zones of the same view.
  expect([told('to.a.test', INSIDE), told('to.a.test', OUTSIDE)]).toEqual(['10.0.0.3', '192.0.2.2']);
  expect(generation!.zones.map(({ label }) => label)).toEqual([
    ...['a.test', 'b.test', 'a.test@inside', 'deep.a.test@inside', 'b.test@inside', 'a.test@lab'],
  ]);
});

test('a view may go by the listener, alone or with the client and its key, and through reloads', () => {
  const seen = (address: string, listener: string, key?: string) =>
    told('www.a.test', address, key, listener);
  const views = (inside: string, lab: string) => `views: { inside: ${inside}, lab: ${lab} }\n`;
  const own = 'listen: [192.0.2.1, "192.0.2.1:5353", 192.0.2.2, "[::1]:53"]\n';
  load(
    own + views('{ listen: "192.0.2.1:5353", from: 10.0.0.0/8 }', '{ listen: [192.0.2.2, "::1"] }') + ZONES,
  );
  expect(seen(INSIDE, '192.0.2.1:5353')).toBe('10.0.0.1');
  expect([seen(OUTSIDE, '192.0.2.1:5353'), seen(INSIDE, '192.0.2.1:53')]).toEqual(['192.0.2.1', '192.0.2.1']);
  expect([seen(OUTSIDE, '192.0.2.2:53'), seen(OUTSIDE, '[::1]:53')]).toEqual(['10.9.0.1', '10.9.0.1']);
  expect(seen(INSIDE, '')).toBe('192.0.2.1');
  // An address alone is each of its listeners, and a key goes with a listener as networks do.
  load(own + views('{ listen: 192.0.2.1 }', '{ listen: 192.0.2.2, from: lab }') + ZONES);
  expect([seen(OUTSIDE, '192.0.2.1:53'), seen(OUTSIDE, '192.0.2.1:5353')]).toEqual(['10.0.0.1', '10.0.0.1']);
  expect([seen(OUTSIDE, '192.0.2.2:53'), seen(OUTSIDE, '192.0.2.2:53', 'lab.')]).toEqual([
    '192.0.2.1',
    '10.9.0.1',
  ]);
  // Each address of this machine may have a socket of its own for a wildcard address.
  load(`listen: [0.0.0.0, "::"]\n${views('{ listen: 0.0.0.0 }', '{ listen: "[::]:53" }')}${ZONES}`);
  expect([seen(OUTSIDE, '0.0.0.0:53'), seen(OUTSIDE, '127.0.0.1:53')]).toEqual(['10.0.0.1', '10.0.0.1']);
  expect([seen(OUTSIDE, '[::1]:53'), seen(OUTSIDE, '127.0.0.1:853')]).toEqual(['10.9.0.1', '192.0.2.1']);
});

test('a name that is forwarded, or that a view alone has, goes its way; a key alone decides', () => {
  const own = 'forward: 192.0.2.53\nallow: any\nviews: { lab: { from: lab } }\n';
  load(`${own}zones: { file: lab.zone, view: lab }\n`);
  const { exchange, responder } = thread!.handler;
  exchange.mayForward = true;
  exchange.client.address = OUTSIDE;
  respondTo(responder, buildQuery('www.a.test A'));
  expect(exchange.route).toBe(0);
  expect(told('www.a.test', OUTSIDE, 'lab.')).toBe('10.9.0.1');
  // A signature that is not right opens nothing.
  expect(told('www.a.test', OUTSIDE, 'other.')).not.toBe('10.9.0.1');
});

test('reloads add, reorder and remove views; nothing of others is lost', () => {
  const before = load(ZONES.replaceAll(/ {2}- \{.*\n/g, ''));
  expect(told('www.a.test', INSIDE)).toBe('192.0.2.1');
  const added = load(VIEWS + ZONES);
  expect([told('www.a.test', INSIDE), told('www.a.test', OUTSIDE)]).toEqual(['10.0.0.1', '192.0.2.1']);
  expect(added.zones[0].image.row).toBe(before.zones[0].image.row);

  const other =
    'views: { lab: { from: lab }, far: { from: 203.0.113.0/24 }, inside: { from: 10.0.0.0/8 } }\n';
  const zones = `${ZONES}  - { file: far.zone, view: far }\n`;
  folder.write('far.zone', zoneFile('a.test', 'www A 10.8.0.1'));
  const moved = load(other + zones);
  expect([told('www.a.test', INSIDE, 'lab.'), told('www.a.test', INSIDE)]).toEqual(['10.9.0.1', '10.0.0.1']);
  expect([told('www.a.test', '203.0.113.9'), told('www.a.test', OUTSIDE)]).toEqual(['10.8.0.1', '192.0.2.1']);
  const rowsOf = ({ zones: all }: Generation) => all.slice(0, 6).map(({ image }) => image.row);
  expect(rowsOf(moved)).toEqual(rowsOf(added));

  load('zones: [all.zone, { file: in.zone, view: one }]\nviews: { one: { from: any } }\n');
  expect([told('www.a.test', OUTSIDE), told('www.b.test', OUTSIDE)]).toEqual(['10.0.0.1', 'REFUSED']);
  load('zones: all.zone\n');
  expect([told('www.a.test', INSIDE), told('to.a.test', INSIDE)]).toEqual(['192.0.2.1', 'NOERROR']);
});

test('a zone with an error is left out for its view alone, and its last good version stays', () => {
  const good = zoneFile('a.test', 'www A 10.0.0.1');
  folder.write('in.zone', good.replace('10.0.0.1', 'none'));
  const left = load(VIEWS + ZONES, 1);
  expect([told('www.a.test', INSIDE), told('www.a.test', OUTSIDE)]).toEqual(['SERVFAIL', '192.0.2.1']);
  expect(left.faults.map(({ zones }) => zones)).toEqual([['a.test@inside']]);
  folder.write('in.zone', good);
  load(VIEWS + ZONES);
  expect(told('www.a.test', INSIDE)).toBe('10.0.0.1');
  folder.write('in.zone', good.replace('10.0.0.1', 'none'));
  folder.write('all.zone', zoneFile('a.test', 'www A none'));
  load(VIEWS + ZONES, 2);
  expect([told('www.a.test', INSIDE), told('www.a.test', OUTSIDE)]).toEqual(['10.0.0.1', '192.0.2.1']);
});

test('without a zone that all see, an error in one of a view is nothing to others', () => {
  folder.write('in.zone', zoneFile('a.test', 'www A none'));
  load(`${VIEWS}zones: [{ file: in.zone, view: inside }, { file: lab.zone, view: lab }, b.zone]\n`, 1);
  expect([told('www.a.test', INSIDE), told('www.a.test', OUTSIDE)]).toEqual(['SERVFAIL', 'REFUSED']);
  expect(told('www.a.test', OUTSIDE, 'lab.')).toBe('10.9.0.1');
});

/** In one file for all: by network, and by view in the opposite order of these. */
const POOL = `zone: pool.test
pools:
  www:
    prefer: { lab: [three], inside: 192.0.2.2, 10.7.0.0/16: one }
    members:
      - { address: 192.0.2.1, tags: one }
      - 192.0.2.2
      - { address: 192.0.2.3, tags: three }
      - { address: "2001:db8::3", tags: three }
`;

test('a pool that all see may prefer members for a view: by address, key or listener, and through reloads', () => {
  folder.write('pool.yaml', POOL);
  const zones = 'zones: pool.yaml\n';
  const first = (address: string, key?: string, listener?: string) =>
    Array.from({ length: 6 }, () => told('www.pool.test', address, key, listener).split(',')[0]);
  const always = (address: string) => Array.from({ length: 6 }, () => address);
  const inTurn = [1, 2, 3, 1, 2, 3].map(last => `192.0.2.${last}`);
  load(VIEWS + zones);
  expect(first(OUTSIDE)).toEqual(inTurn);
  expect([first(INSIDE), first(OUTSIDE, 'lab.')]).toEqual([always('192.0.2.2'), always('192.0.2.3')]);
  // A network says more than a view; and who was in a view is not in it for the next client.
  expect([first('10.7.0.1'), first(OUTSIDE)]).toEqual([always('192.0.2.1'), inTurn]);
  // Others have the first places, and the view still has its own; the image is the one that was there.
  const other = 'listen: [192.0.2.1, 192.0.2.2]\n';
  const { row } = generation!.zones[0].image;
  load(
    `${other}views: { far: { from: 203.0.113.1 }, lab: { listen: 192.0.2.2 }, inside: { from: 10.0.0.0/8 } }\n${zones}`,
  );
  expect(generation!.zones[0].image.row).toBe(row);
  expect(first(OUTSIDE, undefined, '192.0.2.2:53')).toEqual(always('192.0.2.3'));
  expect([first(INSIDE, 'lab.', '192.0.2.1:53'), first(OUTSIDE, 'lab.', '192.0.2.1:53')]).toEqual([
    always('192.0.2.2'),
    inTurn,
  ]);
  // Without its view the file is wrong, and the version before stays: for that view nobody comes first.
  load(`views: { inside: { from: 10.0.0.0/8 } }\n${zones}`, 1);
  expect([first(INSIDE), first(OUTSIDE, 'lab.')]).toEqual([always('192.0.2.2'), inTurn]);
  // Nobody is in a view when there are none.
  folder.write('pool.yaml', POOL.replace(/lab.*2, /, ''));
  load(zones);
  expect([first(INSIDE), first('10.7.0.1')]).toEqual([inTurn, always('192.0.2.1')]);
});
