// The transfers of one thread: what each consists of, and how many there may be at once.
import type { DeferredExchange, MessageSource } from '../answer/deferred-exchange.js';
import { RCODE } from '../dns/constants.js';
import { contentOf, type KnownVersions } from './content.js';
import { TransferMessage } from './transfer-message.js';
import { TransferSource } from './transfer-source.js';

/** How much there may be at once; each holds the version of the zone that it began with. */
export interface TransferLimits {
  /** Transfers under way. */
  readonly most: number;
  /** Of one client address. */
  readonly mostPerClient: number;
  /** The longest time that one may take. */
  readonly durationMs: number;
}

const LIMITS: TransferLimits = { most: 1_000, mostPerClient: 200, durationMs: 2 * 3_600_000 };

export class Transfers {
  readonly #known: KnownVersions;
  readonly #limits: TransferLimits;
  readonly #nowMs: () => number;
  readonly #message = new TransferMessage();
  /** How many each client has under way. */
  readonly #clients = new Map<string, number>();
  #count = 0;

  /** @param nowMs monotonic */
  constructor(known: KnownVersions, limits = LIMITS, nowMs = () => performance.now()) {
    this.#known = known;
    this.#limits = limits;
    this.#nowMs = nowMs;
  }

  /** How many are under way. */
  get count(): number {
    return this.#count;
  }

  /** Begins with a transfer that is allowed. Beyond the limits the client is to come again later (SERVFAIL). */
  open(deferred: DeferredExchange): MessageSource {
    const { address } = deferred.client;
    const own = this.#clients.get(address) ?? 0;
    const { most, mostPerClient, durationMs } = this.#limits;
    if (this.#count >= most || own >= mostPerClient) return this.#refuse(deferred, RCODE.SERVFAIL);
    const parts = contentOf(deferred, this.#known);
    if (parts === undefined) return this.#refuse(deferred, RCODE.FORMERR);
    this.#count++;
    this.#clients.set(address, own + 1);
    const endMs = this.#nowMs() + durationMs;
    return new TransferSource(deferred, parts, {
      message: this.#message,
      isOverdue: () => this.#nowMs() >= endMs,
      onEnd: () => this.#ended(address),
    });
  }

  #refuse(deferred: DeferredExchange, rcode: number): MessageSource {
    const course = { message: this.#message, isOverdue: () => false, onEnd: () => undefined };
    return new TransferSource(deferred, [], course, rcode);
  }

  #ended(address: string): void {
    this.#count--;
    const left = this.#clients.get(address)! - 1;
    if (left === 0) this.#clients.delete(address);
    else this.#clients.set(address, left);
  }
}
