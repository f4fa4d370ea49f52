// A thousand zones that follow health, whose members are as files say, and the secondaries that are told of them.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { writeInto } from '../peers/peer.js';

/** Of one zone, ten in each of its pools. */
export const FLAPPING = 100;
const MEMBERS_OF_POOL = 10;

export const flappingAddress = (number: number) => `127.0.10.${number + 1}`;
export const POOLS: readonly (readonly string[])[] = Array.from(
  { length: FLAPPING / MEMBERS_OF_POOL },
  (_, pool) =>
    Array.from({ length: MEMBERS_OF_POOL }, (_, index) => flappingAddress(pool * MEMBERS_OF_POOL + index)),
);

/** The members of one of the zones that die at once. */
export const membersOf = (zone: number): readonly string[] =>
  [1, 2].map(last => `127.1.${zone >> 7}.${2 * (zone & 127) + last - 1}`);

/** So many files say what is up of them. */
const FILES = 100;

/** Those of which a file speaks. */
function membersIn(file: number, zones: number): readonly string[] {
  const all: string[] = [];
  for (let zone = file; zone < zones; zone += FILES) all.push(...membersOf(zone));
  return all;
}

/** What a file says of some members. */
class Verdicts {
  readonly #folder: string;
  readonly #file: string;
  readonly #all: readonly string[];
  readonly #down = new Set<string>();

  constructor(folder: string, file: string, all: readonly string[]) {
    this.#folder = folder;
    this.#file = file;
    this.#all = all;
    this.write();
  }

  isUp(address: string): boolean {
    return !this.#down.has(address);
  }

  set(address: string, isUp: boolean): void {
    if (isUp) this.#down.delete(address);
    else this.#down.add(address);
  }

  /** Says the same of all. */
  setAll(isUp: boolean): void {
    for (const address of this.#all) this.set(address, isUp);
    this.write();
  }

  write(): void {
    const lines = this.#all.map(address => `${address} ${this.isUp(address) ? 'up' : 'down'}\n`);
    renameSync(writeInto(this.#folder, `${this.#file}.new`, lines.join('')), join(this.#folder, this.#file));
  }
}

/** The members of a run. */
export interface Members {
  readonly zones: number;
  readonly flapping: Verdicts;
  /** Those of one zone stand in one file, and of ten zones in the same. */
  readonly dying: readonly Verdicts[];
}

/** @param folder where the files are @param zones that die at once */
export function openMembers(folder: string, zones: number): Members {
  return {
    zones,
    flapping: new Verdicts(folder, 'flapping', POOLS.flat()),
    dying: Array.from(
      { length: FILES },
      (_, file) => new Verdicts(folder, `dying${file}`, membersIn(file, zones)),
    ),
  };
}

/** The one that speaks of a zone. */
export function fileOf(dying: Members['dying'], zone: number): Verdicts {
  return dying[zone % FILES];
}

/** A secondary that takes note, one that says nothing, and one that answers rubbish. */
export async function openSecondaries(): Promise<Socket[]> {
  const replies = [
    (message: Buffer) => {
      message[2] |= 0x80;
      return message;
    },
    () => undefined,
    (message: Buffer) => Buffer.concat([message.subarray(0, 2), Buffer.from('ffffffffffffffffff', 'hex')]),
  ];
  return Promise.all(
    replies.map(async reply => {
      const socket = createSocket('udp4');
      socket.on('error', () => undefined);
      socket.on('message', (message, { port, address }) => {
        const answer = reply(message);
        if (answer !== undefined) socket.send(answer, port, address);
      });
      socket.unref();
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
      return socket;
    }),
  );
}

export function writeSite(folder: string, port: number, zones: number, secondaries: readonly Socket[]): void {
  const head = (name: string) =>
    `zone: ${name}\nrecords: { "@": { NS: ns }, ns: { A: 127.0.0.1 } }\npools:\n`;
  const pools = POOLS.map(
    (pool, index) => `  p${index}: { members: [${pool.join(', ')}], probe: { use: flapping } }\n`,
  );
  writeInto(folder, 'flap.yaml', head('flap.test') + pools.join(''));
  for (let zone = 0; zone < zones; zone++)
    writeInto(
      folder,
      `z${zone}.yaml`,
      `${head(`z${zone}.test`)}  www: { members: [${membersOf(zone).join(', ')}], probe: { use: dying${zone % FILES} } }\n`,
    );
  const told = secondaries.map(socket => `"127.0.0.1:${socket.address().port}"`).join(', ');
  const files = ['flapping', ...Array.from({ length: FILES }, (_, file) => `dying${file}`)];
  const probes = files.map(
    file => `  ${file}: { file: ${folder}/${file}, interval: 1s, rise: 1, fall: 1 }\n`,
  );
  const config = `listen: 127.0.0.1:${port}
zones: [${folder}/*.yaml]
forward: off
admin: off
control: off
state: ${folder}/state.json
log: { level: warn }
probes:
${probes.join('')}transfer: { to: 127.0.0.1, notify: [${told}], health: follow }
`;
  writeInto(join(folder, 'conf'), 'rondo.yaml', config);
}
