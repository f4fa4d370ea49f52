// What the health engine knows about a pool, for metrics and status pages.
import type { State } from './judge.js';
import type { ProbeResult } from './probe/result.js';
import type { Watch } from './watched-pool.js';

export interface MemberStatus {
  /** Address and port as people write them. */
  readonly endpoint: string;
  readonly address: string;
  readonly port: number | undefined;
  readonly state: State;
  readonly lastResult: ProbeResult | undefined;
  /** How long the state has lasted. */
  readonly sinceMs: number;
  /** Probes so far, and those that failed. */
  readonly checks: number;
  readonly failures: number;
}

export interface PoolStatus {
  readonly pool: string;
  /** No member is live, and all are handed out. */
  readonly failedOpen: boolean;
  readonly live: number;
  /** In the order of the RRset's RDATA. */
  readonly members: readonly MemberStatus[];
}

/** @param nowMs the time on the engine's clock */
export function statusOf(watch: Watch, nowMs: number): PoolStatus {
  const members = watch.endpoints.map(endpoint => ({
    endpoint: endpoint.name,
    address: endpoint.target.address,
    port: endpoint.target.port,
    state: endpoint.state,
    lastResult: endpoint.lastResult,
    sinceMs: nowMs - endpoint.sinceMs,
    checks: endpoint.checks,
    failures: endpoint.failures,
  }));
  return { pool: watch.watched.name, failedOpen: watch.failedOpen, live: watch.live, members };
}
