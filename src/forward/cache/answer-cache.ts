// The cache as the main thread has it: answers of upstreams in a table that all threads read and only this one writes.

import { Exchange } from '../../answer/exchange.js';
import { PARSED } from '../../answer/question.js';
import { MAX_MESSAGE } from '../../dns/constants.js';
import { lazyUptime } from '../../time/uptime.js';
import type { Route } from '../upstream.js';
import { keepable } from './keepable.js';
import { setsFor, tableOctets } from './layout.js';
import { NOT_PLAIN, variantOf } from './plain-query.js';
import { CacheReader } from './reader.js';
import { CacheWriter } from './writer.js';

/** What the main thread counts of a cache and of those before it. */
export interface CacheCounts {
  hits: number;
  /** Queries to which the answer could have been there, but was not. */
  misses: number;
  /** Answers that made room for others before they expired. */
  evictions: number;
}

export class AnswerCache {
  /** The table, for readers in other threads. Memory is taken as it is filled. */
  readonly memory: SharedArrayBuffer;
  readonly #routes: ReadonlyMap<Route, number>;
  readonly #nowSeconds: () => number;
  readonly #writer: CacheWriter;
  readonly #reader: CacheReader;
  readonly #exchange = new Exchange();

  /**
   * @param size how many answers there is room for, at least 1
   * @param routes those whose answers are kept; their positions are their numbers
   * @param counts are counted on
   * @param nowSeconds the clock of all readers
   */
  constructor(
    readonly size: number,
    readonly routes: readonly Route[],
    readonly counts: CacheCounts = { hits: 0, misses: 0, evictions: 0 },
    nowSeconds: () => number = lazyUptime(),
  ) {
    this.memory = new SharedArrayBuffer(tableOctets(setsFor(size)));
    this.#routes = new Map(routes.map((route, number) => [route, number]));
    this.#nowSeconds = nowSeconds;
    this.#writer = new CacheWriter(this.memory, counts);
    this.#reader = new CacheReader(this.memory);
    this.#exchange.output = new Uint8Array(MAX_MESSAGE);
    this.#exchange.limit = MAX_MESSAGE;
  }

  /** Answers in the table, expired ones among them. */
  get entries(): number {
    return this.#writer.entries;
  }

  /** The answer to a query, if it is kept: under its id, and with the TTLs that are left. */
  lookUp(query: Uint8Array, route: Route): Uint8Array | undefined {
    const number = this.#routes.get(route);
    if (number === undefined || this.#read(query) === NOT_PLAIN) return undefined;
    this.#reader.nowSeconds = this.#nowSeconds();
    const exchange = this.#exchange;
    exchange.end = query.length;
    exchange.route = number;
    const length = this.#reader.lookUp(exchange, 0);
    this.counts[length === 0 ? 'misses' : 'hits']++;
    return length === 0 ? undefined : exchange.output.slice(0, length);
  }

  /** Keeps the answer to a query, if it may be. @param answer one that belongs to it, with whatever octets behind its question */
  store(query: Uint8Array, route: Route, answer: Uint8Array): void {
    const number = this.#routes.get(route);
    const variant = this.#read(query);
    if (number === undefined || variant === NOT_PLAIN) return;
    const { question } = this.#exchange;
    const kept = keepable(answer, question.questionEnd, question.qtype);
    if (kept !== undefined) this.#writer.store(question, variant, number, kept, this.#nowSeconds());
  }

  /** Reads a query. @returns its variant */
  #read(query: Uint8Array): number {
    const { question } = this.#exchange;
    if (question.parse(query, 0, query.length) !== PARSED.QUERY) return NOT_PLAIN;
    return variantOf(question, query.length);
  }
}
