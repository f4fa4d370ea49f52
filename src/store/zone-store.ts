// The store: the generation in force, how its zones came to be what they are, and the serials that they have.
import { serialOf } from '../image/soa-serial.js';
import { type Clock, systemClock } from '../time/clock.js';
import { atOnce, type Steps } from '../time/turns.js';
import type { Build } from './build.js';
import { assemble, assembleInSteps, type Generation, withHosts } from './generation.js';
import { Journal } from './journal.js';
import { MemberVersions, type Prepared } from './member-versions.js';
import type { FindMembers } from './open-zone.js';
import { Serials } from './serials.js';
import type { HostAddresses } from './upstream-hosts.js';
import { WorldVersions } from './world-versions.js';
import {
  baseOf,
  type Comparisons,
  compareZones,
  journalChange,
  settleChanges,
  settleFirst,
} from './zone-change.js';
import type { ZoneVersion } from './zone-version.js';

/** Where serials are kept across restarts. */
export interface SerialKeeping {
  /** What was kept by an earlier process, if anything was. */
  read(): Parameters<Serials['learn']>[0] | undefined;
  /** Keeps what is known now. */
  save(serials: Serials): void;
}

export class ZoneStore {
  readonly journal = new Journal();
  /** What secondaries get of zones whose versions follow health. */
  readonly worlds = new WorldVersions();
  readonly #serials: Serials;
  readonly #keeping: SerialKeeping | undefined;
  #generation: Generation;
  readonly #members: MemberVersions;

  /**
   * Puts in force what was built first.
   * @param keeping without it serials begin from the times of the files
   * @param find what sources of members have found; nothing when absent
   * @param clock of the serials of zones whose versions follow health
   */
  constructor(
    build: Build,
    keeping?: SerialKeeping,
    find: FindMembers = () => ({ targets: undefined }),
    clock: Pick<Clock, 'wallMs'> = systemClock,
  ) {
    this.#keeping = keeping;
    this.#serials = new Serials({ clock });
    this.#members = new MemberVersions(this.#serials, find);
    const kept = keeping?.read();
    if (kept !== undefined) this.#serials.learn(kept);
    this.#generation = assemble(this.#members.fill(build));
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

  /** As {@link prepareInSteps}, at once. */
  prepare(build: Build, comparisons?: Comparisons): Prepared {
    return atOnce(this.prepareInSteps(build, comparisons));
  }

  /**
   * Makes the generation that is to follow. Between its steps no other may come into force.
   * @param build of the load after that of the generation in force
   * @param comparisons what the zones of the build were found to be; compared now when absent
   */
  *prepareInSteps(build: Build, comparisons?: Comparisons): Steps<Prepared> {
    const former = this.#generation;
    const found = comparisons ?? compareZones(build, position => baseOf(former.zones[position]));
    const filled = this.#members.fill(build, former);
    const changes = yield* settleChanges(filled, found, former, this.#serials);
    return { generation: yield* assembleInSteps(filled, former), changes };
  }

  /**
   * Makes the generation that is to follow when sources, by their keys, have other members.
   * @returns undefined when no zone is concerned
   */
  prepareMembers(keys: ReadonlySet<string>): Prepared | undefined {
    return this.#members.prepare(this.#generation, keys);
  }

  /** Has upstreams that are given by name have these addresses from now on. @returns what is in force then */
  setHosts(hosts: HostAddresses): Generation {
    this.#generation = withHosts(this.#generation, hosts);
    return this.#generation;
  }

  /** The serial of the version after the one in force, of a zone whose versions follow health. To be kept before it is told. */
  nextSerial({ label, image }: ZoneVersion): number {
    const serial = serialOf(image);
    const version = { ...this.#serials.following(serial), former: { serial, isSame: false } };
    return this.#serials.choose(label, version);
  }

  /**
   * Puts a generation in force. The steps of zones whose versions follow health are left to who knows what secondaries get of
   * them.
   */
  publish({ generation, changes }: Prepared): void {
    this.keepSerials();
    this.#generation = generation;
    if (changes.length === 0) return;
    const followed = followedIn(generation);
    for (const change of changes) if (!followed.has(change.zone)) this.journal.take(journalChange(change));
  }
}

/** The zones, as people write them, whose versions follow health. */
function followedIn({ zones }: Generation): ReadonlySet<string> {
  return new Set(zones.flatMap(({ label, image }) => (image.version === undefined ? [] : label)));
}
