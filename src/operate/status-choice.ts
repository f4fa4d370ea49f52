// What of the watched pools a status shows: what was asked for, or what has to be looked at.

import { type Candidate, isOnFallback, liveCount } from '../health/candidate.js';
import { membersOf, type PoolMember } from '../health/members.js';
import { isLive } from '../health/verdict/verdict.js';
import type { Watch } from '../health/watch.js';
import { isGlob } from '../source/wildcard.js';
import { byTurns, type Steps, Turns } from '../time/turns.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import type { StatusTotals } from '../view/status.js';
import type { AskedState, StatusRequest } from '../view/status-request.js';
import { MemberIndex } from './member-index.js';
import { meantHint, poolsCalled, poolsLike, poolsNamed } from './pool-names.js';
import type { ShownPool } from './pool-view.js';

/** With so few members a brief status shows all of them; of more it shows at most so many. */
export const BRIEF_MEMBERS = 50;

export interface StatusChoice {
  readonly totals: StatusTotals;
  readonly shown: readonly ShownPool[];
  /** What would have to be looked at and is not shown. */
  readonly leftOut: { readonly pools: number; readonly members: number };
}

/** Under which of the counts a member stands. */
function kindOf({ out, state }: Candidate): AskedState {
  return out?.state ?? state;
}

/** Whether a member is as it was asked for. Those that are down count so out of service, too. */
export function isInState(state: AskedState): (candidate: Candidate) => boolean {
  return candidate => (state === 'down' ? candidate.state === 'down' : kindOf(candidate) === state);
}

/** The members by which a pool may be in trouble of which all are live: nothing can be said against the others. */
export function doubtful({ watch }: ShownPool): readonly number[] {
  const candidates = watch.candidates();
  if (liveCount(candidates) < candidates.length) return [];
  const isDoubtful = (index: number) => {
    const { state, inTransition, hold, statement } = watch.endpoints[index];
    const tie = watch.tieOf(index);
    const isFine = state === 'up' && !inTransition && hold === undefined && statement === undefined;
    return !isFine || isInTrouble(candidates[index]) || tie?.watch.endpoints[tie.index].state === 'down';
  };
  return [...candidates.keys()].filter(isDoubtful);
}

function isInTrouble({ out, state, forced }: Candidate): boolean {
  return out !== undefined || forced !== undefined || !isLive(state);
}

export function whole(watch: Watch): ShownPool {
  return { watch, indices: [...watch.endpoints.keys()] };
}

/** A watch by what its pool is called. */
export const withName = (watch: Watch) => ({ pool: watch.watched.name, watch });

/** The pools of a name, or of a pattern; none when there are none. */
export function* watchesCalled(watches: readonly Watch[], name: string): Steps<Watch[]> {
  const named = watches.map(withName);
  const found = isGlob(name) ? yield* poolsLike(named, name) : poolsCalled(named, name);
  return found.map(({ watch }) => watch);
}

/** The pools of a name, which is no pattern. @throws RequestError when there are none */
function* watchesNamed(watches: readonly Watch[], name: string): Steps<Watch[]> {
  return (yield* poolsNamed(watches.map(withName), name)).map(({ watch }) => watch);
}

/** The one pool of a name. @throws RequestError when there is none, or more than one */
export function* oneWatchNamed(watches: readonly Watch[], name: string): Steps<Watch> {
  const found = yield* watchesNamed(watches, name);
  if (found.length === 1) return found[0];
  const which = found.map(({ watched }) => watched.name).join(' or ');
  throw new RequestError(ERROR_CODE.INVALID_INPUT, `there are ${found.length} pools ${name}`, `say ${which}`);
}

/** The pools that are asked for, each with the members that are. @throws RequestError when there are none */
function* askedFor(watches: readonly Watch[], only: string | undefined): Steps<ShownPool[]> {
  if (only === undefined) return watches.map(whole);
  const found = yield* watchesCalled(watches, only);
  if (found.length > 0) return found.map(whole);
  const index = new MemberIndex<PoolMember>();
  const pools: { readonly watch: Watch; readonly pool: string; readonly members: readonly PoolMember[] }[] =
    [];
  for (const watch of watches) {
    const { pool, members } = membersOf(watch);
    pools.push({ watch, pool, members });
    index.add(members);
    yield;
  }
  const selected = new Set(yield* index.selectedBy(only));
  const shown: ShownPool[] = [];
  for (const { watch, members } of pools) {
    const indices = members.flatMap((member, at) => (selected.has(member) ? at : []));
    if (indices.length > 0) shown.push({ watch, indices });
    yield;
  }
  if (shown.length > 0) return shown;
  const what = `there is no pool ${only}, nor a member that is called so`;
  throw new RequestError(ERROR_CODE.UNKNOWN_POOL, what, yield* meantHint(pools, only));
}

/** Counts all members of all pools, in turns. */
export async function countMembers(watches: readonly Watch[]): Promise<StatusTotals> {
  const counts = { up: 0, down: 0, unknown: 0, drain: 0, maint: 0 };
  let [members, whole, onFallback, memberless] = [0, 0, 0, 0];
  const turns = new Turns();
  for (const watch of watches) {
    const candidates = watch.candidates();
    members += candidates.length;
    for (const candidate of candidates) counts[kindOf(candidate)]++;
    if (candidates.length === 0) memberless++;
    else if (liveCount(candidates) === candidates.length) whole++;
    if (isOnFallback(candidates)) onFallback++;
    if (turns.isOver) await turns.pass();
  }
  return { pools: watches.length, whole, onFallback, memberless, members, ...counts };
}

/** Those of the members that are as it was asked for. @param withEmpty whether pools without members are kept, too */
export async function narrowed(
  pools: readonly ShownPool[],
  isWanted: (candidate: Candidate, watch: Watch, index: number) => boolean,
  withEmpty = false,
): Promise<ShownPool[]> {
  const some: ShownPool[] = [];
  const turns = new Turns();
  for (const { watch, indices } of pools) {
    const candidates = watch.candidates();
    const wanted = indices.filter(index => isWanted(candidates[index], watch, index));
    if (wanted.length > 0 || (withEmpty && candidates.length === 0)) some.push({ watch, indices: wanted });
    if (turns.isOver) await turns.pass();
  }
  return some;
}

/** As many as a person looks at, pools without a live member first. */
function bounded(pools: readonly ShownPool[]): Pick<StatusChoice, 'shown' | 'leftOut'> {
  const isBad = ({ watch }: ShownPool) => watch.isOnFallback;
  const inOrder = [...pools.filter(isBad), ...pools.filter(pool => !isBad(pool))];
  const shown: ShownPool[] = [];
  const leftOut = { pools: 0, members: 0 };
  let room = BRIEF_MEMBERS;
  for (const { watch, indices } of inOrder) {
    const some = indices.slice(0, room);
    room -= some.length;
    leftOut.members += indices.length - some.length;
    if (some.length > 0) shown.push({ watch, indices: some });
    else if (indices.length === 0 && room > 0) {
      // A pool without members is a line, too.
      room--;
      shown.push({ watch, indices });
    } else leftOut.pools++;
  }
  return { shown, leftOut };
}

/** @throws RequestError when no pool and no member is what was asked for */
export async function chooseStatus(
  watches: readonly Watch[],
  { only, state, show }: StatusRequest,
): Promise<StatusChoice> {
  const asked = await byTurns(askedFor(watches, only));
  const totals = await countMembers(watches);
  const some = state === undefined ? asked : await narrowed(asked, isInState(state));
  if (show === 'all' || totals.members <= BRIEF_MEMBERS)
    return { totals, shown: some, leftOut: { pools: 0, members: 0 } };
  return { totals, ...bounded(await narrowed(some, isInTrouble, state === undefined)) };
}
