// Handshakes wait for their turn: each takes a millisecond or two of the thread, in which nobody else is answered.
import { clientKey } from '../../dns/client-prefix.js';
import type { Clock } from '../../time/clock.js';
import { TokenBucket } from '../../time/token-bucket.js';

/** So many are begun before the event loop looks at its sockets again. */
const AT_ONCE = 4;
/** More of one client wait, and others go before them. */
const OF_CLIENT = { burst: 200, perSecond: 100 };
/** The most clients of which it is remembered how many they have begun. */
const MAX_CLIENTS = 4_096;

interface Client {
  readonly bucket: TokenBucket;
  /** In the order of their arrival. */
  readonly waiting: Set<() => void>;
  isResting: boolean;
}

/** All handshakes of a thread. How many may wait is bounded by the connections that there may be. */
export class HandshakeQueue {
  readonly #clock: Clock;
  readonly #clients = new Map<string, Client>();
  /** Those that may begin one, the next first. */
  readonly #ready = new Set<Client>();
  #isDue = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Has a handshake begun, in turn with those of other clients.
   * @param address of the client
   * @returns what takes it out again, if it has not begun
   */
  add(address: string, begin: () => void): () => void {
    const client = this.#clientAt(clientKey(address));
    client.waiting.add(begin);
    if (client.waiting.size === 1) this.#makeReady(client);
    return () => client.waiting.delete(begin);
  }

  #clientAt(key: string): Client {
    const known = this.#clients.get(key);
    if (known !== undefined) return known;
    for (const [other, { waiting }] of this.#clients) {
      if (this.#clients.size < MAX_CLIENTS) break;
      if (waiting.size === 0) this.#clients.delete(other);
    }
    const bucket = new TokenBucket(OF_CLIENT, this.#clock.now());
    const client: Client = { bucket, waiting: new Set(), isResting: false };
    this.#clients.set(key, client);
    return client;
  }

  #makeReady(client: Client): void {
    if (client.isResting) return;
    this.#ready.add(client);
    this.#call();
  }

  #call(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(this.#run);
  }

  readonly #run = (): void => {
    const nowMs = this.#clock.now();
    let begun = 0;
    for (const client of this.#ready) {
      if (begun === AT_ONCE) break;
      this.#ready.delete(client);
      const [begin] = client.waiting;
      if (begin === undefined) continue;
      if (!client.bucket.take(nowMs)) {
        this.#rest(client, client.bucket.waitMs(nowMs));
        continue;
      }
      begun++;
      client.waiting.delete(begin);
      if (client.waiting.size > 0) this.#ready.add(client);
      begin();
    }
    this.#isDue = false;
    if (this.#ready.size > 0) this.#call();
  };

  /** It has begun as many as it may for now. */
  #rest(client: Client, restMs: number): void {
    client.isResting = true;
    this.#clock.after(restMs, () => {
      client.isResting = false;
      this.#makeReady(client);
    });
  }
}
