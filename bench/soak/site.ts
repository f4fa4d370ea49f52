// What the soak serves and asks, and what goes on meanwhile: a backend that comes and goes, a zone that is edited.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APEX, hostLabel, LARGE_ORIGIN, writeLargeZone } from '../load/zones.js';
import { type Command, writeInto } from '../peers/peer.js';
import { openBackends } from '../serve/backends.js';
import type { QueryKind } from '../traffic/query-writer.js';

const NAMES = 100_000;
const EDITS = ['192.0.2.1', '192.0.2.2'];
const STEADY = ['127.0.0.1', '127.0.0.2'];
const FLAPPING = '127.0.0.3';

const pool: QueryKind = {
  name: 'steady.pool.test',
  expected: { kind: 'addresses', addresses: STEADY, least: 2 },
};

/** What is asked; each answer is looked into. */
export const KINDS: readonly QueryKind[] = [
  pool,
  { ...pool, edns: true },
  { ...pool, cookie: true },
  {
    name: 'flapping.pool.test',
    edns: true,
    expected: { kind: 'addresses', addresses: [STEADY[0], FLAPPING], least: 1 },
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

/** A name that is answered when all is loaded. */
export const SIGN = { name: `${hostLabel(NAMES - 1)}.${LARGE_ORIGIN}`, hasRecord: true };

/** The zones and backends of a soak. */
export class SoakSite {
  readonly #folder: string;
  readonly #probePort: number;
  readonly #adminPort: number;
  #closeSteady: (() => void) | undefined;
  #closeFlapping: (() => void) | undefined;
  #edits = 0;

  constructor(folder: string, probePort: number, adminPort: number) {
    this.#folder = folder;
    this.#probePort = probePort;
    this.#adminPort = adminPort;
  }

  async open(): Promise<void> {
    mkdirSync(this.#folder, { recursive: true });
    writeLargeZone(this.#folder, NAMES);
    const members = (name: string, addresses: readonly string[]) =>
      addresses.map(address => `${name} 0 A ${address}\n`).join('');
    writeFileSync(
      join(this.#folder, 'pool.test.zone'),
      APEX + members('steady', STEADY) + members('flapping', [STEADY[0], FLAPPING]),
    );
    this.edit();
    this.#closeSteady = await openBackends(this.#probePort, STEADY);
    await this.flap();
  }

  /** How to start the server with this site. */
  prepare(folder: string, port: number): Command {
    const config = `listen: [127.0.0.1:${port}]
zones: ["${this.#folder}/*.zone"]
forward: off
log: { level: warn }
workers: 1
transport: batch
admin: 127.0.0.1:${this.#adminPort}
health:
  - { match: "steady.pool.test A", http: /, port: ${this.#probePort} }
  - { match: "flapping.pool.test A", http: /, port: ${this.#probePort} }
`;
    return [process.execPath, 'dist/main.js', 'serve', '--config', writeInto(folder, 'rondo.yaml', config)];
  }

  /** Gives the edited zone its other address, the way an editor saves a file. */
  edit(): void {
    const file = join(this.#folder, 'edited.test.zone');
    writeFileSync(`${file}.new`, `${APEX}www 0 A ${EDITS[this.#edits++ % EDITS.length]}\n`);
    renameSync(`${file}.new`, file);
  }

  /** Opens the flapping backend, or closes it. */
  async flap(): Promise<void> {
    if (this.#closeFlapping === undefined) {
      this.#closeFlapping = await openBackends(this.#probePort, [FLAPPING]);
      return;
    }
    this.#closeFlapping();
    this.#closeFlapping = undefined;
  }

  close(): void {
    this.#closeSteady?.();
    this.#closeFlapping?.();
  }
}
