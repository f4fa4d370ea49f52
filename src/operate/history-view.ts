// The history of a pool as the API shows it.
import { membersOf } from '../health/members.js';
import type { Watch } from '../health/watch.js';
import { MINUTE_MS, MINUTES } from '../observe/history/check-times.js';
import { type History, MEMBER_RANKS, POOL_RANKS } from '../observe/history/history.js';
import { type Run, STRIP_STEP_MS } from '../observe/history/state-strips.js';
import { rfc3339 } from '../time/rfc3339.js';
import { inTurns, type Steps } from '../time/turns.js';
import type { HistoryRequest, HistoryView, MemberHistory } from '../view/history.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { select } from './selection.js';
import type { ServerState } from './server-state.js';
import { oneWatchNamed } from './status-choice.js';

/** A history of which the members come one after another. */
type HistoryInParts = Omit<HistoryView, 'members'> & {
  readonly members: AsyncGenerator<MemberHistory, void, void>;
};

interface Stay<State> {
  readonly agoMs: number;
  readonly forMs: number;
  readonly worst?: State;
  readonly good: number;
}

/** @param sinceMs how long ago the present bucket began */
function staysOf<State>(runs: readonly Run[], ranks: readonly State[], sinceMs: number): Stay<State>[] {
  return runs.map(({ age, buckets, rank, good }) => {
    const agoMs = Math.round(sinceMs + age * STRIP_STEP_MS);
    return {
      agoMs,
      // The last one goes on.
      forMs: Math.min(agoMs, buckets * STRIP_STEP_MS),
      ...(rank === 0 ? {} : { worst: ranks[rank - 1] }),
      good,
    };
  });
}

/** The places of the members that are meant. @throws RequestError */
function* placesOf(watch: Watch, member: string | undefined): Steps<readonly number[]> {
  const all = [...watch.endpoints.keys()];
  if (member === undefined) return all;
  const pool = membersOf(watch);
  const wanted = new Set((yield* select([pool], [member])).map(each => each.member));
  return all.filter(index => wanted.has(pool.members[index]));
}

function ofMember(history: History, watch: Watch, index: number, sinceMs: number): MemberHistory {
  const { key, name } = watch.endpoints[index];
  const { target } = watch.watched.pool.members[index];
  const times = history.timesOf(key);
  const none = Array.from({ length: MINUTES }, () => null);
  return {
    endpoint: name,
    ...(target === undefined ? {} : { target }),
    averageMs: times?.averageMs.map(each => each ?? null) ?? none,
    longestMs: times?.longestMs.map(each => each ?? null) ?? none,
    failed: times?.failed ?? none.map(() => 0),
    states: staysOf(history.statesOf(key), MEMBER_RANKS, sinceMs),
  };
}

/** @param wallMs of now @throws RequestError when no history is kept, or there is not what was asked for */
export function* viewHistory(
  { health, history: find, clock }: Pick<ServerState, 'health' | 'history' | 'clock'>,
  { pool, member }: HistoryRequest,
  wallMs: number,
): Steps<HistoryInParts> {
  const history = find();
  if (history === undefined)
    throw new RequestError(
      ERROR_CODE.NOT_KEPT,
      'no history is kept',
      'give the server an `admin` address: it keeps one then',
    );
  const watch = yield* oneWatchNamed(health.watches, pool);
  const places = yield* placesOf(watch, member);
  const { minutes, fives } = history.parts;
  const nowMs = clock.now();
  history.notePools(nowMs);
  for (const endpoint of watch.endpoints) history.note(endpoint, nowMs);
  const sinceMs = nowMs - fives.beganMs;
  const members = function* () {
    for (const index of places) yield ofMember(history, watch, index, sinceMs);
  };
  return {
    pool: watch.watched.name,
    at: rfc3339(wallMs),
    minutes: {
      agoMs: Math.round(nowMs - minutes.beganMs + (MINUTES - 1) * MINUTE_MS),
      stepMs: MINUTE_MS,
    },
    states: staysOf(history.statesOfPool(watch.watched.name), POOL_RANKS, sinceMs),
    members: inTurns(members()),
  };
}
