// What a query for the difference gets over UDP (RFC 1995 §2): all of it in one datagram, or the SOA alone, by which the client asks over TCP.
import type { DeferredExchange } from '../answer/deferred-exchange.js';
import { OWN_UDP_SIZE, RCODE } from '../dns/constants.js';
import { HEADER_LENGTH } from '../dns/header.js';
import { TYPE } from '../dns/types.js';
import type { Catalog } from '../image/catalog.js';
import { LookupName } from '../image/lookup-name.js';
import { TokenBucket } from '../time/token-bucket.js';
import { AnswerSigner } from './answer-signer.js';
import { contentOf, type KnownVersions } from './content.js';
import type { Records } from './records.js';
import { TransferMessage } from './transfer-message.js';
import { optOf, startOf } from './transfer-source.js';

/** More records than so many are hardly one datagram, whatever came and went again. */
const MOST_RECORDS = 1_000;

/** Whoever sends a flood of queries is not to take the time of the main thread: beyond that the SOA alone is told. */
const DIFFERENCES = { burst: 50, perSecond: 50 };

export class DatagramTransfers {
  readonly #known: KnownVersions;
  readonly #message = new TransferMessage();
  readonly #out = new Uint8Array(OWN_UDP_SIZE);
  readonly #name = new LookupName();
  readonly #seenBy: (deferred: DeferredExchange) => Catalog;
  readonly #nowMs: () => number;
  readonly #differences: TokenBucket;

  /** @param seenBy the zones as they are now, as who has asked sees them @param nowMs monotonic */
  constructor(
    known: KnownVersions,
    seenBy: (deferred: DeferredExchange) => Catalog,
    nowMs = () => performance.now(),
  ) {
    this.#known = known;
    this.#seenBy = seenBy;
    this.#nowMs = nowMs;
    this.#differences = new TokenBucket(DIFFERENCES, nowMs());
  }

  /** @returns the answer */
  answer(deferred: DeferredExchange): Uint8Array {
    const { query } = deferred;
    this.#name.read(query, HEADER_LENGTH, query.length);
    const zone = this.#seenBy(deferred).find(this.#name, TYPE.SOA);
    const parts = contentOf({ ...deferred, zone }, this.#known, this.#most());
    if (parts === undefined) return this.#write(deferred, [], RCODE.FORMERR)!;
    return this.#write(deferred, parts) ?? this.#write(deferred, parts.slice(0, 1))!;
  }

  #most(): number {
    return this.#differences.take(this.#nowMs()) ? MOST_RECORDS : 0;
  }

  /** @returns undefined when not all fits */
  #write(
    deferred: DeferredExchange,
    parts: readonly Records[],
    rcode: number = RCODE.NOERROR,
  ): Uint8Array | undefined {
    const opt = optOf(deferred);
    const signer = new AnswerSigner(deferred.signedBy);
    const size = Math.min(deferred.maxSize, OWN_UDP_SIZE) - opt.length - signer.room;
    this.#message.begin(this.#out, 0, startOf(deferred, rcode), { usual: size, most: size });
    if (!parts.every(part => part.writeTo(this.#message))) return undefined;
    if (opt.length > 0) this.#message.addOpt(opt);
    return this.#out.slice(0, signer.sign(this.#out, 0, this.#message.finish()));
  }
}
