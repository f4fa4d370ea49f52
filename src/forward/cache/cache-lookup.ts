// What a query handler answers from the cache: queries that would be forwarded, and were answered before.
import type { Exchange } from '../../answer/exchange.js';
import type { EarlierAnswers } from '../../answer/handler.js';
import type { OptWriter } from '../../answer/opt.js';
import { TABLE, type Tally } from '../../answer/tally.js';
import { headerRcode } from '../../dns/header.js';
import { CacheReader } from './reader.js';

/** Answers from the table; one instance per thread. */
export class CacheLookup implements EarlierAnswers {
  readonly #opt: OptWriter;
  readonly #tally: Tally;
  readonly #clock: () => number;
  #reader: CacheReader | undefined;
  #memory: SharedArrayBuffer | undefined;
  /** The keys of routes, by number. */
  #routes: readonly number[] = [];

  /**
   * @param opt writes this server's own options
   * @param tally counts what could not be read
   * @param clock that by which answers are stored, in seconds with their fraction
   */
  constructor(opt: OptWriter, tally: Tally, clock: () => number) {
    this.#opt = opt;
    this.#tally = tally;
    this.#clock = clock;
  }

  /** Reads from this table from now on; from none when it is undefined. @param routes the keys of routes, by number */
  follow(memory: SharedArrayBuffer | undefined, routes: readonly number[]): void {
    this.#routes = routes;
    if (memory === this.#memory) return;
    this.#memory = memory;
    this.#reader = memory === undefined ? undefined : new CacheReader(memory);
  }

  lookUp(exchange: Exchange): number {
    const reader = this.#reader;
    if (reader === undefined) return 0;
    reader.nowSeconds = this.#clock();
    const { question, output, base } = exchange;
    const room = question.options.isEmpty ? 0 : this.#opt.ownRoom(question);
    const length = reader.lookUp(exchange, this.#routes[exchange.route], room);
    if (reader.isTorn) this.#tally.tornRead(TABLE.CACHE);
    if (length === 0) return 0;
    if (reader.optionsAt > 0) this.#opt.writeOwn(question, output, reader.optionsAt);
    exchange.rcode = headerRcode(output, base);
    return length;
  }
}
