// A reader of the table of answers; one for each thread. It allocates nothing per query.
import type { Exchange } from '../../answer/exchange.js';
import type { Question } from '../../answer/question.js';
import { HEADER_LENGTH } from '../../dns/header.js';
import { isBeingWritten, isUnchanged, sequenceAt } from '../../image/seqlock.js';
import { AnswerCopy, EDE_OCTETS, OPT_OCTETS } from './answer-copy.js';
import { CacheCounters, COUNTER } from './counters.js';
import { DueRing } from './due-ring.js';
import {
  HEAD,
  keyOf,
  MOMENT,
  POPULAR,
  SLOT,
  type SlotClass,
  setOf,
  slotAt,
  slotClasses,
  TABLE,
  tagOf,
  WAYS,
} from './layout.js';
import { EDNS, lessThan, NOT_PLAIN, surplusBits, variantOf } from './plain-query.js';
import { secretHash } from './secret-hash.js';

/** What a look at the table found. */
export const FOUND = {
  NONE: 0,
  FRESH: 1,
  /** Its time is over, and upstreams are to be asked first, if they may be. */
  STALE: 2,
  /** As stale, and upstreams were asked in vain a moment ago: it is to be given out at once. */
  HELD: 3,
} as const;
export type Found = (typeof FOUND)[keyof typeof FOUND];

/** The part of its time that is left when a popular answer is refreshed. */
const LAST_PART = 0.1;
/** For how many seconds nobody else refreshes it then. */
const CLAIM_SECONDS = 6;

const { NONE, FRESH, STALE, HELD } = FOUND;
const { SEQUENCE, KEY, ROUTE, USED, LENGTH, OPT_AT, ASKED, CLAIMED, HELD: HELD_AT, KNOWN } = SLOT;
const { STORED, EXPIRES } = MOMENT;
const { STALE_SECONDS, PREFETCHES, SECRET } = TABLE;

export class CacheReader {
  /** The time of the clock by which answers are stored, with its fraction; to be set before a query. */
  nowSeconds = 0;
  /** Whether what is stale is written out also when upstreams are to be asked first. */
  givesStale = false;
  /** What there is, whether or not it was written out. */
  found: Found = NONE;
  /** After a miss: whether there was something, which was written over meanwhile. */
  isTorn = false;
  readonly #words: Int32Array;
  readonly #moments: Float64Array;
  readonly #view: DataView;
  readonly #small: SlotClass;
  readonly #large: SlotClass;
  readonly #counters: CacheCounters;
  readonly #due: DueRing;
  readonly #copy: AnswerCopy;
  /** What is looked for: see layout.ts. */
  #hash = 0;
  #tag = 0;
  #key = 0;
  #route = 0;
  /** The bits of the variant that was found which the query has not, see plain-query.ts. */
  #surplus = 0;
  /** The bits of the query which that variant has not: what was found says less than is asked for. */
  #missing = 0;
  /** Of the slot under way: where it begins, octets for its message, and its sequence before it was read. */
  #base = 0;
  #room = 0;
  #sequence = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
    this.#moments = new Float64Array(memory);
    this.#view = new DataView(memory);
    [this.#small, this.#large] = slotClasses(memory);
    this.#counters = new CacheCounters(memory);
    this.#due = new DueRing(this.#words);
    this.#copy = new AnswerCopy(memory, this.#words, this.#moments);
  }

  /** After a hit: where in the output room was left for options; 0 when there is none. */
  get optionsAt(): number {
    return this.#copy.optionsAt;
  }

  /**
   * Writes the answer to a query, which would be forwarded, to its output, if it is kept: with the id and the question of the
   * query, and each TTL less the time that it has been kept for. Three octets of the output behind the limit may be written.
   * @param route the key of its route, see route-key.ts
   * @param room octets of options that the caller writes to {@link optionsAt}; an answer without OPT has none
   * @returns the length of the answer, 0 when there is none to be given out that keeps the limit with that room
   */
  lookUp({ question, end, limit, output, base: at }: Exchange, route: number, room: number): number {
    this.isTorn = false;
    this.found = NONE;
    const variant = variantOf(question, end);
    if (variant === NOT_PLAIN) return 0;
    const found = this.#findBest(question, variant, route);
    this.found = found;
    if (found === NONE || (found === STALE && !this.givesStale)) return 0;
    const words = this.#words;
    const base = this.#base;
    const word = base >> 2;
    const length = words[word + LENGTH];
    const lacksOpt = (this.#missing & EDNS) !== 0 && words[word + OPT_AT] === 0;
    const whole = length + room + (lacksOpt ? OPT_OCTETS : 0);
    // While the slot is written, there may be anything in it.
    if (whole > limit || length < HEADER_LENGTH || length > this.#room) return 0;
    const copy = this.#copy;
    const isOver = this.nowSeconds >= this.#moments[(base >> 3) + EXPIRES];
    const reason = isOver && whole + EDE_OCTETS <= limit ? EDE_OCTETS : 0;
    copy.output = output;
    copy.copy(base, length, room + reason, at);
    copy.writeQuestion(question, at);
    if (isOver) copy.makeStale(this.#room, at);
    else {
      copy.nowSeconds = this.nowSeconds;
      copy.countDown(this.#room, at);
    }
    if (lacksOpt) copy.addOpt(room + reason, at);
    if (reason > 0) copy.writeStaleError(room, at);
    const shown = copy.leaveOut(this.#surplus, at);
    // All that was read is of one answer when nothing was written meanwhile.
    this.isTorn = !isUnchanged(words, word + SEQUENCE, this.#sequence);
    if (this.isTorn) return this.#nothing();
    this.#use(base);
    return copy.optionsAt === 0 ? shown : shown + room + reason;
  }

  /** Whether there is an answer to just this, in whatever state. */
  has(question: Question, variant: number, route: number): boolean {
    this.isTorn = false;
    return this.#findExact(question, variant, route) !== NONE;
  }

  /** Has a stale answer given out without asking upstream until a second of the clock. */
  hold(question: Question, variant: number, route: number, second: number): void {
    this.isTorn = false;
    if (this.#findBest(question, variant, route) === NONE) return;
    Atomics.store(this.#words, (this.#base >> 2) + HELD_AT, second);
  }

  #nothing(): 0 {
    this.found = NONE;
    return 0;
  }

  /**
   * Finds the answer to a query; else a fresh one to a query that asked for more, see {@link surplusBits}; else what is stale of these;
   * else one that says less. It is in the slot at `#base`, if one is found.
   */
  #findBest(question: Question, variant: number, route: number): Found {
    const own = this.#findExact(question, variant, route);
    if (own === FRESH) return own;
    let stale = own === NONE ? -1 : 0;
    for (let bits = surplusBits(variant, 0); bits !== 0; bits = surplusBits(variant, bits)) {
      this.#surplus = bits;
      const found = this.#find(question, variant | bits);
      if (found === FRESH) return found;
      if (stale < 0 && found !== NONE) stale = bits;
    }
    if (stale < 0) return this.#findLess(question, variant);
    this.#surplus = stale;
    return this.#find(question, variant | stale);
  }

  /** Finds what says less, stale or not: no more than that is given out when upstreams do not answer. It is never taken for fresh. */
  #findLess(question: Question, variant: number): Found {
    const less = lessThan(variant);
    if (less === variant) return NONE;
    const found = this.#findBest(question, less, this.#route);
    this.#missing = variant & ~(less | this.#surplus);
    this.#surplus &= ~variant;
    // What was being written a moment ago may have turned up.
    if (found !== FRESH || this.#missing === 0) return found;
    if (this.#words[STALE_SECONDS] === 0) return NONE;
    return this.nowSeconds < this.#words[(this.#base >> 2) + HELD_AT] ? HELD : STALE;
  }

  #findExact(question: Question, variant: number, route: number): Found {
    const { lower, length } = question.name;
    this.#hash = secretHash(lower, length, this.#words[SECRET], this.#words[SECRET + 1]);
    this.#route = route;
    this.#surplus = 0;
    this.#missing = 0;
    return this.#find(question, variant);
  }

  #find(question: Question, variant: number): Found {
    this.#key = keyOf(question, variant);
    this.#tag = tagOf(this.#hash, this.#key, this.#route);
    const found = this.#findIn(this.#small, question);
    return found !== NONE || this.isTorn ? found : this.#findIn(this.#large, question);
  }

  #findIn(slots: SlotClass, { name }: Question): Found {
    const words = this.#words;
    const tag = this.#tag;
    const first = slots.tagAt + setOf(tag, slots.sets) * WAYS;
    let place = first;
    while (words[place] !== tag) if (++place === first + WAYS) return NONE;
    const base = slotAt(slots, place - slots.tagAt);
    const word = base >> 2;
    this.#sequence = sequenceAt(words, word + SEQUENCE);
    this.isTorn = isBeingWritten(this.#sequence);
    if (this.isTorn || words[word + KEY] !== this.#key || words[word + ROUTE] !== this.#route) return NONE;
    if (!name.suffixEquals(0, this.#view, base + HEAD + HEADER_LENGTH, name.length)) return NONE;
    this.#room = slots.room;
    this.#base = base;
    return this.#stateOf(base);
  }

  #stateOf(base: number): Found {
    const { nowSeconds } = this;
    const expires = this.#moments[(base >> 3) + EXPIRES];
    if (nowSeconds < expires) return FRESH;
    const words = this.#words;
    if (nowSeconds >= expires + words[STALE_SECONDS]) return NONE;
    return nowSeconds < words[(base >> 2) + HELD_AT] ? HELD : STALE;
  }

  /** Notes that an answer was given out, and whether it is to be refreshed. */
  #use(base: number): void {
    const words = this.#words;
    const word = base >> 2;
    const second = Math.floor(this.nowSeconds);
    if (words[word + USED] !== second) words[word + USED] = second;
    if (this.found !== FRESH) {
      // Whoever asks upstreams knows better how many are answered with it.
      if (!this.givesStale) this.#counters.add(COUNTER.STALE);
      return;
    }
    if (words[word + ASKED] < POPULAR) {
      words[word + ASKED]++;
      if (words[word + ASKED] < POPULAR) return;
      words[word + KNOWN] = 1;
    }
    const moment = base >> 3;
    const expires = this.#moments[moment + EXPIRES];
    const last = (expires - this.#moments[moment + STORED]) * LAST_PART;
    if (this.nowSeconds >= expires - last && words[PREFETCHES] !== 0) this.#claim(base, second);
  }

  /** Has an answer refreshed, by one thread alone. */
  #claim(base: number, second: number): void {
    const word = base >> 2;
    const claimed = Atomics.load(this.#words, word + CLAIMED);
    if (second < claimed || second < this.#words[word + HELD_AT]) return;
    const isMine =
      Atomics.compareExchange(this.#words, word + CLAIMED, claimed, second + CLAIM_SECONDS) === claimed;
    if (isMine) this.#due.add(base);
  }
}
