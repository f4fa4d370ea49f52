// `npm run bench -- update`: how long an update of a large zone takes, how many go in a row, and what others have of it.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { METER, METER_FILE, type MeterReport } from '../admin/meter-words.js';
import { withMeter } from '../admin/site.js';
import { writeInto } from '../peers/peer.js';
import { freePort } from '../serve/free-port.js';
import type { AskerOrder, AskerReport } from '../stalls/asker.js';
import { Helper } from '../stalls/helper.js';
import { Subject } from '../stalls/subject.js';
import { UpdateClient } from './client.js';
import { UPDATED_SERVERS, type UpdatedServer, ZONE } from './servers.js';

const NAMES = 100_000;
const SINGLE = 40;
const WARM_UP = 10;
const IN_ROW = 100;
const CLIENTS = 10;
/** Between two single updates. */
const PAUSE_MS = 50;

/** How long updates took, in milliseconds, and what else was seen. */
interface Row {
  readonly what: string;
  readonly timesMs: readonly number[];
  /** From the first to the last. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The longest that the control thread went on without a turn for others, in milliseconds; of Rondo only. */
  readonly heldMs: number | undefined;
  readonly queries: AskerReport;
}

/** A server that is asked all the time, and updated. */
class Updated {
  readonly #server: Subject;
  readonly #asker: Helper<AskerReport>;
  readonly #isMetered: boolean;
  readonly #port: number;

  constructor(
    server: Subject,
    asker: Helper<AskerReport>,
    { isMetered, port }: { readonly isMetered: boolean; readonly port: number },
  ) {
    this.#server = server;
    this.#asker = asker;
    this.#isMetered = isMetered;
    this.#port = port;
  }

  /** Has clients update, each over a connection of its own: servers end those that are idle. */
  async measure(
    what: string,
    count: number,
    run: (clients: readonly UpdateClient[]) => Promise<number[]>,
  ): Promise<Row> {
    const clients = await Promise.all(
      Array.from({ length: count }, () => UpdateClient.open(this.#port, ZONE)),
    );
    await this.#asker.report();
    if (this.#isMetered) await this.#server.reply(METER.BEGIN);
    const cpuBefore = this.#server.cpuSeconds;
    const beganMs = performance.now();
    const timesMs = await run(clients);
    const seconds = (performance.now() - beganMs) / 1000;
    for (const client of clients) client.close();
    const cpuSeconds = this.#server.cpuSeconds - cpuBefore;
    const held = this.#isMetered
      ? ((await this.#server.reply(METER.END)) as MeterReport).longestMs
      : undefined;
    return { what, timesMs, seconds, cpuSeconds, heldMs: held, queries: await this.#asker.report() };
  }

  async end(): Promise<void> {
    this.#asker.end();
    await this.#server.end();
  }
}

async function open(server: UpdatedServer, folder: string): Promise<Updated> {
  const port = await freePort();
  const lines = Array.from({ length: NAMES }, (_, index) => `n${index} A 192.0.2.${index % 256}\n`);
  const apex = `$ORIGIN ${ZONE}.\n$TTL 60\n@ SOA ns hostmaster 1 3600 600 604800 60\n@ NS ns\nns A 127.0.0.1\n`;
  const file = writeInto(folder, `${ZONE}.zone`, apex + lines.join(''));
  const command = server.prepare({ folder, port, file });
  const isMetered = server.name === 'rondo';
  const sign = { port, name: `n1.${ZONE}` };
  const subject = await Subject.start({
    ...{ command: isMetered ? withMeter(command, METER_FILE) : command, folder, sign, isAsked: isMetered },
  });
  const lanes = [{ lane: 'all', way: 'udp', name: `n*.${ZONE}`, everyMs: 2 }] as const;
  const asker = await Helper.open<AskerReport>('asker', {
    ...{ port, from: '127.0.0.1', lanes },
  } satisfies AskerOrder);
  return new Updated(subject, asker, { isMetered, port });
}

async function singles(client: UpdateClient, isThere: boolean, count = SINGLE): Promise<number[]> {
  const times: number[] = [];
  for (let number = 0; number < count; number++) {
    times.push(await client.change(`new${number}`, isThere));
    await pause(PAUSE_MS);
  }
  return times;
}

async function inRow(clients: readonly UpdateClient[], isThere: boolean): Promise<number[]> {
  const each = clients.map(async (client, index) => {
    const times: number[] = [];
    for (let number = 0; number < IN_ROW / clients.length; number++)
      times.push(await client.change(`row${index}-${number}`, isThere));
    return times;
  });
  return (await Promise.all(each)).flat();
}

async function rowsOf(updated: Updated): Promise<Row[]> {
  const one = (isThere: boolean, count?: number) => (clients: readonly UpdateClient[]) =>
    singles(clients[0], isThere, count);
  const many = (isThere: boolean) => (clients: readonly UpdateClient[]) => inRow(clients, isThere);
  await updated.measure('warm-up', 1, one(true, WARM_UP));
  await updated.measure('warm-up', 1, one(false, WARM_UP));
  return [
    await updated.measure('a name comes', 1, one(true)),
    await updated.measure('a name goes', 1, one(false)),
    await updated.measure(`${IN_ROW} names come in a row`, 1, many(true)),
    await updated.measure(`${IN_ROW} names go in a row`, 1, many(false)),
    await updated.measure(`${IN_ROW} names come, ${CLIENTS} clients`, CLIENTS, many(true)),
  ];
}

const shown = (value: number) => value.toFixed(value < 10 ? 1 : 0);

function lineOf(name: string, { what, timesMs, seconds, cpuSeconds, heldMs, queries }: Row): string {
  const sorted = [...timesMs].sort((a, b) => a - b);
  const at = (part: number) => shown(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]);
  const { p99Ms, longestMs, asked, answered } = queries.lanes.all;
  return `| ${what} | ${name} | ${at(0.5)} | ${at(0.95)} | ${at(1)} | ${shown(timesMs.length / seconds)} | ${shown((cpuSeconds / timesMs.length) * 1000)} | ${heldMs === undefined ? '' : shown(heldMs)} | ${shown(p99Ms)}, ${shown(longestMs)} | ${asked - answered} |`;
}

/** Measures and gives the table. @param args names of servers, all when there are none */
export async function measureUpdates(args: readonly string[]): Promise<string[]> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
  const folder = mkdtempSync(join(tmpdir(), 'rondo-update-'));
  const lines = [
    `Load average of the machine before it began: ${loadavg()[0].toFixed(1)}. The zone has ${NAMES.toLocaleString('en-US')} names.`,
    '',
    '| updates | server | p50, ms | p95, ms | longest, ms | a second | processor time of one, ms | control held, ms | answers to queries, p99 and longest, ms | lost |',
    '|---|---|---|---|---|---|---|---|---|---|',
  ];
  try {
    for (const server of UPDATED_SERVERS) {
      if (positionals.length > 0 && !positionals.includes(server.name)) continue;
      const updated = await open(server, join(folder, server.name));
      try {
        for (const row of await rowsOf(updated)) lines.push(lineOf(server.name, row));
      } finally {
        await updated.end();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return lines;
}
