// What a server tells over its control socket, as JSON.

/** A member of a pool. */
export interface MemberView {
  /** Address and port as people write them. */
  readonly endpoint: string;
  readonly state: 'unknown' | 'up' | 'down';
  /** Whether probes say otherwise of late, but not often enough yet. */
  readonly inTransition: boolean;
  /** How long the state has lasted. */
  readonly sinceMs: number;
  /** The last probe; absent before the first. */
  readonly lastCheck?: { readonly result: string; readonly durationMs: number };
  /** Probes so far, and those that failed. */
  readonly checks: number;
  readonly failures: number;
  readonly weight: number;
  /** Part of the answers in which the member stands first, from 0 to 1. */
  readonly share: number;
}

export interface PoolView {
  /** Owner and type, as in `app.local A`. */
  readonly pool: string;
  readonly live: number;
  /** No member is live. */
  readonly onFallback: boolean;
  /** What clients are told; empty when nothing is amiss. */
  readonly explanation: string;
  readonly members: readonly MemberView[];
}

export interface StatusView {
  readonly pid: number;
  readonly version: string;
  /** Addresses on which queries are answered. */
  readonly listen: readonly string[];
  readonly uptimeMs: number;
  readonly pools: readonly PoolView[];
}
