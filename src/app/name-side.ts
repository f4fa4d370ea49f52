// Names of members: each is asked of the zones here, else of the upstreams, and again when its time to live is over.
import type { Wanted, WatchName } from '../discover/names.js';
import { askName } from '../forward/ask-name.js';
import type { Forwarder } from '../forward/forwarder.js';
import type { AskName } from '../forward/host-lookup.js';
import type { ResolverRules } from '../forward/host-resolver.js';
import { HostWatchers } from '../forward/host-watchers.js';
import { type LookupAnswer, lookupFailure, UNWANTED } from '../forward/lookup-answer.js';
import type { LookupPace } from '../forward/lookup-pace.js';
import { holderIn, OwnNames } from '../operate/own-names.js';
import { circleOf, circleText } from '../operate/pool-circles.js';
import type { Generation } from '../store/generation.js';
import { type Clock, systemClock } from '../time/clock.js';

/** The most names at once. */
const MAX_NAMES = 4_096;
const RULES = { leastMs: 1_000, mostMs: 3_600_000, addresses: 64, services: 128 };

export interface NameSideParts {
  readonly forwarder: Pick<Forwarder, 'forward'>;
  readonly pace: LookupPace;
  readonly clock?: Clock;
  /** What a source looks up now, by its key. */
  namesOf(key: string): readonly Wanted[];
}

export class NameSide {
  readonly #parts: NameSideParts;
  readonly #watchers: HostWatchers;
  #generation: Generation | undefined;
  #own: OwnNames | undefined;

  constructor(parts: NameSideParts) {
    this.#parts = parts;
    const { clock = systemClock } = parts;
    const rules = (): ResolverRules => ({ ...RULES, allowsLoopback: this.#allowsLoopback });
    this.#watchers = new HostWatchers(
      { clock, rules, ask: (...question) => this.#ask(...question) },
      MAX_NAMES,
    );
  }

  get watch(): WatchName {
    return this.#watchers.watch;
  }

  /** Asks by this generation from now on. What it may hold itself is looked up again at once. */
  follow(generation: Generation): void {
    const hasOtherZones = generation.zones !== this.#generation?.zones;
    this.#generation = generation;
    this.#own = undefined;
    if (hasOtherZones) this.#watchers.resolver.refreshOwn(holderIn(generation));
  }

  close(): void {
    this.#watchers.resolver.close();
  }

  get #allowsLoopback(): boolean {
    return this.#generation?.config.forward.allowsLocalhost ?? false;
  }

  /** Made when there is a name to look up: it takes a while, and members may change many times a second. */
  #ownNames(generation: Generation): OwnNames {
    this.#own ??= new OwnNames(generation);
    return this.#own;
  }

  async #ask(...[name, type, isWanted]: Parameters<AskName>): Promise<LookupAnswer> {
    const generation = this.#generation;
    if (generation === undefined) return lookupFailure('no zone was loaded yet');
    const { forwarder, pace } = this.#parts;
    const names = this.#ownNames(generation);
    const own = names.find(name, type);
    if ('route' in own) {
      const route = generation.routes[own.route];
      return (await pace.run(() => askName(forwarder, name, type, route), isWanted)) ?? UNWANTED;
    }
    const way =
      own.pool === undefined ? undefined : circleOf(own.pool, pool => this.#poolsBehind(pool, names));
    return way === undefined ? own : { ...own, records: [], failure: circleText(way), isRefused: true };
  }

  /** The pools by way of which the members of a pool are looked up, as far as that is known. */
  #poolsBehind(pool: string, own: OwnNames): string[] {
    return own
      .sourcesOf(pool)
      .flatMap(key => this.#parts.namesOf(key))
      .flatMap(wanted => this.#watchers.resolver.stateOf(wanted)?.pools ?? own.openOwner(wanted.name) ?? []);
  }
}
