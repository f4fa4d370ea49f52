// What is watched, and what is going to be: pools that were filled beforehand need not be joined again.
import type { Clock } from '../time/clock.js';
import { atOnce, type Steps } from '../time/turns.js';
import type { AdminOverrides } from './admin-override.js';
import { NOTHING, type Survey, survey } from './survey.js';
import type { Watch } from './watch.js';
import type { WatchedPool } from './watched-pool.js';

/** A survey, and what it was made of. */
interface Ahead {
  readonly pools: readonly WatchedPool[];
  readonly known: Survey;
  readonly survey: Survey;
}

export class Surveyor {
  readonly #overrides: AdminOverrides;
  readonly #clock: Clock;
  #pools: readonly WatchedPool[] = [];
  #known: Survey = NOTHING;
  #ahead: Ahead | undefined;

  constructor(overrides: AdminOverrides, clock: Clock) {
    this.#overrides = overrides;
    this.#clock = clock;
  }

  /** What is watched now. */
  get known(): Survey {
    return this.#known;
  }

  /** Joins pools that are going to be watched with what is known of their members, one after another. */
  *lookAhead(pools: readonly WatchedPool[]): Steps<Survey> {
    const known = this.#known;
    const found = yield* this.#survey(pools);
    this.#ahead = { pools, known, survey: found };
    return found;
  }

  /** These are watched from now on. @returns what is known of them */
  take(pools: readonly WatchedPool[]): Survey {
    this.#known = this.#seenAhead(pools) ?? atOnce(this.#survey(pools));
    this.#pools = pools;
    this.#ahead = undefined;
    return this.#known;
  }

  /** The pools joined with what is known of their members; nothing else changes. */
  watchesOf(pools: readonly WatchedPool[]): readonly Watch[] {
    return pools === this.#pools ? this.#known.watches : atOnce(this.#survey(pools)).watches;
  }

  #seenAhead(pools: readonly WatchedPool[]): Survey | undefined {
    const ahead = this.#ahead;
    if (ahead?.pools !== pools || ahead.known !== this.#known) return undefined;
    // Those whose place new ones take may have had results meanwhile.
    for (const [fresh, former] of ahead.survey.formers) fresh.inherit(former);
    return ahead.survey;
  }

  #survey(pools: readonly WatchedPool[]): Steps<Survey> {
    return survey(pools, this.#known, this.#overrides, this.#clock);
  }
}
