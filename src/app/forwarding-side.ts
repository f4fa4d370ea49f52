// What a running server forwards by: where answers are kept, also over a restart, who refreshes them, and where upstreams with a name are.
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/config.js';
import { HOST_KIND } from '../discover/names.js';
import { askName } from '../forward/ask-name.js';
import type { Forwarder, Route } from '../forward/forwarder.js';
import { HostResolver, type ResolverRules } from '../forward/host-resolver.js';
import { UNWANTED } from '../forward/lookup-answer.js';
import { LookupPace } from '../forward/lookup-pace.js';
import { Refresher } from '../forward/refresher.js';
import { FORWARD_POLICY } from '../forward/upstream-order.js';
import type { EventLog } from '../operate/event-log.js';
import type { Generation } from '../store/generation.js';
import {
  type HostAddresses,
  hostAddresses,
  hostsOf,
  type UpstreamHost,
  upstreamHost,
} from '../store/upstream-hosts.js';
import { systemClock } from '../time/clock.js';
import { CacheFile } from './cache-file.js';
import { NameSide, type NameSideParts } from './name-side.js';

/** What is taken of the addresses of upstreams. */
const UPSTREAM_RULES: ResolverRules = {
  leastMs: 30_000,
  mostMs: 3_600_000,
  addresses: 8,
  services: 0,
  allowsLoopback: true,
};

export interface ForwardingHost {
  readonly events: EventLog;
  /** Has upstreams have other addresses. */
  setHosts(hosts: HostAddresses): Promise<void>;
  /** The names that are looked up for a source of members now, by its key. */
  readonly namesOf: NameSideParts['namesOf'];
}

export class ForwardingSide {
  readonly #forwarder: Forwarder;
  readonly #refresher: Refresher;
  readonly #file: CacheFile;
  readonly #hosts: HostResolver;
  /** Who is asked for addresses of upstreams. */
  #bootstrap: Route = [];
  readonly #setHosts: ForwardingHost['setHosts'];
  /** Names of members. */
  readonly names: NameSide;

  constructor(forwarder: Forwarder, { events, setHosts, namesOf }: ForwardingHost) {
    this.#forwarder = forwarder;
    this.#setHosts = setHosts;
    this.#refresher = new Refresher(forwarder, systemClock);
    this.#file = new CacheFile(systemClock, problem => events.cacheFile(problem));
    const pace = new LookupPace(systemClock);
    this.names = new NameSide({ forwarder, pace, namesOf });
    this.#hosts = new HostResolver({
      clock: systemClock,
      rules: () => UPSTREAM_RULES,
      ask: async (name, type, isWanted) =>
        (await pace.run(() => askName(forwarder, name, type, this.#bootstrap), isWanted)) ?? UNWANTED,
      onChange: (state, areNew) => {
        events.upstreamHost(upstreamHost(state));
        if (areNew) void this.#setHosts(hostAddresses(this.#hosts.states));
      },
    });
  }

  /** What is known of upstreams that are given by name. */
  get hosts(): readonly UpstreamHost[] {
    return this.#hosts.states.map(upstreamHost);
  }

  /** Goes by this generation from now on. */
  follow(generation: Generation): void {
    const { cache, routes, namedRoutes, hosts, config } = generation;
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
    this.#bootstrap = config.forward.bootstrap;
    this.#hosts.follow(hostsOf(namedRoutes).map(name => ({ name, kind: HOST_KIND.ADDRESSES })));
    this.names.follow(generation);
    // It may have been made before others were found.
    const found = () => hostAddresses(this.#hosts.states);
    if (!isDeepStrictEqual(hosts, found())) setImmediate(() => void this.#setHosts(found()));
  }

  /** Queries are answered from now on. @param tookOver whether a former process is about to write the file of answers once more */
  begin(tookOver: boolean): void {
    this.#file.begin(tookOver);
  }

  /** Resolves when what is kept is in its file, if there is one. */
  async close(): Promise<void> {
    this.#refresher.close();
    this.#hosts.close();
    this.names.close();
    await this.#file.close();
  }
}

/** Equal for configurations by which the same is kept of an answer. */
function rulesOf({ keeping, upstreams }: Config): string {
  const { minTtlSeconds, maxTtlSeconds, maxNegativeSeconds } = keeping;
  return JSON.stringify([minTtlSeconds, maxTtlSeconds, maxNegativeSeconds, upstreams.edits]);
}
