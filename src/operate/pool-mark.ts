// A mark of a pool: tells whether its view says the same as before, apart from times and counts, without making the view.
import type { Endpoint } from '../health/endpoint.js';
import type { Watch } from '../health/watch.js';
import { lateMs } from '../health/watchdog.js';

/** What a mark compares. */
export interface PoolMark {
  readonly watch: Watch;
  /** Changes of all endpoints, of the partner's too: each only grows. */
  readonly changes: number;
  /** What is not counted as a change: flags of members, steps of weights that grow, orders of operators. */
  readonly hash: number;
  /** The other pool that is used, and what is said of that. */
  readonly use: string;
  /** Probes of all endpoints. */
  readonly checks: number;
}

const FIRST_HASH = 0x811c9dc5;

/** One step of FNV-1a, with a number in place of an octet. */
function mixed(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x01000193) >>> 0;
}

/** What may turn without a change of the verdict. */
function flagsOf(endpoint: Endpoint, nowMs: number): number {
  return (
    (endpoint.inTransition ? 1 : 0) |
    (endpoint.hold === undefined ? 0 : 2) |
    (lateMs(endpoint, nowMs) === undefined ? 0 : 4)
  );
}

/** @param nowMs on the engine's clock */
export function markOf(watch: Watch, nowMs: number): PoolMark {
  const { watched, endpoints, overrides, partner, fallbackPool } = watch;
  let hash = mixed(FIRST_HASH, overrides.changesIn(watched.name));
  let [changes, checks] = [0, 0];
  for (const endpoint of endpoints) {
    changes += endpoint.changes;
    checks += endpoint.checks;
    hash = mixed(hash, flagsOf(endpoint, nowMs));
  }
  if (watched.pool.slowStartMs !== undefined)
    for (const { rampStep = -1 } of watch.candidates()) hash = mixed(hash, rampStep);
  if (partner !== undefined) {
    hash = mixed(hash, overrides.changesIn(partner.watched.name));
    for (const endpoint of partner.endpoints) changes += endpoint.changes;
  }
  const { using } = watch;
  const use = fallbackPool === undefined ? '' : `${using} ${watch.lineup().explanation?.text}`;
  return { watch, changes, hash, use, checks };
}

/** Whether both are made of the same things, so that their counts can be compared. */
function hasSameBasis(one: Watch, other: Watch): boolean {
  if (one === other) return true;
  return (
    one.watched === other.watched &&
    one.partner?.watched === other.partner?.watched &&
    one.endpoints.every((endpoint, index) => endpoint === other.endpoints[index])
  );
}

/** Whether the view says the same; a reload that leaves a pool as it is makes no difference. */
export function isSameMark(one: PoolMark, other: PoolMark): boolean {
  return (
    one.changes === other.changes &&
    one.hash === other.hash &&
    one.use === other.use &&
    hasSameBasis(one.watch, other.watch)
  );
}
