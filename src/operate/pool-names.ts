// Which pools a name means: by owner, by owner and type, by a pattern; and which one may have been meant by a name that is none.

import { RCODE } from '../dns/constants.js';
import { append } from '../health/lists-by-key.js';
import { nearestInSteps } from '../source/suggest.js';
import { matchesSegment } from '../source/wildcard.js';
import type { Steps } from '../time/turns.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';

/** A pool as far as it can be named. */
interface Named {
  /** Owner and type, as in `app.local A`. */
  readonly pool: string;
}

/** The words of its members. */
interface WithWords {
  readonly members?: readonly { readonly target?: string; readonly tags: readonly string[] }[];
}

/** The most pools that one suggestion names. */
const MAX_SUGGESTED = 3;

/** The name without the dot at its end, in lower case. */
export function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/\.(?=\s|$)/, '')
    .replace(/\s+/, ' ');
}

function ownerOf(pool: string): string {
  return pool.split(' ')[0];
}

/** The pools of a name, or of a name and a type. @throws RequestError when there is none */
export function* poolsNamed<Pool extends Named>(
  pools: readonly Pool[],
  wanted: string,
): Steps<readonly Pool[]> {
  const found = poolsCalled(pools, wanted);
  if (found.length > 0) return found;
  throw yield* unknownPool(pools, wanted);
}

/** What is said when there is no pool of a name. */
export function* unknownPool(pools: readonly Named[], wanted: string): Steps<RequestError> {
  const names = pools.map(({ pool }) => ({ pool }));
  const hint = yield* meantHint(names, wanted);
  return new RequestError(ERROR_CODE.UNKNOWN_POOL, `there is no pool ${wanted}`, hint);
}

/** As {@link poolsNamed}, of many names: pools are gone through once. */
export class PoolNames<Pool extends Named> {
  readonly #pools: readonly Pool[];
  readonly #byName = new Map<string, Pool[]>();

  constructor(pools: readonly Pool[]) {
    this.#pools = pools;
    for (const each of pools) {
      const name = each.pool.toLowerCase();
      append(this.#byName, name, each);
      append(this.#byName, ownerOf(name), each);
    }
  }

  /** @throws RequestError when there is none */
  *named(wanted: string): Steps<readonly Pool[]> {
    return this.#byName.get(plain(wanted)) ?? (yield* poolsNamed(this.#pools, wanted));
  }
}

/** As {@link poolsNamed}; none when there is none. */
export function poolsCalled<Pool extends Named>(pools: readonly Pool[], wanted: string): readonly Pool[] {
  const name = plain(wanted);
  return pools.filter(({ pool }) => pool.toLowerCase() === name || ownerOf(pool).toLowerCase() === name);
}

/** The pools whose owner, or owner and type, is as a pattern has it, in which `*` stands for any text. */
export function* poolsLike<Pool extends Named>(pools: readonly Pool[], pattern: string): Steps<Pool[]> {
  const wanted = plain(pattern);
  const found: Pool[] = [];
  for (const each of pools) {
    const name = each.pool.toLowerCase();
    if (matchesSegment(name, wanted) || matchesSegment(ownerOf(name), wanted)) found.push(each);
    yield;
  }
  return found;
}

/** The beginnings of an owner: of `api.op.test` they are `api` and `api.op`. */
function beginningsOf(owner: string): string[] {
  const labels = owner.split('.');
  return labels.slice(1).map((_, index) => labels.slice(0, index + 1).join('.'));
}

/** What people may call pools, each with and without the type: their names, and how these begin. */
function* callsOf(pools: readonly Named[]): Steps<Map<string, string[]>> {
  const calls = new Map<string, string[]>();
  for (const { pool } of pools) {
    const name = pool.toLowerCase();
    const owner = ownerOf(name);
    const begins = [owner, ...beginningsOf(owner)];
    for (const call of begins.flatMap(each => [each, each + name.slice(owner.length)]))
      calls.set(call, [...(calls.get(call) ?? []).slice(0, MAX_SUGGESTED - 1), pool]);
    yield;
  }
  return calls;
}

/** Not the addresses: another one than was given would be the wrong backend. */
function* wordsOf(pools: readonly WithWords[]): Steps<Set<string>> {
  const words = new Set<string>();
  for (const { members = [] } of pools) {
    for (const { target, tags } of members) {
      if (target !== undefined) words.add(target);
      for (const tag of tags) words.add(tag);
    }
    yield;
  }
  return words;
}

/**
 * What may be meant by a name that was asked for: nothing when there is an answer, or a pool of that name.
 * @param message the answer; undefined when an upstream would be asked, which may know any name but those of one label
 */
export function* askedHint(
  pools: readonly { readonly name: string }[],
  name: string,
  message: Uint8Array | undefined,
): Steps<{ readonly hint?: string }> {
  const rcode = message === undefined ? RCODE.NXDOMAIN : message[3] & 0x0f;
  const isUnknown = rcode === RCODE.NXDOMAIN || rcode === RCODE.REFUSED;
  if (!isUnknown || (message === undefined && plain(name).includes('.'))) return {};
  const named = pools.map(each => ({ pool: each.name }));
  const hint = poolsCalled(named, name).length > 0 ? undefined : yield* meantHint(named, name);
  return hint === undefined ? {} : { hint };
}

/**
 * What may be meant by a name that is none: a pool whose name begins so or is nearly the same, with its type; or a tag or a
 * target of members.
 */
export function* meantHint(pools: readonly (Named & WithWords)[], wanted: string): Steps<string | undefined> {
  const name = plain(wanted);
  const calls = yield* callsOf(pools);
  const words = yield* wordsOf(pools);
  const known = function* () {
    yield* calls.keys();
    yield* words;
  };
  const near = calls.has(name) ? name : yield* nearestInSteps(name, known());
  if (near === undefined) return undefined;
  return `did you mean ${calls.get(near)?.join(' or ') ?? near}?`;
}
