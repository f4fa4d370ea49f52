// A pool: an RRset whose members are handed out by turns, and what is known about each member.
import type { ProbeReference } from './probe/spec.js';

/** How the members of an answer are ordered. */
export type Order = 'cyclic' | 'weighted' | 'fixed';

/** One member of a pool; it stands at the same index as its RDATA in the RRset. */
export interface Member {
  /** The address to probe, as text without a zone index. */
  readonly address: string;
  readonly port?: number;
  /** Relative share of first places, 0 to 256. */
  readonly weight: number;
}

/** The health side of one RRset. */
export interface Pool {
  readonly order: Order;
  readonly probe?: ProbeReference;
  /** In the order of the RRset's RDATA. */
  readonly members: readonly Member[];
}

/** The most members that one pool may have. */
export const MAX_MEMBERS = 1024;

/** The most that the weights of a pool may add up to: as many places has a turn of its wheel. */
export const MAX_WEIGHT_SUM = 10_000;
