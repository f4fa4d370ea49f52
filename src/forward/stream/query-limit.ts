// How many queries an upstream answers on one connection: some close after a few, or fall silent, whatever came behind them.
import { END } from './stream-query.js';

/** More answers than these on one connection are no limit. */
const FEW = 16;
/** How long it is believed at first, and at most: twice as long each time that it proves true again. */
const FIRST_MS = 60_000;
const LONGEST_MS = 960_000;
/** One silence may be that of a slow name, or of a path that is lost; so many in a row are a habit. */
const SILENCES = 2;

export class QueryLimit {
  #limit = Number.POSITIVE_INFINITY;
  #untilMs = 0;
  #believedMs = FIRST_MS / 2;
  #silences = 0;

  /** Queries that a connection may take in all. */
  at(nowMs: number): number {
    return nowMs < this.#untilMs ? this.#limit : Number.POSITIVE_INFINITY;
  }

  /**
   * A connection was closed with several queries and no answer. Who closes before it has read all of them resets it, and the
   * answer that was under way may be lost with that: only one query on each shows whether it answers.
   */
  learnCrowd(nowMs: number): void {
    this.#believe(1, nowMs);
  }

  /** A connection has ended with queries left. @param code why, such as {@link END.LOST} */
  learn(answered: number, code: string, nowMs: number): void {
    if (answered === 0) return;
    if (answered > FEW) this.#silences = 0;
    else if (code !== END.LOST || ++this.#silences >= SILENCES) this.#believe(answered, nowMs);
  }

  #believe(limit: number, nowMs: number): void {
    // Several connections that end at once are one proof.
    if (nowMs >= this.#untilMs) this.#believedMs = Math.min(LONGEST_MS, this.#believedMs * 2);
    this.#limit = Math.min(limit, this.at(nowMs));
    this.#untilMs = nowMs + this.#believedMs;
  }
}
