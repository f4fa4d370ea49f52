// Handshakes wait for their turn: each takes a millisecond or two of the thread, in which nobody else is answered.
import type { Prefixes } from '../../dns/client-prefix.js';
import type { Clock } from '../../time/clock.js';
import { TokenBucket } from '../../time/token-bucket.js';
import type { TakesTurns, Turns } from '../stream-turns.js';

/** More of one client wait, and others go before them. */
const OF_CLIENT = { burst: 200, perSecond: 100 };
/** The most clients of which it is remembered how many they have begun. */
const MAX_CLIENTS = 4_096;

/** The handshakes of one client, in the order of their arrival. */
class ClientHandshakes implements TakesTurns {
  readonly prefixes: Prefixes;
  readonly waiting = new Set<() => void>();
  readonly #clock: Clock;
  readonly #turns: Turns;
  readonly #bucket: TokenBucket;
  #restsUntilMs = 0;

  constructor(prefixes: Prefixes, clock: Clock, turns: Turns) {
    this.prefixes = prefixes;
    this.#clock = clock;
    this.#turns = turns;
    this.#bucket = new TokenBucket(OF_CLIENT, clock.now());
  }

  add(begin: () => void): void {
    this.waiting.add(begin);
    this.#call();
  }

  /** Begins none for so long. */
  rest(restMs: number): void {
    this.#restsUntilMs = Math.max(this.#restsUntilMs, this.#clock.now() + restMs);
    this.#clock.after(restMs, () => this.#call());
  }

  /** Begins the next one. */
  work(): boolean {
    const [begin] = this.waiting;
    if (begin === undefined || this.#isResting) return false;
    const nowMs = this.#clock.now();
    // As many have begun as may for now.
    if (!this.#bucket.take(nowMs)) {
      this.rest(this.#bucket.waitMs(nowMs));
      return false;
    }
    this.waiting.delete(begin);
    begin();
    return this.waiting.size > 0;
  }

  get #isResting(): boolean {
    return this.#clock.now() < this.#restsUntilMs;
  }

  #call(): void {
    if (!this.#isResting && this.waiting.size > 0) this.#turns.add(this);
  }
}

/** All handshakes of a thread. How many may wait is bounded by the connections that there may be. */
export class HandshakeQueue {
  readonly clock: Clock;
  readonly #turns: Turns;
  readonly #clients = new Map<string, ClientHandshakes>();

  /** @param turns those of answers, too: a client that has handshakes made has fewer of them */
  constructor(clock: Clock, turns: Turns) {
    this.clock = clock;
    this.#turns = turns;
  }

  /** Begins no handshake of a client for so long. */
  rest(prefixes: Prefixes, restMs: number): void {
    this.#clientAt(prefixes).rest(restMs);
  }

  /**
   * Has a handshake begun, in turn with those of others.
   * @param prefixes of the client
   * @returns what takes it out again, if it has not begun
   */
  add(prefixes: Prefixes, begin: () => void): () => void {
    const client = this.#clientAt(prefixes);
    client.add(begin);
    return () => client.waiting.delete(begin);
  }

  #clientAt(prefixes: Prefixes): ClientHandshakes {
    const known = this.#clients.get(prefixes.client);
    if (known !== undefined) return known;
    for (const [other, { waiting }] of this.#clients) {
      if (this.#clients.size < MAX_CLIENTS) break;
      if (waiting.size === 0) this.#clients.delete(other);
    }
    const client = new ClientHandshakes(prefixes, this.clock, this.#turns);
    this.#clients.set(prefixes.client, client);
    return client;
  }
}
