// What a server tells over its control socket, as JSON.

/** A member of a pool. */
export interface MemberView {
  /** Address and port as people write them. */
  readonly endpoint: string;
  /** The host that its record points to, when it is no address record. */
  readonly target?: string;
  readonly state: 'unknown' | 'up' | 'down';
  /** Whether probes say otherwise of late, but not often enough yet. */
  readonly inTransition: boolean;
  /** How long it is still held down because it comes and goes. */
  readonly heldMs?: number;
  /** The pool without a live member of which it is down. */
  readonly follows?: string;
  /** Why it is down, when it is not for its probes. */
  readonly cause?: string;
  /** How long the state has lasted. */
  readonly sinceMs: number;
  /** The last probe; absent before the first. */
  readonly lastCheck?: { readonly result: string; readonly durationMs: number };
  /** How long ago its last probe began, when that is too long. */
  readonly lateMs?: number;
  /** Probes so far, and those that failed. */
  readonly checks: number;
  readonly failures: number;
  /** That counts, and that of the files. */
  readonly weight: number;
  readonly configuredWeight: number;
  /** The part of the weight that counts while the member is coming back, from 0 to 1; absent when that is the whole. */
  readonly slowStart?: number;
  readonly tags: readonly string[];
  /** The address of the same backend that counts with it: when one is down, both are out. */
  readonly tied?: { readonly endpoint: string; readonly state: MemberView['state'] };
  /** What an operator says; absent when that is nothing special. Times are RFC 3339. */
  readonly admin?: {
    readonly state: 'ready' | 'drain' | 'maint';
    readonly since: string;
    readonly until?: string;
    readonly reason?: string;
  };
  /** What the member says of itself: its state, its weight in percent; absent when that is nothing special. */
  readonly told?: { readonly state?: 'drain' | 'maint'; readonly percent?: number };
  /** Part of the answers in which the member stands first, from 0 to 1. */
  readonly share: number;
}

export interface PoolView {
  /** Owner and type, as in `app.local A`. */
  readonly pool: string;
  readonly order: 'cyclic' | 'weighted' | 'fixed' | 'shuffle' | 'sticky';
  /** Members that are live and in service. */
  readonly live: number;
  /** There is none. */
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
