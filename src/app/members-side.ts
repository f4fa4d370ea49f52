// Members that sources find: has the sources open that a generation needs, and their lists come into force without a reload.
import { Discovery, type SourceState } from '../discover/discovery.js';
import { KeptLists } from '../discover/kept-lists.js';
import type { Wanted, WatchName } from '../discover/names.js';
import type { SourceSpec } from '../discover/spec.js';
import type { EventLog } from '../operate/event-log.js';
import type { Generation } from '../store/generation.js';
import { type Found, sourcesOf } from '../store/open-zone.js';
import { type Clock, systemClock } from '../time/clock.js';
import { type Pace, PacedRun } from '../time/paced-run.js';
import { poolsBySource } from './source-views.js';

/** Changes come into force twenty times a second at most. Probes and operators have their turns in between. */
const PACE: Pace = { gatherMs: 0, leastMs: 50, share: 3 };
/** How long the first lists of sources are awaited before the server is ready. */
const FIRST_LISTS_MS = 2_000;
/** So long before it answers: files and servers near by are that quick, and names of other zones shall not wait for others. */
const QUICK_LISTS_MS = 250;
/** How long a new source is awaited before the reload that brings it comes into force. */
const NEW_LISTS_MS = 500;

/** What becomes of lists. */
export interface MembersHost {
  readonly events: Pick<EventLog, 'members'>;
  readonly stateFile: string | undefined;
  readonly clock?: Clock;
  /** Looks names up. */
  readonly watchName: WatchName;
  /** Has the lists of these sources, by their keys, come into force. Never rejects. */
  publish(keys: ReadonlySet<string>): Promise<void>;
}

export class MembersSide {
  readonly #host: MembersHost;
  readonly #clock: Clock;
  readonly #discovery: Discovery;
  readonly #kept: KeptLists;
  /** Sources of which another list is to come into force. */
  #pending = new Set<string>();
  #specs: readonly SourceSpec[] = [];
  /** The pools that have members of each, by its name. */
  #pools: ReadonlyMap<string, readonly string[]> = new Map();
  readonly #paced: PacedRun;
  #beganMs = 0;
  #isOpen = false;

  constructor(host: MembersHost) {
    this.#host = host;
    this.#clock = host.clock ?? systemClock;
    this.#paced = new PacedRun(this.#clock, PACE, () => host.publish(this.#takePending()));
    this.#kept = new KeptLists(host.stateFile, this.#clock, text => host.events.members.file(text));
    this.#discovery = new Discovery({
      clock: this.#clock,
      random: Math.random,
      watchName: host.watchName,
      kept: this.#kept.read(),
      onList: key => this.#changed(key),
      onState: state => host.events.members.source(state, this.#pools.get(state.source) ?? []),
      onLeftOut: count => host.events.members.leftOut(count),
    });
  }

  /** What a source has found. */
  find({ key }: SourceSpec): Found {
    const failure = this.#discovery.failureOf(key);
    const targets = this.#discovery.targetsOf(key);
    return failure === undefined ? { targets } : { targets, failure };
  }

  /** The names that are looked up for a source now, by its key. */
  namesOf(key: string): readonly Wanted[] {
    return this.#discovery.namesOf(key);
  }

  get states(): readonly SourceState[] {
    return this.#discovery.states;
  }

  /**
   * Opens the first sources, and waits for their lists.
   * @param mayTakeLong whether nobody is left without answers meanwhile
   * @returns the sources that have brought some, which do not come into force by themselves
   */
  async begin({ zones }: Generation, mayTakeLong: boolean): Promise<ReadonlySet<string>> {
    this.#beganMs = this.#clock.now();
    this.#pools = poolsBySource(zones);
    await this.#open(sourcesOf(zones), mayTakeLong ? FIRST_LISTS_MS : QUICK_LISTS_MS);
    return this.#takePending();
  }

  /** Has lists come into force as they come from now on. Resolves when the first of all sources have, or their time is over. */
  async open(): Promise<void> {
    this.#isOpen = true;
    if (this.#pending.size > 0) this.#paced.want();
    const leftMs = this.#beganMs + FIRST_LISTS_MS - this.#clock.now();
    if (this.#specs.length === 0) return;
    await this.#discovery.firstLists(Math.max(0, leftMs));
    this.#paced.cancel();
    // Behind others that may be under way.
    await this.#host.publish(this.#takePending());
  }

  /** Opens sources that are about to be needed beside the others, and waits for their lists for a while. */
  async expect(zones: Parameters<typeof sourcesOf>[0]): Promise<void> {
    const fresh = sourcesOf(zones);
    // Those that stay have the same pools until the zones are in force.
    this.#pools = new Map([...poolsBySource(zones), ...this.#pools]);
    if (fresh.length > 0) await this.#open([...this.#specs, ...fresh], NEW_LISTS_MS);
  }

  /** Has the sources of this generation open from now on, and no others. */
  follow({ zones }: Generation): void {
    this.#pools = poolsBySource(zones);
    this.#specs = sourcesOf(zones);
    this.#discovery.follow(this.#specs);
  }

  close(): void {
    this.#isOpen = false;
    this.#paced.cancel();
    // Before there are no lists any more.
    this.#kept.close();
    this.#discovery.close();
  }

  async #open(specs: readonly SourceSpec[], limitMs: number): Promise<void> {
    this.#specs = specs;
    this.#discovery.follow(specs);
    if (specs.length > 0) await this.#discovery.firstLists(limitMs);
  }

  #changed(key: string): void {
    this.#pending.add(key);
    this.#kept.changed(() => this.#discovery.lists);
    if (this.#isOpen) this.#paced.want();
  }

  #takePending(): ReadonlySet<string> {
    const keys = this.#pending;
    this.#pending = new Set();
    return keys;
  }
}
