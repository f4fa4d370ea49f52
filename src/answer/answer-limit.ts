// The limit on how often clients get the same answer over UDP: what the handler asks, and the words for what follows.
import type { Exchange, OUTCOME, Outcome } from './exchange.js';

/** What becomes of an answer; counters are kept by these numbers. */
export const LIMIT = {
  PASS: 0,
  /** The client gets nothing. */
  DROP: 1,
  /** The client gets the question back, and comes over TCP if it has asked itself (RFC 1035 §4.2.1). */
  SLIP: 2,
  /** It passes, and would not if the limit were in force. */
  DRY_RUN: 3,
} as const;
export type Limit = (typeof LIMIT)[keyof typeof LIMIT];

/** What was done, by number, as it is shown. */
export const LIMIT_NAMES: readonly string[] = ['pass', 'drop', 'slip', 'dry-run'];

export interface AnswerLimit {
  /**
   * Counts an answer, and says what becomes of it. Over UDP anybody can ask in the name of anybody.
   * @param outcome what the handler has come to; without an answer yet, the name asked for counts
   */
  verdict(exchange: Exchange, outcome: Exclude<Outcome, typeof OUTCOME.DROPPED>): Limit;
}
