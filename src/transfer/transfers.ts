// The transfers of one thread: what each consists of, and how many there may be at once.
import type { DeferredExchange, MessageSource } from '../answer/deferred-exchange.js';
import { RCODE } from '../dns/constants.js';
import { contentOf, type KnownVersions } from './content.js';
import type { Records } from './records.js';
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
  /** Of which the client has read nothing for so long, one may be broken off for another. */
  readonly stalledMs: number;
  /** The same of a client that has more than the one who would have room by it. */
  readonly crowdedMs: number;
}

const LIMITS: TransferLimits = {
  most: 1_000,
  mostPerClient: 200,
  durationMs: 2 * 3_600_000,
  stalledMs: 1_000,
  crowdedMs: 100,
};

/** One under way. */
interface UnderWay {
  /** Of the client. */
  readonly address: string;
  readonly source: TransferSource;
  /** When its last message was taken. */
  movedMs: number;
}

export class Transfers {
  readonly #known: KnownVersions;
  readonly #limits: TransferLimits;
  readonly #nowMs: () => number;
  readonly #message = new TransferMessage();
  /** How many each client has under way. */
  readonly #clients = new Map<string, number>();
  readonly #underWay = new Set<UnderWay>();

  /** @param nowMs monotonic */
  constructor(known: KnownVersions, limits = LIMITS, nowMs = () => performance.now()) {
    this.#known = known;
    this.#limits = limits;
    this.#nowMs = nowMs;
  }

  /** How many are under way. */
  get count(): number {
    return this.#underWay.size;
  }

  /** Begins with a transfer that is allowed. Beyond the limits the client is to come again later (SERVFAIL). */
  open(deferred: DeferredExchange): MessageSource {
    const { address } = deferred.client;
    const own = this.#clients.get(address) ?? 0;
    if (own >= this.#limits.mostPerClient || !this.#hasRoom(own))
      return this.#refuse(deferred, RCODE.SERVFAIL);
    const parts = contentOf(deferred, this.#known);
    if (parts === undefined) return this.#refuse(deferred, RCODE.FORMERR);
    this.#clients.set(address, own + 1);
    return this.#begin(deferred, parts);
  }

  #begin(deferred: DeferredExchange, parts: readonly Records[]): TransferSource {
    const { address } = deferred.client;
    const beganMs = this.#nowMs();
    const endMs = beganMs + this.#limits.durationMs;
    const course = {
      message: this.#message,
      isOverdue: () => {
        underWay.movedMs = this.#nowMs();
        return underWay.movedMs >= endMs;
      },
      onEnd: () => this.#ended(underWay),
    };
    const source = new TransferSource(deferred, parts, course);
    const underWay: UnderWay = { address, source, movedMs: beganMs };
    this.#underWay.add(underWay);
    return source;
  }

  /**
   * Whether there is room for one more; if need be, one that has stood still is broken off for it: sooner of a client that has
   * more than the one who asks, so that few clients cannot keep others out.
   * @param own how many the client has who asks
   */
  #hasRoom(own: number): boolean {
    const { most, stalledMs, crowdedMs } = this.#limits;
    if (this.#underWay.size < most) return true;
    return (
      this.#breakOff(stalledMs, () => true) ||
      this.#breakOff(crowdedMs, ({ address }) => this.#clients.get(address)! > own + 1)
    );
  }

  /** Breaks off the one of these that has stood still for longest. @returns whether one has for so long */
  #breakOff(limitMs: number, isMeant: (each: UnderWay) => boolean): boolean {
    let longest: UnderWay | undefined;
    for (const each of this.#underWay)
      if (each.movedMs < (longest?.movedMs ?? Number.POSITIVE_INFINITY) && isMeant(each)) longest = each;
    if (longest === undefined || this.#nowMs() - longest.movedMs < limitMs) return false;
    longest.source.breakOff();
    return true;
  }

  #refuse(deferred: DeferredExchange, rcode: number): MessageSource {
    const course = { message: this.#message, isOverdue: () => false, onEnd: () => undefined };
    return new TransferSource(deferred, [], course, rcode);
  }

  #ended(underWay: UnderWay): void {
    const { address } = underWay;
    this.#underWay.delete(underWay);
    const left = this.#clients.get(address)! - 1;
    if (left === 0) this.#clients.delete(address);
    else this.#clients.set(address, left);
  }
}
