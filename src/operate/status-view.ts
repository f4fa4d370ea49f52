// What the control socket shows of a running server.

import { type AdminStatus, type MemberStatus, statusOf } from '../health/status.js';
import type { Watch } from '../health/watch.js';
import { resultToText } from '../probe/result.js';
import { rfc3339 } from '../time/rfc3339.js';
import { inTurns } from '../time/turns.js';
import type { ServerView } from '../view/server.js';
import type { MemberView, PoolView, ServerParts, StatusView } from '../view/status.js';
import type { StatusRequest } from '../view/status-request.js';
import { VERSION } from '../view/version.js';
import type { AnswerCounts } from './answer-counts.js';
import { chooseStatus } from './status-choice.js';

function adminView({ state, sinceMs, leftMs, reason, by }: AdminStatus): MemberView['admin'] {
  const nowMs = Date.now();
  const until = leftMs === undefined ? undefined : rfc3339(nowMs + leftMs);
  return { state, since: rfc3339(nowMs - sinceMs), until, reason, by };
}

function memberView(status: MemberStatus): MemberView {
  const { lastResult, admin, cause, statement, tied, address: _, port: __, ...member } = status;
  const { sinceMs, downMs, heldMs, lateMs } = member;
  const view = {
    ...member,
    sinceMs: Math.round(sinceMs),
    downMs: Math.round(downMs),
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
  return { pid: process.pid, release: VERSION, listen, uptimeMs: Math.round(process.uptime() * 1000) };
}

/** What a status is made of. */
export interface StatusSources {
  /** Addresses on which queries are answered. */
  readonly listen: readonly string[];
  readonly watches: readonly Watch[];
  readonly counts: Pick<AnswerCounts, 'of'>;
  /** On the engine's clock. */
  readonly nowMs: number;
  readonly parts: ServerParts;
}

/** A status of which the pools are looked at one after another. */
export type StatusInParts = Omit<StatusView, 'pools'> & {
  readonly pools: AsyncGenerator<PoolView, void, void>;
};

/** @throws RequestError when there is not what was asked for */
export async function viewStatus(sources: StatusSources, request: StatusRequest): Promise<StatusInParts> {
  const { listen, watches, counts, nowMs, parts } = sources;
  const { totals, shown, leftOut } = await chooseStatus(watches, request);
  const views = function* () {
    for (const { watch, indices } of shown) {
      const status = statusOf(watch, nowMs, indices);
      const members = status.members.map((member, place) => ({
        ...memberView(member),
        ...counts.of(watch.watched, indices?.[place] ?? place),
      }));
      yield { ...status, members };
    }
  };
  return {
    ...identify(listen),
    totals,
    ...parts,
    ...(request.show === 'all' ? {} : { leftOut }),
    pools: inTurns(views()),
  };
}
