// A query handler that answers by one generation after another: how every thread gets its own.
import { Exchange } from '../answer/exchange.js';
import { type ClientAccess, QueryHandler } from '../answer/handler.js';
import { Responder } from '../answer/respond.js';
import type { AnswerSettings } from '../answer/settings.js';
import type { Tally } from '../answer/tally.js';
import { CacheLookup } from '../forward/cache/cache-lookup.js';
import { RateLimit, type RateLimitRules } from '../guard/rate-limit.js';
import type { Catalog } from '../image/catalog.js';
import { type LineWriter, MAX_LINES_PER_SECOND, QueryLog } from '../observe/query-log.js';
import { RateLimitLog } from '../observe/rate-limit-log.js';
import { RefusalLog } from '../observe/refusal-log.js';
import type { Generation } from '../store/generation.js';

/** What a handler takes from a generation. */
export interface HandlerGeneration {
  readonly catalog: Catalog;
  readonly settings: AnswerSettings;
  /** Whose queries are forwarded. */
  readonly access: ClientAccess;
  /** Kept answers to forwarded queries, if any are kept. */
  readonly cache: SharedArrayBuffer | undefined;
  /** By what they are kept, for each route. */
  readonly routeKeys: readonly number[];
  /** Fraction of queries that are logged. */
  readonly queries: number;
  /** How often clients get the same answer; undefined when they get as many as they want. */
  readonly rateLimit: RateLimitRules | undefined;
}

/** The same of a whole generation. */
export function handlerGeneration({ acl, cache, config, ...rest }: Generation): HandlerGeneration {
  return { ...rest, access: acl, cache: cache?.memory, queries: config.log.queries };
}

/** What a handler has from its thread. */
export interface HandlerThread {
  readonly tally: Tally;
  /** Seconds of the clock by which answers are kept; it is asked for each query that is forwarded. */
  readonly uptime: () => number;
  /** Where the query log goes. */
  readonly lines: LineWriter;
  /** Lines of the query log in a second. */
  readonly linesPerSecond?: number;
}

export class GenerationHandler {
  readonly handler: QueryHandler;
  readonly #thread: HandlerThread;
  readonly #cache: CacheLookup;
  readonly #limitLog: RateLimitLog;
  #limit: RateLimit | undefined;

  constructor(first: HandlerGeneration, thread: HandlerThread) {
    const responder = new Responder(first.catalog, thread.tally, new Exchange());
    this.handler = new QueryHandler(responder, thread.tally, first.access);
    this.#thread = thread;
    this.#cache = new CacheLookup(responder.opt, thread.tally, thread.uptime);
    this.handler.earlier = this.#cache;
    const warnings = { warn: (fields: object, text: string) => thread.lines.warn?.(fields, text) };
    const nowMs = () => performance.now();
    if (thread.lines.warn !== undefined) this.handler.refusals = new RefusalLog(warnings, nowMs);
    this.#limitLog = new RateLimitLog(warnings, nowMs);
    this.follow(first);
  }

  /** Answers by this generation from the next query on. */
  follow({ catalog, settings, access, cache, routeKeys, queries, rateLimit }: HandlerGeneration): void {
    const { responder } = this.handler;
    responder.catalog = catalog;
    responder.settings = settings;
    this.handler.access = access;
    this.#cache.follow(cache, routeKeys);
    this.handler.log = queries > 0 ? this.#openLog(queries) : undefined;
    this.#limit = rateLimit && this.#limitOf(rateLimit);
    this.handler.limit = this.#limit;
  }

  /** What is to be done now and then. */
  refresh(): void {
    this.#limit?.refreshIfDue();
  }

  #limitOf(rules: RateLimitRules): RateLimit {
    return new RateLimit(rules, {
      nowSeconds: this.#thread.uptime,
      onLimited: (exchange, prefix) => this.#limitLog.write(exchange, prefix, rules.isDryRun),
    });
  }

  #openLog(fraction: number): QueryLog {
    const { lines, linesPerSecond = MAX_LINES_PER_SECOND } = this.#thread;
    return new QueryLog(lines, fraction, () => performance.now(), linesPerSecond);
  }
}
