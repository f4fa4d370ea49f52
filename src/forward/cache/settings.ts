// How answers are kept: the part of the configuration that each thread reads in the table of answers.
import { TABLE } from './layout.js';

export interface CacheSettings {
  /** For how many seconds after its time an answer is given out when no upstream answers (RFC 8767); 0: not at all. */
  readonly staleSeconds: number;
  /** Whether popular answers are asked for again before they expire. */
  readonly prefetches: boolean;
  /** TTLs of upstreams are raised to the first and lowered to the second. */
  readonly minTtlSeconds: number;
  readonly maxTtlSeconds: number;
  /** The longest time for which it is kept that there is nothing. */
  readonly maxNegativeSeconds: number;
  /** The same without an SOA. */
  readonly bareNegativeSeconds: number;
}

/** Has all threads that read the table go by these settings. @param words of the table */
export function writeSettings(words: Int32Array, settings: CacheSettings): void {
  words[TABLE.STALE_SECONDS] = settings.staleSeconds;
  words[TABLE.PREFETCHES] = settings.prefetches ? 1 : 0;
  words[TABLE.MIN_TTL] = settings.minTtlSeconds;
  words[TABLE.MAX_TTL] = settings.maxTtlSeconds;
  words[TABLE.MAX_NEGATIVE] = settings.maxNegativeSeconds;
  words[TABLE.BARE_NEGATIVE] = settings.bareNegativeSeconds;
}
