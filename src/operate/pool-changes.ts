// Which pools have changed since those who follow them were told last, and of which only counts have moved.
import type { HealthEngine } from '../health/engine.js';
import type { Watch } from '../health/watch.js';
import type { AnswerCounts } from './answer-counts.js';
import { isSameMark, markOf, type PoolMark } from './pool-mark.js';

/** Pools with more members are told of without them: who wants these asks for the pool. */
export const WHOLE_MEMBERS = 50;

/** So many members may be told of in a second of which only counts have moved; a pool of them once in so long. */
const QUIET = { perSecond: 100, restMs: 1000 };

/** What was told of a pool last. */
interface Told {
  /** As of the last look; undefined of a new pool of which only some were told. */
  mark: PoolMark | undefined;
  readonly atMs: number;
  readonly checks: number;
  readonly answers: number;
}

export interface ChangeSources {
  readonly health: Pick<HealthEngine, 'watches'>;
  readonly counts: Pick<AnswerCounts, 'of'>;
  /** On the engine's clock. */
  nowMs(): number;
}

export class PoolChanges {
  readonly #sources: ChangeSources;
  readonly #told = new Map<string, Told>();
  #watches: readonly Watch[] = [];
  /** By their names those that are watched now. */
  #named: { readonly of: readonly Watch[]; readonly byName: ReadonlyMap<string, Watch> } | undefined;
  /** How many members with other counts may be told of now. */
  #credit = 0;
  #creditMs = 0;
  /** The place of the pool that is the next to be looked at for other counts. */
  #next = 0;

  constructor(sources: ChangeSources) {
    this.#sources = sources;
  }

  /** Goes by what is now: nothing has changed yet. */
  begin(): void {
    const nowMs = this.#sources.nowMs();
    this.#watches = this.#sources.health.watches;
    this.#creditMs = nowMs;
    for (const watch of this.#watches) this.#note(watch, markOf(watch, nowMs));
  }

  end(): void {
    this.#told.clear();
    this.#watches = [];
    this.#named = undefined;
  }

  /** A pool as it is watched now, of which somebody is about to be told. */
  take(name: string): Watch | undefined {
    const { watches: of } = this.#sources.health;
    if (this.#named?.of !== of)
      this.#named = { of, byName: new Map(of.map(watch => [watch.watched.name, watch])) };
    const watch = this.#named.byName.get(name);
    // When it goes, it is to be told of as gone.
    if (watch !== undefined && !this.#told.has(name))
      this.#told.set(name, { mark: undefined, atMs: 0, checks: 0, answers: 0 });
    return watch;
  }

  /** The pools that are watched no more. */
  gone(): string[] {
    const { watches } = this.#sources.health;
    if (watches === this.#watches) return [];
    this.#watches = watches;
    const names = new Set(watches.map(({ watched }) => watched.name));
    const gone = [...this.#told.keys()].filter(name => !names.has(name));
    for (const name of gone) this.#told.delete(name);
    return gone;
  }

  /**
   * Those that say something else now, and new ones. Each is to be told of before the next one is taken. It ends early when others
   * are watched meanwhile, which {@link gone} is to be asked for first.
   */
  *changed(): Generator<Watch, void, void> {
    const watches = this.#watches;
    for (const watch of watches) {
      if (watches !== this.#sources.health.watches) return;
      const mark = markOf(watch, this.#sources.nowMs());
      const told = this.#told.get(watch.watched.name);
      if (told?.mark !== undefined && isSameMark(told.mark, mark)) {
        told.mark = mark;
        continue;
      }
      this.#note(watch, mark);
      yield watch;
    }
  }

  /** Some of those of which only counts have moved, each in its turn. */
  *moved(): Generator<Watch, void, void> {
    const nowMs = this.#sources.nowMs();
    const earned = ((nowMs - this.#creditMs) * QUIET.perSecond) / 1000;
    this.#credit = Math.min(QUIET.perSecond, this.#credit + earned);
    this.#creditMs = nowMs;
    const watches = this.#watches;
    for (let looks = watches.length; looks > 0 && this.#credit > 0; looks--) {
      if (watches !== this.#sources.health.watches) return;
      const watch = watches[this.#next++ % watches.length];
      const told = this.#told.get(watch.watched.name);
      const members = watch.endpoints.length;
      if (told?.mark === undefined || members > WHOLE_MEMBERS || nowMs - told.atMs < QUIET.restMs) continue;
      this.#credit -= members;
      const { checks, answers } = told;
      const now = this.#note(watch, told.mark);
      if (checks !== now.checks || answers !== now.answers) yield watch;
    }
  }

  #note(watch: Watch, mark: PoolMark): Told {
    const { watched, endpoints } = watch;
    let answers = 0;
    if (endpoints.length <= WHOLE_MEMBERS)
      for (const index of endpoints.keys()) answers += this.#sources.counts.of(watched, index)?.answers ?? 0;
    const told = { mark, atMs: this.#sources.nowMs(), checks: mark.checks, answers };
    this.#told.set(watched.name, told);
    return told;
  }
}
