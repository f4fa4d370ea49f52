// What the control socket shows of a running server.

import type { Watch } from '../health/watch.js';
import { madeInTurns } from '../time/turns.js';
import type { ServerView } from '../view/server.js';
import type { PoolView, ServerParts, StatusView } from '../view/status.js';
import type { StatusRequest } from '../view/status-request.js';
import { VERSION } from '../view/version.js';
import { type PoolSources, poolViewInSteps, type ShownPool } from './pool-view.js';
import { chooseStatus } from './status-choice.js';

/** What tells this server, which answers on these addresses, from others. */
export function identify(listen: readonly string[]): Omit<ServerView, 'configFile'> {
  return { pid: process.pid, release: VERSION, listen, uptimeMs: Math.round(process.uptime() * 1000) };
}

/** What a status is made of. */
export interface StatusSources extends PoolSources {
  /** Addresses on which queries are answered. */
  readonly listen: readonly string[];
  readonly watches: readonly Watch[];
  readonly parts: ServerParts;
}

/** A status of which the pools are looked at one after another. */
export type StatusInParts = Omit<StatusView, 'pools'> & {
  readonly pools: AsyncGenerator<PoolView, void, void>;
};

/**
 * @param membersOf which of the members that are asked for are looked at; all when absent
 * @throws RequestError when there is not what was asked for
 */
export async function viewStatus(
  sources: StatusSources,
  request: StatusRequest,
  membersOf = ({ indices }: ShownPool) => indices,
): Promise<StatusInParts> {
  const { listen, watches, counts, nowMs, parts } = sources;
  const { totals, shown, leftOut } = await chooseStatus(watches, request);
  const views = function* () {
    for (const pool of shown) yield poolViewInSteps({ ...pool, indices: membersOf(pool) }, { counts, nowMs });
  };
  return {
    ...identify(listen),
    totals,
    ...parts,
    ...(request.show === 'all' ? {} : { leftOut }),
    pools: madeInTurns(views()),
  };
}
