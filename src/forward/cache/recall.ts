// What a desk answers from the cache: the query that its responder has just left to be forwarded.
import { type Responder, sizeLimit } from '../../answer/respond.js';
import { TABLE, type Tally } from '../../answer/tally.js';
import { CacheReader } from './reader.js';

/** Answers from the table for one responder; one instance per thread. */
export class Recall {
  readonly #responder: Responder;
  readonly #tally: Tally;
  readonly #clock: () => number;
  #reader: CacheReader | undefined;
  #memory: SharedArrayBuffer | undefined;

  /** @param clock that by which answers are stored, in whole seconds */
  constructor(responder: Responder, tally: Tally, clock: () => number) {
    this.#responder = responder;
    this.#tally = tally;
    this.#clock = clock;
  }

  /** Reads from this table from now on; from none when it is undefined. */
  set memory(memory: SharedArrayBuffer | undefined) {
    if (memory === this.#memory) return;
    this.#memory = memory;
    this.#reader = memory === undefined ? undefined : new CacheReader(memory);
    this.refresh();
  }

  /** Looks at the clock, which is not done for each query. */
  refresh(): void {
    if (this.#reader !== undefined) this.#reader.nowSeconds = this.#clock();
  }

  /**
   * Writes the answer to `out[at]` and on, with this server's own options, and counts it; `end` is the offset one past the query.
   * @returns its length; 0 when it is not kept, or is longer than a client over UDP takes: then the query is to be forwarded
   */
  recall(end: number, out: Uint8Array, at: number, isTcp: boolean): number {
    const reader = this.#reader;
    const responder = this.#responder;
    if (reader === undefined || responder.chainLength > 0) return 0;
    const { question, opt, route } = responder;
    const room = question.options.isEmpty ? 0 : opt.ownRoom(question);
    const limit = sizeLimit(question, isTcp);
    const length = reader.recall(question, end, route, room, limit, out, at);
    if (reader.isTorn) this.#tally.tornRead(TABLE.CACHE);
    if (length === 0) return 0;
    if (reader.optionsAt > 0) opt.writeOwn(question, out, reader.optionsAt);
    responder.rcode = out[at + 3] & 15;
    this.#tally.recalled();
    return length;
  }
}
