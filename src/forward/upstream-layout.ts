// How the table of upstreams lies in shared memory: what all threads know of each, and what each thread counts of it.

/** More upstreams than any configuration has. Row 0 is shared by those for which there is no row of their own. */
export const MAX_UPSTREAMS = 1024;
/** Threads that count by themselves; further ones share the last block. */
export const MAX_WRITERS = 64;

/** Doubles of a row. Times are milliseconds of the clock of the process; 0 stands for never. */
export const KNOWN = {
  /** The smoothed round-trip time, 0 when it is not known, and its variation (RFC 6298 §2). */
  RTT: 0,
  VARIATION: 1,
  /** When an answer was heard last. */
  HEARD: 2,
  /** From when on it may be asked in the background again. */
  PROBE_AT: 3,
  /** Until when it is asked without EDNS (RFC 6891 §6.2.2). */
  PLAIN_UNTIL: 4,
} as const;
export const KNOWN_DOUBLES = 8;

/** Words of a row. */
export const STATE = {
  /** A hash of its text, in two words; both are 0 in a free row. */
  HASH: 0,
  HASH_MORE: 1,
  /** 0 when it is in order; else 1 and the number of the reason. */
  FAILING: 2,
  /** How often it was asked in the background: who moves it on has the turn. */
  PROBES: 3,
  /** For how many milliseconds it had been silent when it was found to fail. */
  SILENT_MS: 4,
} as const;
export const STATE_WORDS = 8;

/** Doubles of a row in the block of one thread. */
export const COUNT = {
  REQUESTS: 0,
  RESENDS: 1,
  RESPONSES: 2,
  TIMEOUTS: 3,
  ERRORS: 4,
  UNUSABLE: 5,
  MISMATCHED: 6,
  NEAR_MISSES: 7,
  PROBES: 8,
  SECONDS: 9,
} as const;
export type Count = (typeof COUNT)[keyof typeof COUNT];
export const COUNTS = 12;

const DOUBLE = 8;
const WORD = 4;
export const KNOWN_OCTETS = MAX_UPSTREAMS * KNOWN_DOUBLES * DOUBLE;
const STATE_OCTETS = MAX_UPSTREAMS * STATE_WORDS * WORD;
const BLOCK_OCTETS = MAX_UPSTREAMS * COUNTS * DOUBLE;

/** Where the words begin, and the counters of a thread. */
export const STATE_AT = KNOWN_OCTETS;
export function countsAt(writer: number): number {
  return KNOWN_OCTETS + STATE_OCTETS + Math.min(writer, MAX_WRITERS - 1) * BLOCK_OCTETS;
}

/** Octets of the table. Memory is taken as it is used. */
export const TABLE_OCTETS = countsAt(0) + MAX_WRITERS * BLOCK_OCTETS;
