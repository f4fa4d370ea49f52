// `npm run bench -- transfer`: NSD, Knot, BIND and Rondo hand out one large zone in turn, as a whole and what has changed; gives the table.
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { nameFromText } from '../../src/dns/name.js';
import type { TsigKey } from '../../src/dns/tsig/key.js';
import { TYPE } from '../../src/dns/types.js';
import { systemClock } from '../../src/time/clock.js';
import { askSerial } from '../../src/transfer/soa-query.js';
import { transferQuery } from '../../src/transfer/transfer-query.js';
import { LARGE_ORIGIN, writeLargeZone, type ZoneSet } from '../load/zones.js';
import { median } from '../median.js';
import { bind } from '../peers/bind.js';
import { knot } from '../peers/knot.js';
import { nsd } from '../peers/nsd.js';
import { type Peer, TRANSFER_KEY } from '../peers/peer.js';
import { rondo } from '../peers/rondo.js';
import { type Server, startServer } from '../serve/server.js';
import { cpuSeconds } from '../traffic/cpu-time.js';
import { take } from './receiver.js';

/** In the order in which they take turns. */
const SERVERS: readonly Peer[] = [nsd, knot, bind, rondo];
const ORIGIN = nameFromText(LARGE_ORIGIN);
const KEY: TsigKey = {
  name: nameFromText(TRANSFER_KEY.name),
  algorithm: 'hmac-sha256',
  secret: Buffer.from(TRANSFER_KEY.secret, 'base64'),
};
/** The servers have one core; whoever asks has the other. */
const SERVER_CORE = '0';
/** What a difference has beside the records that changed: the SOA four times (RFC 1995 §4). */
const FRAME = 4;
/** How long a server may take until it has the edited zone. */
const EDIT_LIMIT_MS = 120_000;

/** A way to ask for the zone. */
interface Way {
  readonly title: string;
  readonly isDifference: boolean;
  readonly key: TsigKey | undefined;
}

const WAYS: readonly Way[] = [
  { title: 'whole zone', isDifference: false, key: undefined },
  { title: 'whole zone, signed', isDifference: false, key: KEY },
  { title: 'difference', isDifference: true, key: undefined },
  { title: 'difference, signed', isDifference: true, key: KEY },
];

/** One transfer of one server. */
interface Turn {
  readonly seconds: number;
  readonly cpu: number;
  readonly octets: number;
}

/** The turns of each server, by its name. */
type Turns = ReadonlyMap<string, Turn[]>;

async function takeTurn(server: Server, { isDifference, key }: Way, records: number): Promise<Turn> {
  const type = isDifference ? TYPE.IXFR : TYPE.AXFR;
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const { message } = transferQuery({ id: 1, origin: ORIGIN, type, serial: 1 }, key, nowSeconds);
  const before = cpuSeconds(server.pids);
  const { seconds, octets } = await server.whileRunning(take(server.port, message, records)).catch(error => {
    throw new Error(`${server.name}: ${error.message}`);
  });
  return { seconds, octets, cpu: cpuSeconds(server.pids) - before };
}

async function measureWay(
  servers: readonly Server[],
  way: Way,
  records: number,
  rounds: number,
): Promise<Turns> {
  const turns = new Map<string, Turn[]>(servers.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const server of servers) turns.get(server.name)!.push(await takeTurn(server, way, records));
  return turns;
}

/** Gives one of 20 names another first address. @returns how many records come and go */
function edit({ folder }: ZoneSet): number {
  const file = join(folder, `${LARGE_ORIGIN}.zone`);
  let changed = 0;
  const text = readFileSync(file, 'latin1')
    .replace(/hostmaster 1 /, 'hostmaster 2 ')
    .replace(/^(host\d*[02468]0 300 IN A )10\.(?=\d\d?\.)/gm, (_, before) => {
      changed += 2;
      return `${before}11.`;
    });
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  return changed;
}

async function hasEdit(server: Server): Promise<void> {
  process.kill(server.pid, 'SIGHUP');
  const deadline = performance.now() + EDIT_LIMIT_MS;
  const asked = { address: '127.0.0.1', port: server.port, key: undefined };
  // While it reads, a server of one thread may not answer.
  const query = { origin: ORIGIN, tries: 1 };
  while ((await askSerial(query, asked, systemClock).catch(() => undefined))?.serial !== 2) {
    if (performance.now() > deadline) throw new Error(`${server.name} does not take the edited zone over`);
    await pause(100);
  }
}

async function startAll(folder: string, zones: ZoneSet): Promise<Server[]> {
  const servers: Server[] = [];
  for (const peer of SERVERS)
    try {
      const site = { zones, isTransferred: true };
      const sign = { name: zones.lastName, hasRecord: true };
      servers.push(
        await startServer(peer, { folder: join(folder, peer.name), site, cores: SERVER_CORE, sign }),
      );
    } catch (error) {
      process.stderr.write(`bench: ${(error as Error).message}\n`);
    }
  return servers;
}

const number = (value: number, digits: number) => value.toFixed(digits);

function tableOf({ title }: Way, turns: Turns, records: number): string[] {
  const of = (name: string, key: keyof Turn) => median(turns.get(name)!.map(turn => turn[key]));
  const ratio = (name: string, key: 'seconds' | 'cpu') => {
    const others = turns.get('knot');
    if (others === undefined) return '';
    return number(median(turns.get(name)!.map((turn, round) => turn[key] / others[round][key])), 2);
  };
  return [
    `| ${title}, ${records.toLocaleString('en-US')} records | time, s | × Knot | processor time, s | × Knot | MB |`,
    '|---|---|---|---|---|---|',
    ...[...turns.keys()].map(
      name =>
        `| ${name} | ${number(of(name, 'seconds'), 3)} | ${ratio(name, 'seconds')} | ${number(of(name, 'cpu'), 3)} | ${ratio(name, 'cpu')} | ${number(of(name, 'octets') / 2 ** 20, 1)} |`,
    ),
    '',
  ];
}

/** What was measured. */
export interface Transferred {
  readonly isKept: boolean;
  readonly lines: string[];
}

async function measureAll(folder: string, names: number, rounds: number): Promise<string[]> {
  const zones = writeLargeZone(join(folder, 'zones'), names);
  const servers = await startAll(folder, zones);
  const lines: string[] = [];
  const measure = async (way: Way, records: number) => {
    const turns = await measureWay(servers, way, records, rounds);
    const table = tableOf(way, turns, records);
    process.stderr.write(`${table.join('\n')}\n`);
    lines.push(...table);
  };
  try {
    // The SOA comes twice.
    for (const way of WAYS.filter(({ isDifference }) => !isDifference)) await measure(way, zones.records + 1);
    const changed = edit(zones);
    for (const server of servers) await hasEdit(server);
    for (const way of WAYS.filter(({ isDifference }) => isDifference)) await measure(way, changed + FRAME);
  } finally {
    for (const server of servers) await server.end();
  }
  return lines;
}

/** Measures and gives the tables as Markdown. @param args `--names`, `--rounds`, `--short` */
export async function measureTransfers(args: readonly string[]): Promise<Transferred> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      names: { type: 'string' },
      rounds: { type: 'string' },
      short: { type: 'boolean', default: false },
    },
  });
  const names = Number(values.names ?? (values.short ? 100_000 : 1_000_000));
  const rounds = Number(values.rounds ?? (values.short ? 3 : 9));
  const folder = mkdtempSync(join(tmpdir(), 'rondo-transfer-'));
  const load = `Load average of the machine before it began: ${loadavg()[0].toFixed(1)}.`;
  try {
    return { isKept: args.length === 0, lines: [load, '', ...(await measureAll(folder, names, rounds))] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
