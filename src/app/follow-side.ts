// Versions of zones that follow health: loaded when there is such a zone, and made when lineups change, not too often.
import type { Config } from '../config/config.js';
import type { WatchedPool } from '../health/watched-pool.js';
import type { Generation } from '../store/generation.js';
import type { ZoneChange } from '../store/zone-change.js';
import { type Clock, systemClock } from '../time/clock.js';
import { type Pace, PacedRun } from '../time/paced-run.js';
import type { Steps } from '../time/turns.js';
import type { WorldStep, WorldStore, WorldZones } from '../transfer/world-zones.js';

/** Twenty versions a second of each zone at most: in the long run, secondaries are told five times a second. */
const PACE: Pace = { gatherMs: 2, leastMs: 50, share: 3 };

const NONE: ReadonlyMap<string, number> = new Map();

export class FollowSide {
  readonly #store: WorldStore;
  readonly #paced: PacedRun;
  #zones: WorldZones | undefined;

  /** @param publish has the next versions come into force when those before are; never rejects */
  constructor(store: WorldStore, publish: () => Promise<void>, clock: Clock = systemClock) {
    this.#store = store;
    this.#paced = new PacedRun(clock, PACE, publish);
  }

  /** How many versions health has made, by zone. */
  get made(): ReadonlyMap<string, number> {
    return this.#zones?.made ?? NONE;
  }

  /** Loads what is needed for a configuration. To be awaited before a generation of it comes into force. */
  async expect({ transfers }: Pick<Config, 'transfers'>): Promise<void> {
    if (this.#zones !== undefined || !transfers.rules.some(({ isFollowing }) => isFollowing)) return;
    const { WorldZones } = await import('../transfer/world-zones.js');
    this.#zones ??= new WorldZones(this.#store);
  }

  /** Goes by a generation whose lineups are written. @returns the changes as they are for secondaries */
  *follow(generation: Generation, changes: readonly ZoneChange[]): Steps<WorldStep> {
    return this.#zones === undefined
      ? { changes, worlds: [] }
      : yield* this.#zones.follow(generation, changes);
  }

  /** A lineup was written. */
  wrote({ table, slot }: Pick<WatchedPool, 'table' | 'slot'>): void {
    if (this.#zones?.wrote(table, slot) === true) this.#paced.want();
  }

  /** Makes the next versions of zones that secondaries are to see otherwise, some at a time. */
  *next(): Steps<readonly WorldStep[]> {
    return this.#zones === undefined ? [] : yield* this.#zones.next();
  }

  /** Has this thread hand them out. */
  publish(step: WorldStep): void {
    this.#zones?.publish(step);
  }

  /** Has all threads answer with the serials of these versions, which are handed out. */
  show(step: WorldStep): void {
    this.#zones?.show(step);
  }

  stop(): void {
    this.#paced.cancel();
  }
}
