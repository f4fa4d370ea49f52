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
  /** Whether probes say otherwise of late, but not often enough yet. */
  readonly inTransition: boolean;
  /** Probes so far, and those that failed. */
  readonly checks: number;
  readonly failures: number;
  readonly weight: number;
  /** Part of the turns in which the member comes first, from 0 to 1. */
  readonly share: number;
}

export interface PoolStatus {
  readonly pool: string;
  /** No member is live, and all are handed out. */
  readonly failedOpen: boolean;
  readonly live: number;
  /** What clients are told; empty when nothing is amiss. */
  readonly explanation: string;
  /** In the order of the RRset's RDATA. */
  readonly members: readonly MemberStatus[];
}

/** @param nowMs the time on the engine's clock */
export function statusOf(watch: Watch, nowMs: number): PoolStatus {
  const { live, wheel, explanation } = watch.lineup();
  const turns = new Map<number, number>();
  for (const place of wheel) turns.set(live[place], (turns.get(live[place]) ?? 0) + 1);
  const members = watch.endpoints.map((endpoint, index) => ({
    endpoint: endpoint.name,
    address: endpoint.target.address,
    port: endpoint.target.port,
    state: endpoint.state,
    lastResult: endpoint.lastResult,
    sinceMs: nowMs - endpoint.sinceMs,
    inTransition: endpoint.inTransition,
    checks: endpoint.checks,
    failures: endpoint.failures,
    weight: watch.watched.pool.members[index].weight,
    share: (turns.get(index) ?? 0) / Math.max(1, wheel.length),
  }));
  return {
    pool: watch.watched.name,
    failedOpen: watch.failedOpen,
    live: watch.live,
    explanation: explanation?.text ?? '',
    members,
  };
}
