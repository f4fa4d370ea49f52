// The reader of lineups: a copy of one lineup for one answer, never half of one and half of another.

import { MAX_MEMBERS } from '../zone/pool.js';
import { MAX_RECORDS } from './layout.js';
import { ARRANGEMENT, LINEUP_ACTION, type LineupAction, MAX_EXPLANATION } from './lineup.js';
import { COPY, copiesAt, copyWords, EXPLANATION_WORDS, hashesAt, SLOT } from './lineup-slot.js';
import { isPreferred, preferenceWords } from './preference-table.js';
import { isCopyUnchanged, sequenceAt, wholeCopy } from './seqlock.js';

// Of another file's object each word would be looked up at each use; these are constants for the compiler.
const { ARRANGEMENT: ARRANGED, LIMIT, MEMBERS, SECRET, SEQUENCE, WHEEL } = SLOT;
const { ACTION, EDE_CODE, EDE_LENGTH, LIVE: LIVE_COUNT, WHEEL: WHEEL_LENGTH, WORDS: COPY_WORDS } = COPY;
const { ANSWER, SERVFAIL } = LINEUP_ACTION;
const { WHEEL: BY_WHEEL, STICKY } = ARRANGEMENT;

/** How often a lineup that is written over meanwhile is read again. */
const ATTEMPTS = 8;

/** The place in the live list of the member whose turn it is. */
function firstOf(table: Int32Array, base: number, members: number, turn: number): number {
  const wheelLength = table[base + WHEEL_LENGTH];
  return wheelLength === 0 ? 0 : table[base + COPY_WORDS + members + (turn % wheelLength)];
}

/** A reader's copy of one lineup for one answer; allocated once per thread. */
export class LineupReader {
  action: LineupAction = ANSWER;
  /** One of {@link ARRANGEMENT}. Unless it is the wheel, `order` holds all live members in file order. */
  arrangement = 0;
  /** How many entries of `order` count. */
  count = 0;
  /** How many of them are preferred; these come first. */
  preferred = 0;
  /** An answer has at most so many members. */
  limit = 0;
  /** Member indices, ordered for this answer if a wheel decides. */
  readonly order = new Int32Array(MAX_RECORDS);
  /** Weights and hashes of the members in `order`, for {@link ARRANGEMENT.STICKY}. */
  readonly weights = new Int32Array(MAX_MEMBERS);
  readonly hashes = new Int32Array(MAX_MEMBERS);
  /** For {@link ARRANGEMENT.SHUFFLE}. */
  secret0 = 0;
  secret1 = 0;
  edeCode = -1;
  edeLength = 0;
  readonly edeText = new Uint8Array(EXPLANATION_WORDS * 4);
  /** The preference under way, 0 for none. */
  #entry = 0;
  #entryWords = 0;

  /**
   * Copies the lineup for one answer.
   * @param bytes the same memory as `table`, as octets
   * @param turn the pool's counter before this answer, unsigned
   * @param entry the preference that counts, 0 for none, and its own counter
   * @returns false when it was written over time and again: then the answer is SERVFAIL
   */
  read(table: Int32Array, bytes: Uint8Array, slot: number, turn: number, entry = 0, entryTurn = 0): boolean {
    const members = table[slot + MEMBERS];
    const wheel = table[slot + WHEEL];
    this.limit = table[slot + LIMIT];
    this.arrangement = table[slot + ARRANGED];
    this.#entry = entry;
    this.#entryWords = preferenceWords(members);
    const copies = copiesAt(table, slot);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const sequence = sequenceAt(table, slot + SEQUENCE);
      const base = copies + wholeCopy(sequence) * copyWords(members, wheel);
      this.action = table[base + ACTION] as LineupAction;
      this.preferred = 0;
      if (this.arrangement !== BY_WHEEL) this.#copyAll(table, slot, base, members);
      else if (entry === 0) this.#copyTurn(table, base, members, turn);
      else this.#copyPreferred(table, base, members, turn, entryTurn);
      this.#copyExplanation(table, bytes, base, base + COPY_WORDS + members + wheel);
      if (isCopyUnchanged(table, slot + SEQUENCE, sequence)) return true;
    }
    this.#giveUp();
    return false;
  }

  /** Nobody is handed out of a lineup that is half of one and half of another. */
  #giveUp(): void {
    this.action = SERVFAIL;
    this.count = 0;
    this.preferred = 0;
    this.edeCode = -1;
  }

  #copyTurn(table: Int32Array, base: number, members: number, turn: number): void {
    const count = Math.min(table[base + LIVE_COUNT], members);
    const given = Math.min(count, this.limit);
    this.count = given;
    const live = base + COPY_WORDS;
    let at = firstOf(table, base, members, turn);
    for (let index = 0; index < given; index++) {
      if (at >= count) at = 0;
      this.order[index] = table[live + at++];
    }
  }

  /** As {@link #copyTurn}, but those that are preferred come first, by turns of their own. */
  #copyPreferred(table: Int32Array, base: number, members: number, turn: number, entryTurn: number): void {
    const live = Math.min(table[base + LIVE_COUNT], members);
    const first = this.#firstPreferred(table, base, members, entryTurn);
    this.preferred = this.#copyKind(table, base, live, first, true, 0);
    const count = this.#copyKind(
      table,
      base,
      live,
      firstOf(table, base, members, turn),
      false,
      this.preferred,
    );
    this.count = Math.min(count, this.limit);
  }

  /** The place in the live list of the preferred member whose turn it is: that of the wheel's places for preferred ones. */
  #firstPreferred(table: Int32Array, base: number, members: number, turn: number): number {
    const live = base + COPY_WORDS;
    const wheel = live + members;
    const end = wheel + table[base + WHEEL_LENGTH];
    let places = 0;
    for (let at = wheel; at < end; at++) if (this.#isPreferred(table, table[live + table[at]])) places++;
    if (places === 0) return 0;
    let left = turn % places;
    for (let at = wheel; at < end; at++)
      if (this.#isPreferred(table, table[live + table[at]]) && left-- === 0) return table[at];
    return 0;
  }

  /** Copies the members that are preferred, or the others, from place `first` of the live list on and around. @returns `to` and how many they are */
  #copyKind(
    table: Int32Array,
    base: number,
    count: number,
    first: number,
    isWanted: boolean,
    to: number,
  ): number {
    const live = base + COPY_WORDS;
    let next = to;
    for (let index = 0, at = first; index < count; index++, at++) {
      if (at >= count) at = 0;
      const member = table[live + at];
      if (this.#isPreferred(table, member) === isWanted) this.order[next++] = member;
    }
    return next;
  }

  #isPreferred(table: Int32Array, member: number): boolean {
    return isPreferred(table, this.#entry, this.#entryWords, member);
  }

  /** Copies all live members in file order, preferred ones first, and what puts them into the order of an answer. */
  #copyAll(table: Int32Array, slot: number, base: number, members: number): void {
    this.count = Math.min(table[base + LIVE_COUNT], members);
    this.secret0 = table[slot + SECRET];
    this.secret1 = table[slot + SECRET + 1];
    if (this.#entry !== 0) this.preferred = this.#copyWeighted(table, slot, base, members, 0, true);
    this.#copyWeighted(table, slot, base, members, this.preferred, false);
  }

  /** Copies live members with their weights and hashes: those that are preferred, or the others. @returns the place behind them */
  #copyWeighted(
    table: Int32Array,
    slot: number,
    base: number,
    members: number,
    to: number,
    isWanted: boolean,
  ): number {
    const live = base + COPY_WORDS;
    const weights = live + members;
    const hashes = hashesAt(table, slot);
    const isSticky = this.arrangement === STICKY;
    let next = to;
    for (let index = 0; index < this.count; index++) {
      const member = table[live + index];
      if (this.#entry !== 0 && this.#isPreferred(table, member) !== isWanted) continue;
      this.order[next] = member;
      if (isSticky) {
        this.weights[next] = table[weights + index];
        this.hashes[next] = table[hashes + member];
      }
      next++;
    }
    return next;
  }

  /** @param text where it stands, in words of the table */
  #copyExplanation(table: Int32Array, bytes: Uint8Array, base: number, text: number): void {
    this.edeCode = table[base + EDE_CODE];
    if (this.edeCode < 0) return;
    const length = Math.min(table[base + EDE_LENGTH], MAX_EXPLANATION);
    this.edeLength = length;
    const from = text * 4 + table.byteOffset;
    for (let index = 0; index < length; index++) this.edeText[index] = bytes[from + index];
  }
}
