// The servers of the bench: primaries and secondaries, all of which run at the same time. What is not installed is left out.
import { join } from 'node:path';
import type { Command } from '../peers/peer.js';
import { freePort } from '../serve/free-port.js';
import { Subject } from '../stalls/subject.js';
import { type Changer, labelOf, NAMES, type Place, type Primary, STEADY } from './names.js';
import type { Secondary } from './secondaries.js';
import { Watch } from './watch.js';

/** A primary that runs, with the way to change its zone. */
export interface RunningPrimary {
  readonly primary: Primary;
  readonly changer: Changer;
  /** Which names have their own address. */
  readonly isThere: boolean[];
}

/** A secondary that runs, and who looks at its answers. */
export interface RunningSecondary {
  readonly secondary: Secondary;
  readonly watch: Watch;
}

export class Fleet {
  readonly primaries: RunningPrimary[] = [];
  readonly secondaries: RunningSecondary[] = [];
  readonly #folder: string;
  readonly #places = new Map<object, Place>();
  readonly #running: Subject[] = [];

  /** @param folder for what the servers write */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Starts them, and waits until all secondaries have the zones of all primaries. */
  async start(primaries: readonly Primary[], secondaries: readonly Secondary[]): Promise<void> {
    for (const each of primaries) await this.#place(each, `${each.name}-primary`);
    for (const each of secondaries) await this.#place(each, each.name);
    const told = secondaries.map(each => this.#places.get(each)!.port);
    for (const primary of primaries) {
      const place = this.#places.get(primary)!;
      if (!(await this.#run(primary.prepare(place, told), place, primary))) continue;
      const changer = await primary.open(place);
      this.primaries.push({ primary, changer, isThere: Array<boolean>(NAMES).fill(true) });
    }
    const sources = primaries.map(each => ({ zone: each.zone, port: this.#places.get(each)!.port }));
    for (const secondary of secondaries) {
      const place = this.#places.get(secondary)!;
      if (!(await this.#run(secondary.prepare(place, sources), place, primaries[0]))) continue;
      const watch = await Watch.open(place.port);
      this.secondaries.push({ secondary, watch });
      for (const { primary } of this.primaries)
        await watch.until(`${labelOf(0)}.${primary.zone}`, STEADY, true);
    }
  }

  async end(): Promise<void> {
    for (const { changer } of this.primaries) changer.close();
    for (const { watch } of this.secondaries) watch.close();
    for (const each of this.#running) await each.end();
  }

  async #place(server: object, name: string): Promise<void> {
    this.#places.set(server, { folder: join(this.#folder, name), port: await freePort() });
  }

  /** @returns whether it answers for the zone */
  async #run(command: Command, { folder, port }: Place, { zone }: Primary): Promise<boolean> {
    try {
      const sign = { port, name: `${labelOf(0)}.${zone}` };
      this.#running.push(await Subject.start({ command, folder, sign }));
      return true;
    } catch (error) {
      process.stderr.write(`bench: ${command[0]}: ${(error as Error).message}\n`);
      return false;
    }
  }
}
