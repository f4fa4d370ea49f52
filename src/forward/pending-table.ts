// The queries under way, found by what makes queries equal: their octets but for the id, the kind of client, and the upstreams.
import { randomFillSync } from 'node:crypto';
import { secretHash } from './cache/secret-hash.js';
import type { PendingQuery, Question } from './pending-query.js';
import type { RoutePlan } from './upstream-order.js';

/** Nobody knows it, so that nobody can choose queries that share a place. */
const [KEY0, KEY1] = randomFillSync(new Int32Array(2));
/** Octets of the id. */
const ID = 2;

export class PendingTable {
  /** By the hash of the query. Those that share one are rare, and lead to each other. */
  readonly #places = new Map<number, PendingQuery>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** All of them, as of now. */
  all(): PendingQuery[] {
    const all: PendingQuery[] = [];
    for (const first of this.#places.values())
      for (let each: PendingQuery | undefined = first; each !== undefined; each = each.nextInPlace)
        all.push(each);
    return all;
  }

  /** The one that is equal to a question. @param hash {@link hashOf} its query */
  find(hash: number, { query, transport }: Question, { key }: RoutePlan): PendingQuery | undefined {
    let pending = this.#places.get(hash);
    for (; pending !== undefined; pending = pending.nextInPlace)
      if (pending.transport === transport && pending.plan.key === key && areEqual(pending.query, query))
        return pending;
    return undefined;
  }

  add(pending: PendingQuery): void {
    pending.nextInPlace = this.#places.get(pending.hash);
    this.#places.set(pending.hash, pending);
    this.#size++;
  }

  /** @param pending one that was added */
  delete(pending: PendingQuery): void {
    const { hash, nextInPlace } = pending;
    this.#size--;
    let before = this.#places.get(hash);
    if (before !== pending) {
      while (before !== undefined && before.nextInPlace !== pending) before = before.nextInPlace;
      if (before !== undefined) before.nextInPlace = nextInPlace;
    } else if (nextInPlace === undefined) this.#places.delete(hash);
    else this.#places.set(hash, nextInPlace);
  }
}

/** The same for queries that are equal but for their ids. */
export function hashOf(query: Uint8Array): number {
  // A small integer takes no memory of its own.
  return secretHash(query.subarray(ID), query.length - ID, KEY0, KEY1) & 0x3fff_ffff;
}

function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = ID; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
