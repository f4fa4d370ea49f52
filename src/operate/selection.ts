// Which members of which pools an operator means: by address, endpoint, prefix, tag or pattern.

import { nearestInSteps } from '../source/suggest.js';
import type { Steps } from '../time/turns.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { MemberIndex, type SelectableMember } from './member-index.js';
import { PoolNames, plain, poolsCalled, poolsNamed } from './pool-names.js';

/** A pool of members that can be selected. */
export interface SelectablePool {
  /** Owner and type, as in `app.local A`. */
  readonly pool: string;
  readonly members: readonly SelectableMember[];
}

/** A member of a pool. */
export interface Selected<Pool extends SelectablePool> {
  readonly pool: Pool;
  readonly member: Pool['members'][number];
}

/** A word for members of one pool only, as outputs name them: `192.0.2.1:80 in app.example A`. */
const IN_POOL = /^(.+?) in (.+)$/;

/** Selects members, for one list of words or for several. */
export class Selector<Pool extends SelectablePool> {
  readonly #pools: readonly Pool[];
  readonly #pool: string | undefined;
  /** Those of the pool that is asked for. */
  #among: readonly Pool[] | undefined;
  #names: PoolNames<Pool> | undefined;
  /** By the name of a pool; undefined for all. */
  readonly #indices = new Map<string | undefined, MemberIndex<SelectableMember>>();

  /** @param pool only of this one: owner, or owner and type */
  constructor(pools: readonly Pool[], pool?: string) {
    this.#pools = pools;
    this.#pool = pool;
  }

  /** See {@link select}. @throws RequestError */
  *select(words: Iterable<string>): Steps<readonly Selected<Pool>[]> {
    // Many words may select the same ones.
    const lists = new Set<readonly SelectableMember[]>();
    const selected = new Set<SelectableMember>();
    for (const text of new Set(words)) {
      const found = yield* this.#selectedBy(text);
      if (!lists.has(found)) for (const member of found) selected.add(member);
      lists.add(found);
      yield;
    }
    yield* addTied(selected, this.#pools);
    const chosen: Selected<Pool>[] = [];
    for (const each of this.#pools) {
      for (const member of each.members) if (selected.has(member)) chosen.push({ pool: each, member });
      yield;
    }
    return chosen;
  }

  *#selectedBy(text: string): Steps<readonly SelectableMember[]> {
    const [, word = text, only] = IN_POOL.exec(text) ?? [];
    const found = yield* (yield* this.#index(only)).selectedBy(word);
    if (found === undefined) throw noMember(word);
    if (found.length === 0) throw yield* unknown(word, yield* this.#poolsNamed(only), only ?? this.#pool);
    return found;
  }

  /** @throws RequestError when there is no such pool */
  *#poolsNamed(name: string | undefined): Steps<readonly Pool[]> {
    this.#among ??= this.#pool === undefined ? this.#pools : yield* poolsNamed(this.#pools, this.#pool);
    if (name === undefined) return this.#among;
    this.#names ??= new PoolNames(this.#among);
    return yield* this.#names.named(name);
  }

  *#index(name: string | undefined): Steps<MemberIndex<SelectableMember>> {
    const known = this.#indices.get(name);
    if (known !== undefined) return known;
    const index = new MemberIndex<SelectableMember>();
    for (const { members } of yield* this.#poolsNamed(name)) {
      index.add(members);
      yield;
    }
    this.#indices.set(name, index);
    return index;
  }
}

/**
 * The members that any of the words selects.
 * @param words each an address, ADDRESS:PORT, a prefix, a tag, a pattern or `all`, or one of these with ` in ` and a pool behind it;
 *   each must select somebody
 * @param pool only of this one: owner, or owner and type
 * @throws RequestError
 */
export function select<Pool extends SelectablePool>(
  pools: readonly Pool[],
  words: readonly string[],
  pool?: string,
): Steps<readonly Selected<Pool>[]> {
  return new Selector(pools, pool).select(words);
}

/** What is said of one address of a backend is said of both. */
function* addTied(selected: Set<SelectableMember>, pools: readonly SelectablePool[]): Steps<void> {
  const wanted = new Set<string>();
  for (const { tied } of selected) if (tied !== undefined) wanted.add(`${tied.pool} ${tied.address}`);
  if (wanted.size === 0) return;
  for (const { pool, members } of pools) {
    for (const member of members) if (wanted.has(`${pool} ${member.address}`)) selected.add(member);
    yield;
  }
}

function noMember(word: string): RequestError {
  return new RequestError(
    ERROR_CODE.INVALID_INPUT,
    `${word} is no member`,
    word.includes(',')
      ? 'write spaces between members, not commas'
      : "give an address, ADDRESS:PORT, a prefix such as 10.1.0.0/16, a tag, a pattern such as 'api-*', or all",
  );
}

/** All that a member may be called by. */
function* namesOf(pools: readonly SelectablePool[]): Steps<Set<string>> {
  const names = new Set<string>();
  for (const { members } of pools) {
    for (const { endpoint, address, tags } of members)
      for (const name of [endpoint, address, ...tags]) names.add(name);
    yield;
  }
  return names;
}

function* unknown(
  word: string,
  pools: readonly SelectablePool[],
  pool: string | undefined,
): Steps<RequestError> {
  // One address for another would take out the wrong backend: only words are guessed.
  const isAddress = /^[\d.:[\]]+$|^[0-9a-f]*:[0-9a-f:.]*$/i.test(word);
  const near = isAddress ? undefined : yield* nearestInSteps(word, yield* namesOf(pools));
  const where = pool === undefined ? 'no pool has' : `${plain(pool)} does not have`;
  const called = poolsCalled(pools, word)[0];
  const hint =
    called === undefined
      ? near === undefined
        ? '`rondo status` lists the members; an address that stands alone and has no probe is none'
        : `did you mean ${near}?`
      : `${word} is a pool: name its members, such as ${called.members[0]?.endpoint ?? 'an address'}, or write all --pool ${word}`;
  return new RequestError(ERROR_CODE.UNKNOWN_MEMBER, `${where} a member ${word}`, hint);
}
