// The policy of a pool: which members are handed out in which order, and what is answered when none is live.
import type { Place } from '../source/problem.js';
import type { Preference } from './preference.js';

/** How the members of an answer are ordered. */
export const ORDERS = ['cyclic', 'weighted', 'fixed', 'shuffle', 'sticky'] as const;
export type Order = (typeof ORDERS)[number];

/** What can be answered while no member is live, beside addresses that stand in for them. */
export const FALLBACKS = ['all', 'last-good', 'nodata', 'nxdomain', 'servfail', 'refused'] as const;
export type Fallback = (typeof FALLBACKS)[number];

/** Another pool whose members are handed out while the own ones are not live. */
export interface FallbackPool {
  /** Its name as written, of this zone or a whole one. */
  readonly text: string;
  readonly place: Place;
  /** Absent as long as it has not been looked for, and when there is none. */
  readonly found?: FoundPool;
}

/** A pool of the same type whose records were taken over into the own RRset. */
export interface FoundPool {
  /** Owner and type, as in `app.local A`. */
  readonly name: string;
  /** Of these records: while they are others, it is not used. */
  readonly recordsDigest: string;
  /** At the index of each of its records, that of the same record in the own RRset. */
  readonly records: readonly number[];
  /** Of its members, and of the pools that it falls back to itself: for the room of a wheel. */
  readonly weights: readonly number[];
  /** The file that it was read from. */
  readonly source: string;
}

/** Fewer live members than a number, or than a part of all. */
export type Threshold = { readonly count: number } | { readonly percent: number };

/** As people write it. */
export function thresholdText(threshold: Threshold): string {
  return 'count' in threshold ? `${threshold.count}` : `${threshold.percent}%`;
}

/** Whether so many of a total are fewer than it says. */
export function isBelow(threshold: Threshold, live: number, total: number): boolean {
  return 'count' in threshold ? live < threshold.count : live * 100 < total * threshold.percent;
}

/** Why a pool has no members whose members a source finds. */
export interface Lack {
  /** Whether a list says so, and it is not only that none was ever had. */
  readonly isKnown: boolean;
  readonly why: string;
  /** The same for clients, who see no path and no URL of this machine; `why` when absent. */
  readonly clientWhy?: string;
}

/** The limit of a pool whose answers leave out what the client would sort before their first address. */
export const AUTO = 'auto';

/** What a pool says about its lineups beside its members. */
export interface LineupPolicy {
  readonly order: Order;
  /** An answer has the first so many members of the order, or those that this client leaves behind the first; all when absent. */
  readonly limit?: number | typeof AUTO;
  /** Who comes first for which clients; the first that fits counts, and views stand last. */
  readonly prefer?: readonly Preference[];
  /** What is answered while no member is live; `all` when absent. */
  readonly fallback?: Fallback;
  /** Records that are handed out while no member is live, instead of `fallback`: their indices in the RRset's RDATA. */
  readonly substitutes?: readonly number[];
  /** Used while no member is live, instead of `fallback`. */
  readonly fallbackPool?: FallbackPool;
  /** While fewer of the members are live that are no backups, backups or the fallback pool are used in their place. */
  readonly backupsBelow?: Threshold;
  /** An order of an operator that would leave fewer of them live is refused. */
  readonly keepAtLeast?: Threshold;
  /** Hand out all live backups of a priority, not just the first. */
  readonly allBackups?: boolean;
  /** So many members are handed out while one is live: those that went down last stay in. */
  readonly minimumLive?: number;
  /** For so long the weight of a member that has come back grows. */
  readonly slowStartMs?: number;
  /** While a smaller part of the members is live, all are handed out. */
  readonly panicBelowPercent?: number;
  /** Set while there are no members. */
  readonly lack?: Lack;
}
