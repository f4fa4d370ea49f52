// What the soak serves and asks, and what goes on meanwhile: a backend that comes and goes, zones that are edited.
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APEX, hostLabel, LARGE_ORIGIN, writeLargeZone } from '../load/zones.js';
import { type Command, writeInto } from '../peers/peer.js';
import { openBackends } from '../serve/backends.js';
import { freePort } from '../serve/free-port.js';
import type { LaneOrder } from '../stalls/asker.js';
import type { BackendReport } from '../stalls/backend.js';
import { Helper } from '../stalls/helper.js';
import { UPSTREAM_ADDRESS } from '../stalls/upstream-address.js';
import type { QueryKind } from '../traffic/query-writer.js';

/** Two records each. */
const NAMES = 150_000;
const EDITS = ['192.0.2.1', '192.0.2.2'];
const SURE = ['127.0.0.1', '127.0.0.2'];
const FLAPPING = '127.0.0.3';
/** The backends of the pool that must never go down answer so late. */
const DELAY_MS = 20;

const pool: QueryKind = {
  name: 'sure.pool.test',
  expected: { kind: 'addresses', addresses: SURE, least: 2 },
};

/** What is asked over UDP in great number; each answer is looked into. */
export const KINDS: readonly QueryKind[] = [
  pool,
  { ...pool, edns: true },
  { ...pool, cookie: true },
  {
    name: 'flapping.pool.test',
    edns: true,
    expected: { kind: 'addresses', addresses: [SURE[0], FLAPPING], least: 1 },
  },
  {
    name: LARGE_ORIGIN,
    numbered: { prefix: hostLabel(NAMES).replace(/\d+$/, ''), count: NAMES },
    edns: true,
    expected: { kind: 'numbered', prefix: 'host' },
  },
  {
    name: 'pool.test',
    numbered: { prefix: 'absent', count: NAMES },
    edns: true,
    expected: { kind: 'absent' },
  },
  { name: 'www.edited.test', expected: { kind: 'addresses', addresses: EDITS, least: 1 } },
];

/** What is asked at a steady pace, to see how long it takes. */
export const LANES: readonly LaneOrder[] = [
  { lane: 'UDP', way: 'udp', name: pool.name, everyMs: 10, expected: SURE },
  { lane: 'a TCP connection', way: 'tcp', name: pool.name, everyMs: 10, expected: SURE },
  { lane: 'new TCP connections', way: 'fresh', name: 'www.edited.test', everyMs: 50, expected: EDITS },
  {
    lane: 'forwarded',
    way: 'udp',
    name: 'n*.elsewhere.example',
    everyMs: 20,
    expected: [UPSTREAM_ADDRESS],
  },
];

/** A name that is answered when all is loaded. */
export const SIGN = { name: `${hostLabel(NAMES - 1)}.${LARGE_ORIGIN}`, hasRecord: true };

interface Ports {
  readonly sure: number;
  readonly flapping: number;
  readonly upstream: number;
  readonly admin: number;
}

/** The zones and backends of a soak. */
export class SoakSite {
  readonly #folder: string;
  readonly #ports: Ports;
  readonly #closings: (() => void)[] = [];
  #backend: Helper<BackendReport> | undefined;
  #closeFlapping: (() => void) | undefined;
  #edits = 0;
  #added = 0;

  private constructor(folder: string, ports: Ports) {
    this.#folder = folder;
    this.#ports = ports;
  }

  static async open(folder: string): Promise<SoakSite> {
    const [sure, flapping] = [await freePort(), await freePort()];
    const ports = { sure, flapping, upstream: await freePort(), admin: await freePort() };
    const site = new SoakSite(folder, ports);
    try {
      await site.#open();
    } catch (error) {
      site.close();
      throw error;
    }
    return site;
  }

  async #open(): Promise<void> {
    const { sure, flapping, upstream } = this.#ports;
    mkdirSync(this.#folder, { recursive: true });
    writeLargeZone(this.#folder, NAMES);
    const members = (name: string, addresses: readonly string[]) =>
      addresses.map(address => `${name} 0 A ${address}\n`).join('');
    writeFileSync(
      join(this.#folder, 'pool.test.zone'),
      APEX + members('sure', SURE) + members('flapping', [SURE[0], FLAPPING]),
    );
    this.edit();
    this.#backend = await Helper.open('backend', { port: sure, delayMs: DELAY_MS });
    const upstreamHelper = await Helper.open('upstream', { port: upstream });
    this.#closings.push(
      () => this.#backend?.end(),
      () => upstreamHelper.end(),
    );
    this.#closings.push(await openBackends(flapping, [SURE[0]]), () => this.#closeFlapping?.());
    await this.flap();
  }

  /** Where the metrics are. */
  get adminPort(): number {
    return this.#ports.admin;
  }

  /** How the members of the pool that must never go down are named in the log. */
  get sure(): readonly string[] {
    return SURE.map(address => `${address}:${this.#ports.sure}`);
  }

  /** How to start the server with this site. */
  prepare(folder: string, port: number): Command {
    const { sure, flapping, upstream, admin } = this.#ports;
    const config = `listen: [127.0.0.1:${port}]
zones: ["${this.#folder}/*.zone"]
forward: [127.0.0.1:${upstream}]
log: { level: warn }
control: off
workers: 1
transport: batch
admin: 127.0.0.1:${admin}
health:
  - { match: "sure.pool.test A", http: /, port: ${sure}, interval: 500ms, timeout: 1s, fall: 1 }
  - { match: "flapping.pool.test A", http: /, port: ${flapping} }
`;
    return [process.execPath, 'dist/main.js', 'serve', '--config', writeInto(folder, 'rondo.yaml', config)];
  }

  /** Gives the small zone its other address, the way an editor saves a file. */
  edit(): void {
    const file = join(this.#folder, 'edited.test.zone');
    writeFileSync(`${file}.new`, `${APEX}www 0 A ${EDITS[this.#edits++ % EDITS.length]}\n`);
    renameSync(`${file}.new`, file);
  }

  /** Adds a record to the large zone. @returns its name */
  addRecord(): string {
    const label = `added${this.#added++}`;
    appendFileSync(join(this.#folder, `${LARGE_ORIGIN}.zone`), `${label} 300 A 192.0.2.9\n`);
    return `${label}.${LARGE_ORIGIN}`;
  }

  /** Opens the flapping backend, or closes it. */
  async flap(): Promise<void> {
    if (this.#closeFlapping === undefined) {
      this.#closeFlapping = await openBackends(this.#ports.flapping, [FLAPPING]);
      return;
    }
    this.#closeFlapping();
    this.#closeFlapping = undefined;
  }

  /** The longest time for which the backends that must never go down were themselves held up, in milliseconds. */
  async heldMs(): Promise<number> {
    return (await this.#backend?.report())?.heldMs ?? 0;
  }

  close(): void {
    for (const close of this.#closings) close();
  }
}
