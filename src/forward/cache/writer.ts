// The one writer of the table of answers, in the main thread.

import type { Question } from '../../answer/question.js';
import { HEADER_LENGTH } from '../../dns/header.js';
import { beginWrite, endWrite } from '../../image/seqlock.js';
import type { Keepable } from './keepable.js';
import { HEAD, keyOf, ROOM, SLOT, setOf, setsIn, slotAt, tagOf, WAYS } from './layout.js';

export class CacheWriter {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #sets: number;
  /** Answers in the table, those that have expired and were not replaced among them. */
  entries = 0;
  readonly #counts: { evictions: number };

  /** @param counts where answers are counted that make room for others before they expire */
  constructor(memory: SharedArrayBuffer, counts: { evictions: number }) {
    this.#counts = counts;
    this.#words = new Int32Array(memory);
    this.#bytes = new Uint8Array(memory);
    this.#view = new DataView(memory);
    this.#sets = setsIn(memory.byteLength);
  }

  /**
   * Keeps an answer, in place of an earlier one to the same query or of the one in its set that is missed least. One that is too long for
   * a slot is not kept.
   * @param question of the query, as it was parsed; `variant` and `route` as the reader is asked with them
   */
  store(question: Question, variant: number, route: number, kept: Keepable, nowSeconds: number): void {
    const { message, ttlPlaces, optAt, lifetimeSeconds } = kept;
    if (message.length + 2 * ttlPlaces.length > ROOM) return;
    const key = keyOf(question, variant);
    const tag = tagOf(question, key, route);
    const place = this.#placeFor(tag, nowSeconds);
    const base = slotAt(this.#sets, place);
    const words = this.#words;
    const word = base >> 2;
    beginWrite(words, word + SLOT.SEQUENCE);
    words[place] = tag;
    words[word + SLOT.KEY] = key;
    words[word + SLOT.ROUTE] = route;
    words[word + SLOT.STORED] = nowSeconds;
    words[word + SLOT.EXPIRES] = nowSeconds + lifetimeSeconds;
    words[word + SLOT.USED] = nowSeconds;
    words[word + SLOT.LENGTH] = message.length;
    words[word + SLOT.OPT_AT] = optAt;
    words[word + SLOT.TTLS] = ttlPlaces.length;
    const { name } = question;
    this.#bytes.set(message, base + HEAD);
    this.#bytes.set(name.lower.subarray(0, name.length), base + HEAD + HEADER_LENGTH);
    let at = base + HEAD + message.length;
    for (const ttlPlace of ttlPlaces) {
      this.#view.setUint16(at, ttlPlace);
      at += 2;
    }
    endWrite(words, word + SLOT.SEQUENCE);
  }

  /** The place of the tag; else one that is free or expired; else that which has not been used for the longest time. */
  #placeFor(tag: number, nowSeconds: number): number {
    const first = setOf(tag, this.#sets) * WAYS;
    let chosen = first;
    let leastUsed = Number.POSITIVE_INFINITY;
    for (let place = first; place < first + WAYS; place++) {
      if (this.#words[place] === tag) return place;
      const used = this.#usedAt(place, nowSeconds);
      if (used < leastUsed) [chosen, leastUsed] = [place, used];
    }
    if (this.#words[chosen] === 0) this.entries++;
    else if (leastUsed >= 0) this.#counts.evictions++;
    return chosen;
  }

  /** When a place was used last; before all times when it is free or its answer has expired. */
  #usedAt(place: number, nowSeconds: number): number {
    if (this.#words[place] === 0) return Number.NEGATIVE_INFINITY;
    const word = slotAt(this.#sets, place) >> 2;
    return this.#words[word + SLOT.EXPIRES] <= nowSeconds ? -1 : this.#words[word + SLOT.USED];
  }
}
