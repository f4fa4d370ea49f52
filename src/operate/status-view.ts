// What the control socket shows of a running server.

import type { AdminStatus, MemberStatus, PoolStatus } from '../health/status.js';
import { resultToText } from '../probe/result.js';
import { rfc3339 } from '../time/rfc3339.js';
import type { DescriptorsView } from '../view/descriptors.js';
import type { ServerView } from '../view/server.js';
import type { MemberView, StatusView } from '../view/status.js';
import { VERSION } from '../view/version.js';

function adminView({ state, sinceMs, leftMs, reason }: AdminStatus): MemberView['admin'] {
  const nowMs = Date.now();
  const until = leftMs === undefined ? undefined : rfc3339(nowMs + leftMs);
  return { state, since: rfc3339(nowMs - sinceMs), until, reason };
}

function memberView(status: MemberStatus): MemberView {
  const { lastResult, admin, cause, statement, tied, address: _, port: __, ...member } = status;
  const { sinceMs, heldMs, lateMs } = member;
  const view = {
    ...member,
    sinceMs: Math.round(sinceMs),
    ...(heldMs === undefined ? {} : { heldMs: Math.round(heldMs) }),
    ...(lateMs === undefined ? {} : { lateMs: Math.round(lateMs) }),
    ...(cause === undefined ? {} : { cause: resultToText(cause) }),
    ...(tied === undefined ? {} : { tied: { endpoint: tied.endpoint, state: tied.state } }),
    ...(admin === undefined ? {} : { admin: adminView(admin) }),
    ...(statement === undefined ? {} : { told: statement }),
  };
  if (lastResult === undefined) return view;
  const durationMs = Math.round(lastResult.durationMs * 10) / 10;
  return { ...view, lastCheck: { result: resultToText(lastResult), durationMs } };
}

/** What tells this server, which answers on these addresses, from others. */
export function identify(listen: readonly string[]): Omit<ServerView, 'configFile'> {
  return { pid: process.pid, version: VERSION, listen, uptimeMs: Math.round(process.uptime() * 1000) };
}

/** The view of a server that answers on these addresses. */
export function viewStatus(
  listen: readonly string[],
  pools: readonly PoolStatus[],
  descriptors: DescriptorsView,
): StatusView {
  return {
    ...identify(listen),
    descriptors,
    pools: pools.map(pool => ({ ...pool, members: pool.members.map(memberView) })),
  };
}
