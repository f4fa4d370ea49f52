// A writer of the table of answers; each thread that asks upstreams has one.

import type { Question } from '../../answer/question.js';
import { HEADER_LENGTH } from '../../dns/header.js';
import { beginWrite, endWrite } from '../../image/seqlock.js';
import { CacheCounters, COUNTER } from './counters.js';
import type { Keepable } from './keepable.js';
import {
  HEAD,
  keyOf,
  MOMENT,
  SLOT,
  type SlotClass,
  setOf,
  slotAt,
  slotClasses,
  TABLE,
  tagOf,
  WAYS,
} from './layout.js';
import { secretHash } from './secret-hash.js';
import { tryLock, unlock } from './set-lock.js';

/** Longer ago than any moment: what is over its time goes before what is not. */
const OVER = 2 ** 32;
/** What was asked for more than once goes as if it had been used so many seconds later: names that nobody asks for twice do not push it out. */
const KNOWN_SECONDS = 3_600;

/** What an answer is kept for. */
export interface Place {
  /** Of the query, as it was parsed. */
  readonly question: Question;
  /** See plain-query.ts and route-key.ts. */
  readonly variant: number;
  readonly route: number;
}

/** When an answer was asked for, and by how many clients. */
export interface Story {
  /** Seconds of the clock, with their fraction. */
  readonly storedSeconds: number;
  readonly asked: number;
  /** Of one that was kept before this server began: it makes no room for itself where others are missed more. */
  readonly former?: Former;
}

export interface Former {
  readonly nowSeconds: number;
  readonly usedSeconds: number;
  readonly isKnown: boolean;
}

export class CacheWriter {
  readonly #words: Int32Array;
  readonly #moments: Float64Array;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #classes: readonly [SlotClass, SlotClass];
  readonly #counters: CacheCounters;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
    this.#moments = new Float64Array(memory);
    this.#bytes = new Uint8Array(memory);
    this.#view = new DataView(memory);
    this.#classes = slotClasses(memory);
    this.#counters = new CacheCounters(memory);
  }

  /**
   * Keeps an answer, in place of an earlier one to the same query or of the one in its set that is missed least. One that is too long for
   * any slot is not kept, nor is one where another thread is held up in the middle of writing.
   */
  store(place: Place, kept: Keepable, story: Story): void {
    const { message, ttlPlaces } = kept;
    const octets = message.length + 2 * ttlPlaces.length;
    const key = keyOf(place.question, place.variant);
    const tag = this.#tagOf(place);
    for (const slots of this.#classes) {
      // An earlier answer may be of another length.
      const isFit = octets <= slots.room && (slots === this.#classes[0] || octets > this.#classes[0].room);
      if (isFit) this.#storeIn(slots, tag, { key, place, kept, story });
      else this.#forgetIn(slots, tag);
    }
  }

  /** Forgets the answer to a query, if there is one. */
  forget(place: Place): void {
    const tag = this.#tagOf(place);
    for (const slots of this.#classes) this.#forgetIn(slots, tag);
  }

  #tagOf({ question, variant, route }: Place): number {
    const words = this.#words;
    const { lower, length } = question.name;
    const hash = secretHash(lower, length, words[TABLE.SECRET], words[TABLE.SECRET + 1]);
    return tagOf(hash, keyOf(question, variant), route);
  }

  #storeIn(slots: SlotClass, tag: number, entry: Entry): void {
    const { sets, lockAt, tagAt } = slots;
    const words = this.#words;
    const set = setOf(tag, sets);
    if (!tryLock(words, lockAt + set)) {
      this.#counters.add(COUNTER.COLLISIONS);
      return;
    }
    const { former, storedSeconds } = entry.story;
    const nowSeconds = former?.nowSeconds ?? storedSeconds;
    const tagPlace = this.#placeFor(slots, tag, nowSeconds);
    const isMissed = former !== undefined && this.#usedAt(slots, tagPlace, nowSeconds) > former.usedSeconds;
    if (!isMissed) {
      this.#count(slots, tagPlace, tag, nowSeconds);
      const base = slotAt(slots, tagPlace - tagAt);
      const sequence = (base >> 2) + SLOT.SEQUENCE;
      beginWrite(words, sequence);
      if (words[tagPlace] !== tag) words[(base >> 2) + SLOT.KNOWN] = 0;
      words[tagPlace] = tag;
      this.#write(base, entry);
      endWrite(words, sequence);
    }
    unlock(words, lockAt + set);
  }

  /** Counts what a place was before it is taken for a tag. */
  #count(slots: SlotClass, tagPlace: number, tag: number, nowSeconds: number): void {
    const there = this.#words[tagPlace];
    if (there === 0) Atomics.add(this.#words, TABLE.ENTRIES, 1);
    else if (
      there !== tag &&
      this.#moments[(slotAt(slots, tagPlace - slots.tagAt) >> 3) + MOMENT.EXPIRES] > nowSeconds
    )
      this.#counters.add(COUNTER.EVICTIONS);
  }

  #write(base: number, { key, place, kept, story }: Entry): void {
    const { message, ttlPlaces, optAt, lifetimeSeconds } = kept;
    const words = this.#words;
    const word = base >> 2;
    const moment = base >> 3;
    words[word + SLOT.KEY] = key;
    words[word + SLOT.ROUTE] = place.route;
    this.#moments[moment + MOMENT.STORED] = story.storedSeconds;
    this.#moments[moment + MOMENT.EXPIRES] = story.storedSeconds + lifetimeSeconds;
    words[word + SLOT.USED] = Math.floor(story.former?.usedSeconds ?? story.storedSeconds);
    if (story.former?.isKnown === true) words[word + SLOT.KNOWN] = 1;
    words[word + SLOT.ASKED] = story.asked;
    words[word + SLOT.CLAIMED] = words[word + SLOT.HELD] = 0;
    words[word + SLOT.LENGTH] = message.length;
    words[word + SLOT.OPT_AT] = optAt;
    words[word + SLOT.TTLS] = ttlPlaces.length;
    const { name } = place.question;
    this.#bytes.set(message, base + HEAD);
    this.#bytes.set(name.lower.subarray(0, name.length), base + HEAD + HEADER_LENGTH);
    let at = base + HEAD + message.length;
    for (const ttlPlace of ttlPlaces) {
      this.#view.setUint16(at, ttlPlace);
      at += 2;
    }
  }

  #forgetIn(slots: SlotClass, tag: number): void {
    const { sets, lockAt, tagAt } = slots;
    const words = this.#words;
    const set = setOf(tag, sets);
    const first = tagAt + set * WAYS;
    for (let place = first; place < first + WAYS; place++) {
      if (words[place] !== tag || !tryLock(words, lockAt + set)) continue;
      if (words[place] === tag) this.#clear(place, slotAt(slots, place - tagAt));
      unlock(words, lockAt + set);
    }
  }

  #clear(tagPlace: number, base: number): void {
    const words = this.#words;
    const word = base >> 2;
    beginWrite(words, word + SLOT.SEQUENCE);
    words[tagPlace] = 0;
    // Whoever has found the slot by its tag before finds that it is of no query.
    words[word + SLOT.KEY] = 0;
    endWrite(words, word + SLOT.SEQUENCE);
    Atomics.sub(words, TABLE.ENTRIES, 1);
  }

  /** The place of the tag; else one that is free or long over; else that which has not been used for the longest time. */
  #placeFor(slots: SlotClass, tag: number, nowSeconds: number): number {
    const words = this.#words;
    const first = slots.tagAt + setOf(tag, slots.sets) * WAYS;
    let chosen = first;
    let leastUsed = Number.POSITIVE_INFINITY;
    for (let place = first; place < first + WAYS; place++) {
      if (words[place] === tag) return place;
      const used = this.#usedAt(slots, place, nowSeconds);
      if (used < leastUsed) [chosen, leastUsed] = [place, used];
    }
    return chosen;
  }

  /**
   * When a place was used last, as far as that says how much it is missed: before all times when it is free, and before others when its
   * time is over, unless it is known and may be given out stale.
   */
  #usedAt(slots: SlotClass, place: number, nowSeconds: number): number {
    const words = this.#words;
    if (words[place] === 0) return Number.NEGATIVE_INFINITY;
    const base = slotAt(slots, place - slots.tagAt);
    const word = base >> 2;
    const isKnown = words[word + SLOT.KNOWN] !== 0;
    const endsSeconds =
      this.#moments[(base >> 3) + MOMENT.EXPIRES] + (isKnown ? words[TABLE.STALE_SECONDS] : 0);
    const used = words[word + SLOT.USED];
    if (endsSeconds <= nowSeconds) return used - OVER;
    return isKnown ? used + KNOWN_SECONDS : used;
  }
}

/** An answer on its way into a slot. */
interface Entry {
  readonly key: number;
  readonly place: Place;
  readonly kept: Keepable;
  readonly story: Story;
}
