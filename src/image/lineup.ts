// A lineup: the members that answers hand out, and the order in which they come first.

/** Longest text that explains a degraded lineup, in octets of UTF-8. */
export const MAX_EXPLANATION = 200;

/** What the answer does with the lineup. `answer` hands out its members. */
export const LINEUP_ACTION = { ANSWER: 0, NODATA: 1, NXDOMAIN: 2, SERVFAIL: 3, REFUSED: 4 } as const;

export type LineupAction = (typeof LINEUP_ACTION)[keyof typeof LINEUP_ACTION];

/** What is amiss. */
export interface Explanation {
  /** Of the Extended DNS Error. */
  readonly code: number;
  /** For operators. */
  readonly text: string;
  /** The same for clients; `text` when absent. */
  readonly clientText?: string;
}

/** The members that an answer may hold, and the order in which they come first. */
export interface Lineup {
  readonly action: LineupAction;
  /** Indices into the RRset's RDATA, in file order. */
  readonly live: readonly number[];
  /** Indices into `live`: who is first, turn by turn. Length at least 1 when `live` is not empty and a wheel decides. */
  readonly wheel: readonly number[];
  /** Of `live`, at the same index; one of 0 comes after all others. For {@link ARRANGEMENT.STICKY}. */
  readonly weights?: readonly number[];
  /** An Extended DNS Error for clients that sent EDNS; absent when nothing is amiss. */
  readonly explanation?: Explanation;
}

/** How the members of an answer are put in order. */
export const ARRANGEMENT = {
  /** From the member that the wheel says, in the order of the file. */
  WHEEL: 0,
  /** At random, see answer/shuffle.ts. */
  SHUFFLE: 1,
  /** By the client, see answer/rendezvous.ts. */
  STICKY: 2,
} as const;

export type Arrangement = (typeof ARRANGEMENT)[keyof typeof ARRANGEMENT];
