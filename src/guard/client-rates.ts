// How often each client may do something: a bucket for each address, of a bounded number of them.
import { type Rate, TokenBucket } from '../time/token-bucket.js';

/** The most clients that are remembered; the one that came first is forgotten. */
const MAX_CLIENTS = 4_096;

export class ClientRates {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Whether it may be done now; if so, it counts. */
  take(client: string, nowMs: number): boolean {
    return this.#bucket(client, nowMs).take(nowMs);
  }

  /** It may not be done for so long. */
  rest(client: string, nowMs: number, restMs: number): void {
    this.#bucket(client, nowMs).rest(nowMs, restMs);
  }

  /** How long until it may be done, in milliseconds; 0 for now. */
  waitMs(client: string, nowMs: number): number {
    return this.#buckets.get(client)?.waitMs(nowMs) ?? 0;
  }

  #bucket(client: string, nowMs: number): TokenBucket {
    const known = this.#buckets.get(client);
    if (known !== undefined) return known;
    const bucket = new TokenBucket(this.#rate, nowMs);
    this.#buckets.set(client, bucket);
    for (const first of this.#buckets.keys()) {
      if (this.#buckets.size <= MAX_CLIENTS) break;
      this.#buckets.delete(first);
    }
    return bucket;
  }
}
