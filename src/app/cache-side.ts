// The cache of a running server: which table is in use, and who refreshes what is in it.
import type { Forwarder } from '../forward/forwarder.js';
import { Refresher } from '../forward/refresher.js';
import type { Generation } from '../store/generation.js';
import { systemClock } from '../time/clock.js';
import { followForwarding } from './forwarding.js';

export class CacheSide {
  readonly #forwarder: Forwarder;
  readonly #refresher: Refresher;

  constructor(forwarder: Forwarder) {
    this.#forwarder = forwarder;
    this.#refresher = new Refresher(forwarder, systemClock);
  }

  /** Keeps and refreshes answers by this generation from now on. */
  follow({ cache, routes, config }: Generation): void {
    if (cache !== undefined) cache.settings = config.keeping;
    this.#forwarder.cache = cache;
    followForwarding(this.#forwarder, config);
    this.#refresher.follow(cache, routes);
  }

  close(): void {
    this.#refresher.close();
  }
}
