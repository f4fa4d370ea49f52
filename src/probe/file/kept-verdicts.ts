// What a file has said before, for the time in which it is gone or cannot be understood.
import type { Clock } from '../../time/clock.js';
import type { Verdict, VerdictFile } from './verdict-file.js';

/** The most places that are kept; a file of 1 MiB has no more. */
const MAX_KEPT = 2 ** 17;

interface Kept {
  readonly verdict: Verdict;
  /** When the file last said so; shared by all that was read at once. */
  readonly reading: { seenMs: number };
}

/** Whether a file says something, and all that it says is understood. */
function isWhole({ verdicts, badLine }: VerdictFile): boolean {
  return verdicts.size > 0 && badLine === undefined;
}

export class KeptVerdicts {
  readonly #keepMs: number;
  readonly #clock: Pick<Clock, 'now'>;
  #kept = new Map<string, Kept>();
  #latest: { readonly file: VerdictFile; readonly reading: { seenMs: number } } | undefined;

  /** @param keepMs how long a verdict counts after the file has said it for the last time */
  constructor(keepMs: number, clock: Pick<Clock, 'now'>) {
    this.#keepMs = keepMs;
    this.#clock = clock;
  }

  /** Whether the file has ever said anything. */
  get isBegun(): boolean {
    return this.#latest !== undefined;
  }

  /** How many verdicts are kept. */
  get size(): number {
    return this.#kept.size;
  }

  /** Takes what the file says now. What else it said before is kept if a line of it cannot be understood. */
  take(file: VerdictFile): void {
    const seenMs = this.#clock.now();
    if (this.#latest?.file === file) {
      this.#latest.reading.seenMs = seenMs;
      return;
    }
    if (file.verdicts.size === 0) return;
    const reading = { seenMs };
    this.#kept = isWhole(file) ? new Map() : this.#fresh();
    for (const [place, verdict] of file.verdicts) this.#kept.set(place, { verdict, reading });
    this.#latest = { file, reading };
  }

  /** What the file said last of the first of these places of which it said something not too long ago. */
  find(...places: readonly string[]): Verdict | undefined {
    const known = places.map(place => this.#kept.get(place)).find(kept => kept !== undefined);
    return known !== undefined && this.#isFresh(known) ? known.verdict : undefined;
  }

  #isFresh({ reading }: Kept): boolean {
    return this.#clock.now() - reading.seenMs < this.#keepMs;
  }

  #fresh(): Map<string, Kept> {
    const fresh = [...this.#kept].filter(([, kept]) => this.#isFresh(kept));
    return new Map(fresh.length > MAX_KEPT ? [] : fresh);
  }
}
