// Pools as they are listed, one pool, and members of all pools in one list.
import { poolStateOf } from '../health/pool-state.js';
import type { Watch } from '../health/watch.js';
import { byTurns, inTurns, madeInTurns, type Steps } from '../time/turns.js';
import { pageOf } from '../view/paging.js';
import type { ListedMember, MembersRequest, PoolLine, PoolsRequest } from '../view/pools.js';
import type { PoolView } from '../view/status.js';
import { unknownPool } from './pool-names.js';
import { type PoolSources, poolView, poolViewInSteps, type ShownPool } from './pool-view.js';
import { isInState, narrowed, oneWatchNamed, watchesCalled, whole, withName } from './status-choice.js';

/** What lists are made of. */
export interface ListSources extends PoolSources {
  readonly watches: readonly Watch[];
}

/** The items of a page, which are made one after another, and how many there are in all. */
interface Listed<Item> {
  readonly total: number;
  readonly items: AsyncGenerator<Item, void, void>;
}

/** @throws RequestError when a name or pattern means no pool */
function* poolsMeant(watches: readonly Watch[], name: string | undefined): Steps<readonly Watch[]> {
  if (name === undefined) return watches;
  const found = yield* watchesCalled(watches, name);
  if (found.length > 0) return found;
  throw yield* unknownPool(watches.map(withName), name);
}

function* inState(watches: readonly Watch[], state: PoolsRequest['state']): Steps<readonly Watch[]> {
  if (state === undefined) return watches;
  const found: Watch[] = [];
  for (const watch of watches) {
    if (poolStateOf(watch) === state) found.push(watch);
    yield;
  }
  return found;
}

/** @throws RequestError when a name or pattern means no pool */
export function* listPools(sources: ListSources, request: PoolsRequest): Steps<Listed<PoolLine>> {
  const wanted = yield* inState(yield* poolsMeant(sources.watches, request.pool), request.state);
  const lines = function* () {
    for (const watch of pageOf(wanted, request)) {
      const { members: _, ...line } = poolView({ watch, indices: [] }, sources);
      yield line;
    }
  };
  return { total: wanted.length, items: inTurns(lines()) };
}

/** @throws RequestError when there is no pool of the name, or more than one */
export function* onePool(sources: ListSources, name: string): Steps<PoolView> {
  return yield* poolViewInSteps(whole(yield* oneWatchNamed(sources.watches, name)), sources);
}

/** The part of a list of pools that has the members of a page. */
function* pageOfMembers(
  pools: readonly ShownPool[],
  { limit = Number.POSITIVE_INFINITY, offset }: MembersRequest,
): Generator<ShownPool> {
  let [before, room] = [offset, limit];
  for (const { watch, indices } of pools) {
    const some = indices.slice(before, before + room);
    before = Math.max(0, before - indices.length);
    room -= some.length;
    if (some.length > 0) yield { watch, indices: some };
  }
}

async function* membersIn(pools: AsyncIterable<PoolView>): AsyncGenerator<ListedMember, void, void> {
  for await (const { pool, members } of pools) for (const member of members) yield { pool, ...member };
}

/** @throws RequestError when a name or pattern means no pool */
export async function listMembers(
  sources: ListSources,
  request: MembersRequest,
): Promise<Listed<ListedMember>> {
  const { pool, state, tag } = request;
  const isAsked = state === undefined ? () => true : isInState(state);
  const hasTag = ({ watched }: Watch, index: number) =>
    tag === undefined || (watched.pool.members[index].tags?.includes(tag) ?? false);
  const wanted = await narrowed(
    (await byTurns(poolsMeant(sources.watches, pool))).map(whole),
    (candidate, watch, index) => hasTag(watch, index) && isAsked(candidate),
  );
  const views = function* () {
    for (const shown of pageOfMembers(wanted, request)) yield poolViewInSteps(shown, sources);
  };
  const total = wanted.reduce((sum, { indices }) => sum + indices.length, 0);
  return { total, items: membersIn(madeInTurns(views())) };
}
