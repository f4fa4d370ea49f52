// The store: the generation in force, how its zones came to be what they are, and the serials that they have.
import type { Build } from './build.js';
import { assemble, type Generation, withHosts } from './generation.js';
import { Journal } from './journal.js';
import { Serials } from './serials.js';
import type { HostAddresses } from './upstream-hosts.js';
import {
  CHANGE,
  type Comparisons,
  compareZones,
  settleChanges,
  settleFirst,
  type ZoneChange,
} from './zone-change.js';

/** A generation that is not in force yet, with what it changes. */
export interface Prepared {
  readonly generation: Generation;
  readonly changes: readonly ZoneChange[];
}

/** Where serials are kept across restarts. */
export interface SerialKeeping {
  /** What was kept by an earlier process, if anything was. */
  read(): Parameters<Serials['learn']>[0] | undefined;
  /** Keeps what is known now. */
  save(serials: Serials): void;
}

export class ZoneStore {
  readonly journal = new Journal();
  readonly #serials = new Serials();
  readonly #keeping: SerialKeeping | undefined;
  #generation: Generation;

  /**
   * Puts in force what was built first.
   * @param keeping without it serials begin from the times of the files
   */
  constructor(build: Build, keeping?: SerialKeeping) {
    this.#keeping = keeping;
    const kept = keeping?.read();
    if (kept !== undefined) this.#serials.learn(kept);
    this.#generation = assemble(build);
    settleFirst(this.#generation, this.#serials);
  }

  /**
   * Keeps the serials that are new since the last time. To be called before anybody is answered by them: a process
   * that is killed right after must not have given one that the next would give to something else.
   */
  keepSerials(): void {
    if (!this.#serials.isNews) return;
    this.#serials.isNews = false;
    this.#keeping?.save(this.#serials);
  }

  /** What is in force. */
  get generation(): Generation {
    return this.#generation;
  }

  /**
   * Makes the generation that is to follow.
   * @param build of the load after that of the generation in force
   * @param comparisons what the zones of the build were found to be; compared now when absent
   */
  prepare(build: Build, comparisons?: Comparisons): Prepared {
    const former = this.#generation;
    const found = comparisons ?? compareZones(build, position => former.zones[position].image);
    const changes = settleChanges(build, found, former, this.#serials);
    return { generation: assemble(build, former), changes };
  }

  /** Has upstreams that are given by name have these addresses from now on. @returns what is in force then */
  setHosts(hosts: HostAddresses): Generation {
    this.#generation = withHosts(this.#generation, hosts);
    return this.#generation;
  }

  /** Puts a generation in force. */
  publish({ generation, changes }: Prepared): void {
    this.keepSerials();
    this.#generation = generation;
    for (const change of changes)
      if (change.kind === CHANGE.CHANGED) this.journal.add(change.zone, change);
      else this.journal.drop(change.zone);
  }
}
