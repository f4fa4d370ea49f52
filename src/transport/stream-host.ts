// What all stream transports of a thread share: who answers, whose turn it is, how much there may be, and memory to write in.
import { MAX_MESSAGE } from '../dns/constants.js';
import { type Clock, systemClock } from '../time/clock.js';
import { ConnectionTable, type TableLimits } from './connection-table.js';
import { PREFIX } from './framing.js';
import type { QueryService } from './query-service.js';
import { Turns } from './stream-turns.js';

/** Answers of so many octets are enough for one slice; the last of them may be longer. */
export const SLICE_OCTETS = 16_384;
/** The most octets that one slice writes. */
export const MAX_SLICE = SLICE_OCTETS + PREFIX + MAX_MESSAGE;
/** Slabs that are kept for those to come. */
const MAX_SPARE = 8;

/** Limits of the streams of a thread. */
export interface StreamLimits extends TableLimits {
  /**
   * Without a whole query for so long, a connection is closed (RFC 7766 §6.2.3); and when answers that the client does not read
   * wait for so long.
   */
  readonly idleMs: number;
  /** Forwarded queries of one connection that may be under way; more are read later. */
  readonly maxForwarded: number;
}

export class StreamHost {
  readonly service: QueryService;
  readonly clock: Clock;
  readonly turns = new Turns();
  readonly table: ConnectionTable;
  /** Where the answers of one slice are written. */
  slab: Buffer = Buffer.alloc(MAX_SLICE);
  readonly #spare: Buffer[] = [];
  #limits: StreamLimits;

  /** @param open one number, for others to see: how many connections there are */
  constructor(service: QueryService, limits: StreamLimits, open?: Int32Array, clock: Clock = systemClock) {
    this.service = service;
    this.clock = clock;
    this.table = new ConnectionTable(limits, open);
    this.#limits = limits;
  }

  /** Leaves the slab to who has not sent all of it, until it is given {@link back}; others write in another one. */
  lend(): Buffer {
    const { slab } = this;
    this.slab = this.#spare.pop() ?? Buffer.allocUnsafeSlow(MAX_SLICE);
    return slab;
  }

  /** Nobody reads a slab any more that was lent. */
  back(slab: Buffer): void {
    if (this.#spare.length < MAX_SPARE) this.#spare.push(slab);
  }

  get limits(): StreamLimits {
    return this.#limits;
  }

  /** Sets those for connections to come. */
  set limits(limits: StreamLimits) {
    this.#limits = limits;
    this.table.limits = limits;
  }
}
