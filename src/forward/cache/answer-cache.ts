// The cache as whoever asks upstreams has it: looks for answers, keeps them, and holds what cannot be refreshed. One for each thread.

import { Exchange } from '../../answer/exchange.js';
import { PARSED } from '../../answer/question.js';
import { MAX_MESSAGE, RCODE } from '../../dns/constants.js';
import { headerRcode, isTruncated } from '../../dns/header.js';
import { lazyUptime } from '../../time/uptime.js';
import type { Asking, KeptAnswer, KeptAnswers } from '../pending-query.js';
import type { TtlBounds } from '../received.js';
import type { Route } from '../upstream.js';
import { CacheCounters, type CacheCounts, COUNTER } from './counters.js';
import { DueRing } from './due-ring.js';
import { type DueRefresh, type Entry, queryOf, readEntry, type TableViews, viewsOf } from './entry.js';
import type { FiledAnswer } from './file-format.js';
import { keepable } from './keepable.js';
import { makeTable, type SlotClass, slotClasses, TABLE } from './layout.js';
import { NOT_PLAIN, variantOf } from './plain-query.js';
import { CacheReader, FOUND } from './reader.js';
import { routeKey } from './route-key.js';
import { type CacheSettings, writeSettings } from './settings.js';
import { classAt, walkTable } from './table-walk.js';
import { CacheWriter } from './writer.js';

/** For how many seconds upstreams are not asked again when they could not be (RFC 8767 §5: at least 30). */
const HOLD_SECONDS = 30;

const JUST_ASKED: Asking = { waitedMs: 0, clients: 1 };

export class AnswerCache implements KeptAnswers {
  readonly #views: TableViews;
  readonly #words: Int32Array;
  readonly #classes: readonly [SlotClass, SlotClass];
  readonly #nowSeconds: () => number;
  readonly #writer: CacheWriter;
  readonly #reader: CacheReader;
  readonly #counters: CacheCounters;
  readonly #due: DueRing;
  readonly #exchange = new Exchange();
  #forgotten = 0;

  /** A new cache with room for so many answers, at least 1. Memory is taken as it is filled. */
  static ofSize(size: number, settings: CacheSettings, nowSeconds = lazyUptime()): AnswerCache {
    const cache = new AnswerCache(makeTable(size), nowSeconds);
    cache.settings = settings;
    return cache;
  }

  /**
   * @param memory the table, which all threads share
   * @param nowSeconds the clock of all threads, with its fraction
   */
  constructor(
    readonly memory: SharedArrayBuffer,
    nowSeconds: () => number = lazyUptime(),
  ) {
    this.#views = viewsOf(memory);
    this.#words = this.#views.words;
    this.#classes = slotClasses(memory);
    this.#nowSeconds = nowSeconds;
    this.#writer = new CacheWriter(memory);
    this.#reader = new CacheReader(memory);
    this.#reader.givesStale = true;
    this.#counters = new CacheCounters(memory);
    this.#due = new DueRing(this.#words);
    this.#exchange.output = new Uint8Array(MAX_MESSAGE + 3);
    this.#exchange.limit = MAX_MESSAGE;
  }

  /** For how many answers it was made. */
  get size(): number {
    return this.#words[TABLE.SIZE];
  }

  /** Holds for all threads, at once. */
  set settings(settings: CacheSettings) {
    writeSettings(this.#words, settings);
  }

  /** Bounds of the TTLs of all answers, kept or not. */
  get ttlBounds(): TtlBounds {
    return { minTtlSeconds: this.#words[TABLE.MIN_TTL], maxTtlSeconds: this.#words[TABLE.MAX_TTL] };
  }

  /** Answers in the table, expired ones among them. */
  get entries(): number {
    return Atomics.load(this.#words, TABLE.ENTRIES);
  }

  get counts(): CacheCounts {
    return this.#counters.counts;
  }

  /** Counts on from where another cache stands. */
  countOn(former: AnswerCache): void {
    this.#counters.follow(former.#counters);
  }

  /** The answer to a query, fresh or stale, if it is kept: under its id, and with the TTLs that are left. */
  lookUp(query: Uint8Array, route: Route): KeptAnswer | undefined {
    if (this.#read(query) === NOT_PLAIN) return undefined;
    const exchange = this.#exchange;
    const reader = this.#reader;
    reader.nowSeconds = this.#nowSeconds();
    exchange.end = query.length;
    const length = reader.lookUp(exchange, routeKey(route), 0);
    const { found } = reader;
    this.#counters.add(found === FOUND.FRESH ? COUNTER.HITS : COUNTER.MISSES);
    if (length === 0) return undefined;
    const answer = exchange.output.slice(0, length);
    return { answer, isStale: found !== FOUND.FRESH, isHeld: found === FOUND.HELD };
  }

  /**
   * Keeps the answer to a query, if it may be; an earlier one is forgotten when it may not.
   * @param answer one that belongs to it, with whatever octets behind its question
   * @param asking how long ago it was asked for, and how many wait for it; none for a refresh
   */
  store(
    query: Uint8Array,
    route: Route,
    answer: Uint8Array,
    { waitedMs, clients }: Asking = JUST_ASKED,
  ): void {
    const variant = this.#read(query);
    if (variant === NOT_PLAIN) return;
    const { question } = this.#exchange;
    const place = { question, variant, route: routeKey(route) };
    const kept = keepable(answer, question.questionEnd, question.qtype, this.#lifetimes());
    const storedSeconds = this.#nowSeconds() - waitedMs / 1000;
    if (kept !== undefined) this.#writer.store(place, kept, { storedSeconds, asked: Math.min(clients, 1) });
    else if (isWord(answer)) this.#writer.forget(place);
  }

  /**
   * Keeps an answer of a former process, unless there is another one to the same query, or it may not be kept.
   * @returns whether it is kept
   */
  restore(filed: FiledAnswer): boolean {
    const { query, questionEnd } = queryOf(filed);
    const { message, variant, route, qtype, storedSeconds, usedSeconds, isKnown } = filed;
    // Its question stands in the message as it does in the query.
    if (this.#read(query) !== variant || message.length < questionEnd) return false;
    const kept = keepable(message, questionEnd, qtype, this.#lifetimes());
    if (kept === undefined) return false;
    const nowSeconds = this.#nowSeconds();
    if (storedSeconds + kept.lifetimeSeconds + this.staleSeconds <= nowSeconds) return false;
    const place = { question: this.#exchange.question, variant, route };
    this.#reader.nowSeconds = nowSeconds;
    if (this.#reader.has(place.question, variant, route)) return false;
    this.#writer.store(place, kept, {
      storedSeconds,
      asked: 0,
      former: { nowSeconds, usedSeconds, isKnown },
    });
    return true;
  }

  /** Answers that were forgotten since the server began as somebody wanted so. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Forgets an answer that {@link walk} has shown. */
  forget(entry: Entry): void {
    this.#forgotten++;
    const { query } = queryOf(entry);
    if (this.#read(query) === NOT_PLAIN) return;
    this.#writer.forget({ question: this.#exchange.question, variant: entry.variant, route: entry.route });
  }

  /** Calls back for each answer, see {@link walkTable}. */
  walk(see: (entry: Entry) => void, pause?: () => Promise<void>): Promise<void> {
    return walkTable(this.memory, see, pause);
  }

  /** The time by which answers expire. */
  get nowSeconds(): number {
    return this.#nowSeconds();
  }

  /** See {@link CacheSettings.staleSeconds}. */
  get staleSeconds(): number {
    return this.#words[TABLE.STALE_SECONDS];
  }

  /** Upstreams could not be asked: for a while what is stale is given out at once, by all threads. */
  hold(query: Uint8Array, route: Route): void {
    const variant = this.#read(query);
    if (variant === NOT_PLAIN) return;
    const { question } = this.#exchange;
    this.#reader.nowSeconds = this.#nowSeconds();
    const until = Math.ceil(this.#reader.nowSeconds + HOLD_SECONDS);
    this.#reader.hold(question, variant, routeKey(route), until);
  }

  /** A stale answer of {@link lookUp} was given to so many clients. */
  countStale(clients: number): void {
    this.#counters.add(COUNTER.STALE, BigInt(clients));
  }

  /** The next answer that is to be refreshed: to be asked for by one thread alone. Undefined when there is none. */
  takeDue(): DueRefresh | undefined {
    const base = this.#due.take();
    if (base === 0) return undefined;
    const entry = readEntry(this.#views, base, classAt(this.#classes, base));
    if (entry === undefined) return undefined;
    this.#counters.add(COUNTER.PREFETCHES);
    return queryOf(entry);
  }

  #lifetimes() {
    const words = this.#words;
    return {
      maxSeconds: words[TABLE.MAX_TTL],
      minSeconds: words[TABLE.MIN_TTL],
      maxNegativeSeconds: words[TABLE.MAX_NEGATIVE],
      bareNegativeSeconds: words[TABLE.BARE_NEGATIVE],
    };
  }

  /** Reads a query. @returns its variant */
  #read(query: Uint8Array): number {
    const { question } = this.#exchange;
    if (question.parse(query, 0, query.length) !== PARSED.QUERY) return NOT_PLAIN;
    return variantOf(question, query.length);
  }
}

/** Whether an answer says what there is, whether or not it may be kept. */
function isWord(answer: Uint8Array): boolean {
  const rcode = headerRcode(answer);
  return !isTruncated(answer) && (rcode === RCODE.NOERROR || rcode === RCODE.NXDOMAIN);
}
