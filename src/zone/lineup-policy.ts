// The policy of a pool: which members are handed out in which order, and what is answered when none is live.
import type { Preference } from './preference.js';

/** How the members of an answer are ordered. */
export const ORDERS = ['cyclic', 'weighted', 'fixed', 'shuffle', 'sticky'] as const;
export type Order = (typeof ORDERS)[number];

/** What can be answered while no member is live, beside addresses that stand in for them. */
export const FALLBACKS = ['all', 'last-good', 'nodata', 'nxdomain', 'servfail', 'refused'] as const;
export type Fallback = (typeof FALLBACKS)[number];

/** What a pool says about its lineups beside its members. */
export interface LineupPolicy {
  readonly order: Order;
  /** An answer has the first so many members of the order; all when absent. */
  readonly limit?: number;
  /** Who comes first for which clients; the first that fits counts. */
  readonly prefer?: readonly Preference[];
  /** What is answered while no member is live; `all` when absent. */
  readonly fallback?: Fallback;
  /** Records that are handed out while no member is live, instead of `fallback`: their indices in the RRset's RDATA. */
  readonly substitutes?: readonly number[];
  /** Hand out all live backups of a priority, not just the first. */
  readonly allBackups?: boolean;
  /** So many members are handed out while one is live: those that went down last stay in. */
  readonly minimumLive?: number;
  /** For so long the weight of a member that has come back grows. */
  readonly slowStartMs?: number;
  /** While a smaller part of the members is live, all are handed out. */
  readonly panicBelowPercent?: number;
}
