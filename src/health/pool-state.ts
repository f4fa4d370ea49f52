// The state of a pool as a whole: what its members make of it.
import { LINEUP_ACTION } from '../image/lineup.js';
import { POOL_STATE, type PoolState } from '../view/pool-state.js';
import { isOnFallback, liveCount } from './candidate.js';
import type { Watch } from './watch.js';

/** See {@link POOL_STATE}. A pool is degraded, too, while only drained members are handed out. */
export function poolStateOf(watch: Watch): PoolState {
  const { using, endpoints } = watch;
  if (watch.selection().action !== LINEUP_ACTION.ANSWER || endpoints.length === 0) return POOL_STATE.EMPTY;
  // A watch looks through its members each time that it is asked for them.
  const candidates = watch.candidates();
  if (isOnFallback(candidates) || using !== undefined) return POOL_STATE.FALLBACK;
  return liveCount(candidates) === endpoints.length ? POOL_STATE.WHOLE : POOL_STATE.DEGRADED;
}
