// The same dynamic updates to Rondo, BIND and Knot: the answers are equal, and so is what the zone holds then.
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { until } from '../support/ask.js';
import { finish, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { Random } from '../support/random.js';
import { serveInTest } from '../support/rondo.js';
import { keyFor, SECRET } from '../support/signed.js';
import { TempFolder } from '../support/temp-folder.js';
import { UpdateClient, type UpdateLines } from '../support/update.js';
import { startSecondary } from './secondaries.js';
import { updatedBind, updatedKnot } from './updated-servers.js';
import { recordsOf, serialOf } from './zone-contents.js';

let folder = new TempFolder();
afterEach(() => {
  folder.remove();
  folder = new TempFolder();
});

const ZONE = 'u.test.';
const KEY = keyFor('up.');
const MESSAGES = 1_000;
/** After so many messages what the zones hold is compared. */
const COMPARE_EVERY = 100;
const TEXT = `$ORIGIN u.test.
$TTL 300
@ SOA ns1 hostmaster 1 3600 600 604800 60
@ NS ns1.else.test.
@ NS ns2.else.test.
ns1 A 192.0.2.1
`;

/** The ports of Rondo, BIND and Knot. */
async function startAll(): Promise<Readonly<Record<string, number>>> {
  const [bind, knot] = [await quietPort(), await quietPort()];
  for (const name of ['Rondo', 'BIND', 'Knot']) folder.write(`${name}/u.test.zone`, TEXT);
  const running = [
    start(program('named')!, [
      '-g',
      '-n',
      '1',
      '-c',
      folder.write('BIND/own.conf', updatedBind(folder, bind)),
    ]),
    start(program('knotd')!, ['-c', folder.write('Knot/own.conf', updatedKnot(folder, knot))]),
  ];
  onTestFinished(async () => {
    await Promise.all(running.map(each => each.stop('SIGKILL')));
  });
  folder.write(
    'Rondo/rondo.yaml',
    `admin: off
forward: off
state: state.json
keys: { up: { secret: "${SECRET}" } }
transfer: { to: 127.0.0.1 }
zones: [{ file: u.test.zone, update: { up: { types: [${Object.keys(DATA).join(', ')}, SOA] } } }]
`,
  );
  const { port } = await serveInTest([], folder.at('Rondo'));
  for (const each of [bind, knot])
    await until(
      () => serialOf(each, ZONE).catch(() => undefined),
      serial => serial === 1,
    );
  return { Rondo: port, BIND: bind, Knot: knot };
}

const NAMES = ['@', 'a', 'b', 'c.a', 'x.y.z', '*.w', 'ns1', 'ns3'];
const DATA: Readonly<Record<string, readonly string[]>> = {
  A: ['192.0.2.1', '192.0.2.2', '192.0.2.3'],
  TXT: ['one', 'two'],
  MX: ['10 mail', '20 mail'],
  CNAME: ['a', 'b'],
  NS: ['ns1.else.test.', 'ns3.else.test.'],
  SRV: ['1 2 80 a', '1 2 80 A'],
};

/** Messages at random. */
class Stream {
  readonly #random = new Random(2_136);

  next(): UpdateLines {
    const below = (limit: number) => this.#random.below(limit);
    const times = (count: number, line: () => string) => Array.from({ length: count }, line);
    return {
      prerequisites: times(Math.max(0, below(5) - 2), () => this.#prerequisite()),
      updates: times(below(4), () => this.#update()),
    };
  }

  #record(): { readonly name: string; readonly type: string; readonly data: string } {
    const random = this.#random;
    // Only the apex has name servers: what may stand below a zone cut is left open (RFC 2136 §7.18).
    const type = random.pick(Object.keys(DATA));
    const name = type === 'NS' ? '@' : random.pick(NAMES);
    return { name, type, data: random.pick(DATA[type]) };
  }

  #prerequisite(): string {
    const { name, type, data } = this.#record();
    return this.#random.pick([
      `${name} 0 ANY ANY`,
      `${name} 0 ANY ${type}`,
      `${name} 0 NONE ANY`,
      `${name} 0 NONE ${type}`,
      `${name} 0 NONE ${type}`,
      `${name} 0 IN ${type} ${data}`,
    ]);
  }

  #update(): string {
    const { name, type, data } = this.#record();
    if (this.#random.oneIn(30))
      return this.#random.pick([
        `@ 300 IN SOA ns1 hostmaster ${this.#random.below(40)} 3600 600 604800 60`,
        '@ 0 ANY SOA',
        '@ 0 ANY NS',
      ]);
    return this.#random.pick([
      `${name} 300 IN ${type} ${data}`,
      `${name} 300 IN ${type} ${data}`,
      `${name} 300 IN ${type} ${data}`,
      `${name} 0 ANY ${type}`,
      `${name} 0 NONE ${type} ${data}`,
      `${name} 0 ANY ANY`,
    ]);
  }
}

const withoutSerial = (line: string) => line.replace(/( soa \S+ \S+) \d+/, '$1 SERIAL');

const SERVERS = ['Rondo', 'BIND', 'Knot'] as const;

/** One client for each server. */
async function openAll(ports: Readonly<Record<string, number>>): Promise<UpdateClient[]> {
  const clients = await Promise.all(SERVERS.map(name => UpdateClient.open(ports[name], KEY, ZONE)));
  onTestFinished(() => {
    for (const client of clients) client.close();
  });
  return clients;
}

/** The response codes of all, in the order of {@link SERVERS}. */
async function sendAll(
  clients: readonly UpdateClient[],
  lines: UpdateLines,
): Promise<(number | undefined)[]> {
  const rcodes: (number | undefined)[] = [];
  for (const client of clients) rcodes.push(await client.send(lines));
  return rcodes;
}

/** Messages that are no good in one place, and what is answered: one code for all, or each in the order of {@link SERVERS}. */
const ODD: readonly (readonly [what: string, lines: UpdateLines, rcodes: number | readonly number[]])[] = [
  ['a prerequisite with a TTL (§3.2.5)', { prerequisites: ['a 1 ANY A'] }, 1],
  ['a prerequisite with data of class ANY (§3.2.5)', { prerequisites: ['a 0 ANY A 192.0.2.1'] }, 1],
  ['a prerequisite of class NONE with data (§3.2.5)', { prerequisites: ['a 0 NONE A 192.0.2.1'] }, 1],
  ['a prerequisite of another class (§3.2.5)', { prerequisites: ['a 0 CH A 192.0.2.1'] }, 1],
  ['a prerequisite of type AXFR, which no RRset has', { prerequisites: ['a 0 ANY AXFR'] }, 8],
  ['an addition of type ANY (§3.4.1.2)', { updates: ['a 300 IN ANY'] }, 1],
  ['an addition of type AXFR (§3.4.1.2)', { updates: ['a 300 IN AXFR'] }, 1],
  ['an addition of another class (§3.4.1.2)', { updates: ['a 300 CH A 192.0.2.1'] }, 1],
  // Knot does not look at the TTL of deletions.
  ['a deletion of an RRset with a TTL (§3.4.1.2)', { updates: ['a 1 ANY A'] }, [1, 1, 0]],
  ['a deletion of an RRset with data (§3.4.1.2)', { updates: ['a 0 ANY A 192.0.2.1'] }, 1],
  ['a deletion of type AXFR (§3.4.1.2)', { updates: ['a 0 ANY AXFR'] }, 1],
  ['a deletion of a record with a TTL (§3.4.1.2)', { updates: ['a 1 NONE A 192.0.2.1'] }, 1],
  ['a deletion of a record of type ANY (§3.4.1.2)', { updates: ['a 0 NONE ANY'] }, 1],
  ['a prerequisite elsewhere (§3.2.5)', { prerequisites: ['else.test. 0 ANY A'] }, 10],
  ['an addition elsewhere (§3.4.1.3)', { updates: ['else.test. 300 IN A 192.0.2.1'] }, 10],
];

describe('the same updates to Rondo, BIND and Knot', () => {
  const missing = needs('named', 'knotd');

  test('at random: equal answers, and equal zones', { timeout: 300_000 }, async context => {
    context.skip(...missing);
    const ports = await startAll();
    const clients = await openAll(ports);
    const stream = new Stream();
    for (let count = 1; count <= MESSAGES; count++) {
      const lines = stream.next();
      const rcodes = await sendAll(clients, lines);
      expect({ count, lines, rcodes }).toEqual({ count, lines, rcodes: SERVERS.map(() => rcodes[0]) });
      if (count % COMPARE_EVERY !== 0) continue;
      const [own, ...others] = await Promise.all(
        SERVERS.map(async name => (await recordsOf(ports[name], ZONE)).map(withoutSerial)),
      );
      for (const each of others) expect({ count, each }).toEqual({ count, each: own });
    }
  });

  test('that are no good', async context => {
    context.skip(...missing);
    const ports = await startAll();
    const found: unknown[] = [];
    // Some end the connection then.
    for (const [what, lines] of ODD) found.push([what, await sendAll(await openAll(ports), lines)]);
    const all = (rcodes: number | readonly number[]) =>
      typeof rcodes === 'number' ? SERVERS.map(() => rcodes) : rcodes;
    expect(found).toEqual(ODD.map(([what, , rcodes]) => [what, all(rcodes)]));
    const zones = await Promise.all(SERVERS.map(name => recordsOf(ports[name], ZONE)));
    for (const zone of zones) expect(zone).toEqual(zones[0]);
  });
});

test('nsupdate changes a zone, and Knot follows by NOTIFY and IXFR', { timeout: 120_000 }, async context => {
  context.skip(...needs('nsupdate', 'knotd'));
  const behind = await quietPort();
  folder.write('followed/u.test.zone', TEXT);
  folder.write(
    'followed/rondo.yaml',
    `admin: off
forward: off
state: state.json
keys: { up: { secret: "${SECRET}" } }
transfer: { to: 127.0.0.1, notify: "127.0.0.1:${behind}" }
zones: [{ file: u.test.zone, update: up }]
`,
  );
  const { port } = await serveInTest([], folder.at('followed'));
  const knot = startSecondary(folder, 'Knot', { port: behind, primary: port, zones: [ZONE] });
  onTestFinished(async () => void (await knot.running.stop('SIGKILL')));
  await until(
    () => serialOf(behind, ZONE).catch(() => undefined),
    serial => serial === 1,
  );
  for (let round = 1; round <= 5; round++) {
    const changes = [1, 2, 3, 4, 5].flatMap(index => [
      `update ${round % 2 === 0 ? 'delete' : 'add'} n${index}.u.test. 60 A 192.0.2.${index}`,
      `update delete last.u.test. TXT\nupdate add last.u.test. 60 TXT "${round} ${index}"`,
      'send',
    ]);
    const script = [
      `server 127.0.0.1 ${port}`,
      'zone u.test.',
      `key hmac-sha256:up ${SECRET}`,
      ...changes,
      '',
    ];
    const { status, stderr } = await finish(program('nsupdate')!, [
      folder.write('script', script.join('\n')),
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const wanted = await serialOf(port, ZONE);
    expect(wanted).toBe(1 + 5 * round);
    await until(
      () => serialOf(behind, ZONE),
      serial => serial === wanted,
    );
    expect(await recordsOf(behind, ZONE)).toEqual(await recordsOf(port, ZONE));
  }
  expect(knot.running.output).toMatch(/u\.test\.\] IXFR, incoming, .*finished/);
});
