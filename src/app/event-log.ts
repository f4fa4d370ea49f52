// What the log says about backends and upstreams: one line per change of a state.
import { type Upstream, upstreamToText } from '../forward/upstream.js';
import type { PoolEvent, TransitionEvent } from '../health/events.js';
import { resultToText } from '../health/probe/result.js';
import type { Log } from '../observe/log.js';

/** Logs a changed state: going down is a warning. */
export function logTransition(log: Log, event: TransitionEvent): void {
  const fields = {
    backend: event.endpoint,
    pools: event.pools.slice(0, 8),
    from: event.from,
    to: event.to,
    reason: resultToText(event.result),
    live: event.live,
    total: event.total,
  };
  const rest = `${event.live} of ${event.total} live in ${event.pools[0]}`;
  if (event.to === 'down') log.warn(fields, `backend ${event.endpoint} is down: ${fields.reason} (${rest})`);
  else log.info(fields, `backend ${event.endpoint} is up (${rest})`);
}

/** Logs that a pool has no live member left, or has one again. */
export function logPool(log: Log, event: PoolEvent): void {
  const fields = { pool: event.pool, live: event.live, total: event.total };
  if (event.failedOpen)
    log.warn(fields, `pool ${event.pool} has no live member: handing out all ${event.total} (fail open)`);
  else log.info(fields, `pool ${event.pool} has a live member again`);
}

/** Logs that an upstream begins to fail, with the reason, or answers again. */
export function logTurn(log: Log, upstream: Upstream, reason: string | undefined): void {
  const fields = { upstream: upstreamToText(upstream), reason };
  if (reason !== undefined) log.warn(fields, `upstream ${fields.upstream} fails: ${reason}`);
  else log.info(fields, `upstream ${fields.upstream} answers again`);
}

/** Logs that an answer thread failed and begins again. */
export function logThreadFailure(log: Log, error: Error, pauseMs: number): void {
  const fields = { reason: error.message, stack: error.stack, pauseMs };
  log.error(fields, `an answer thread failed: ${error.message}; it begins again in ${pauseMs} ms`);
}
