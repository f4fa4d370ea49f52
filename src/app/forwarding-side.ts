// What a running server forwards by: where answers are kept, also over a restart, who refreshes them, and where upstreams with a name are.
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/config.js';
import type { Forwarder } from '../forward/forwarder.js';
import { type HostAddresses, HostResolver, type HostState } from '../forward/host-resolver.js';
import { Refresher } from '../forward/refresher.js';
import { FORWARD_POLICY } from '../forward/upstream-order.js';
import type { EventLog } from '../operate/event-log.js';
import type { Generation } from '../store/generation.js';
import { hostsOf } from '../store/upstream-hosts.js';
import { systemClock } from '../time/clock.js';
import { CacheFile } from './cache-file.js';

/** An answer about an upstream has room for all that TCP brings. */
const MAX_ANSWER = 65_535;

export class ForwardingSide {
  readonly #forwarder: Forwarder;
  readonly #refresher: Refresher;
  readonly #file: CacheFile;
  readonly #hosts: HostResolver;
  readonly #setHosts: (hosts: HostAddresses) => Promise<void>;

  /** @param setHosts has upstreams have other addresses */
  constructor(forwarder: Forwarder, events: EventLog, setHosts: (hosts: HostAddresses) => Promise<void>) {
    this.#forwarder = forwarder;
    this.#setHosts = setHosts;
    this.#refresher = new Refresher(forwarder, systemClock);
    this.#file = new CacheFile(systemClock, problem => events.cacheFile(problem));
    this.#hosts = new HostResolver({
      clock: systemClock,
      ask: (query, questionEnd, route) => forwarder.forward(query, questionEnd, route, 'tcp', MAX_ANSWER),
      onChange: (state, areNew) => {
        events.upstreamHost(state);
        if (areNew) void this.#setHosts(this.#hosts.addresses);
      },
    });
  }

  /** What is known of upstreams that are given by name. */
  get hosts(): readonly HostState[] {
    return this.#hosts.states;
  }

  /** Goes by this generation from now on. */
  follow({ cache, routes, namedRoutes, hosts, config }: Generation): void {
    const { policy = FORWARD_POLICY.ORDER, edits } = config.upstreams;
    const forwarder = this.#forwarder;
    if (cache !== undefined) cache.settings = config.keeping;
    forwarder.cache = cache;
    forwarder.policy = policy;
    forwarder.edits = edits;
    forwarder.keepOnly([...routes, config.forward.bootstrap]);
    forwarder.know(routes);
    this.#refresher.follow(cache, routes);
    this.#file.follow({ path: config.cacheFile, cache, rules: rulesOf(config) });
    this.#hosts.follow(hostsOf(namedRoutes), config.forward.bootstrap);
    // It may have been made before others were found.
    if (!isDeepStrictEqual(hosts, this.#hosts.addresses))
      setImmediate(() => void this.#setHosts(this.#hosts.addresses));
  }

  /** Queries are answered from now on. @param tookOver whether a former process is about to write the file of answers once more */
  begin(tookOver: boolean): void {
    this.#file.begin(tookOver);
  }

  /** Resolves when what is kept is in its file, if there is one. */
  async close(): Promise<void> {
    this.#refresher.close();
    this.#hosts.close();
    await this.#file.close();
  }
}

/** Equal for configurations by which the same is kept of an answer. */
function rulesOf({ keeping, upstreams }: Config): string {
  const { minTtlSeconds, maxTtlSeconds, maxNegativeSeconds } = keeping;
  return JSON.stringify([minTtlSeconds, maxTtlSeconds, maxNegativeSeconds, upstreams.edits]);
}
