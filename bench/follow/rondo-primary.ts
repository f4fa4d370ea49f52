// Rondo as the primary: a verdict on a member changes what secondaries get.
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { followEvents } from '../control-events.js';
import { writeInto } from '../peers/peer.js';
import { addressOf, type Changer, labelOf, NUMBERS, type Place, type Primary, STEADY } from './names.js';

const ZONE = 'rondo.test';
const LIMIT_MS = 10_000;

/** What a file says of the members, as a check of somebody's own writes it. */
class Verdicts {
  readonly #folder: string;
  readonly #down = new Set<number>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#write();
  }

  set(number: number, isUp: boolean): void {
    if (isUp) this.#down.delete(number);
    else this.#down.add(number);
    this.#write();
  }

  #write(): void {
    const lines = NUMBERS.map(each => `${addressOf(each)} ${this.#down.has(each) ? 'down' : 'up'}\n`);
    const file = writeInto(this.#folder, 'verdicts.new', `${STEADY} up\n${lines.join('')}`);
    renameSync(file, join(this.#folder, 'verdicts'));
  }
}

async function open({ folder }: Place): Promise<Changer> {
  const verdicts = new Verdicts(folder);
  const waiting = new Map<string, (atMs: number) => void>();
  const events = await followEvents(folder, (text, atMs) => {
    const [, address, state] = /^backend (127\.0\.8\.\d+)\S* is (up|down)/.exec(text) ?? [];
    waiting.get(`${address} ${state}`)?.(atMs);
  });
  return {
    change(number, isThere) {
      verdicts.set(number, isThere);
      return new Promise((resolve, reject) => {
        const limit = setTimeout(() => reject(new Error('no verdict came')), LIMIT_MS);
        waiting.set(`${addressOf(number)} ${isThere ? 'up' : 'down'}`, atMs => {
          clearTimeout(limit);
          resolve(atMs);
        });
      });
    },
    close: () => events.destroy(),
  };
}

export const rondoPrimary: Primary = {
  name: 'rondo',
  zone: ZONE,
  told: 'a verdict',
  prepare({ folder, port }, secondaries) {
    const pools = NUMBERS.map(
      each => `  ${labelOf(each)}: { members: [${STEADY}, ${addressOf(each)}], probe: { use: said } }\n`,
    );
    const text = `zone: ${ZONE}\nrecords: { "@": { NS: ns }, ns: { A: 127.0.0.1 } }\npools:\n${pools.join('')}`;
    writeInto(folder, 'zone.yaml', text);
    new Verdicts(folder);
    const config = `listen: 127.0.0.1:${port}
zones: zone.yaml
forward: off
admin: off
control: ${folder}/control
state: ${folder}/state.json
log: { level: warn }
probes: { said: { file: verdicts, interval: 100ms, rise: 1, fall: 1 } }
transfer: { to: 127.0.0.1, notify: [${secondaries.map(each => `"127.0.0.1:${each}"`).join(', ')}], health: follow }
`;
    return [process.execPath, 'dist/main.js', 'serve', '--config', writeInto(folder, 'rondo.yaml', config)];
  },
  open,
};
