// The health engine: joins probes, verdicts and lineups, and keeps what is known across reloads.

import { type ProbeResult, resultToText } from '../probe/result.js';
import type { Probe } from '../probe/run.js';
import type { Told } from '../probe/statement.js';
import type { Cancel, Clock } from '../time/clock.js';
import { AdminOverrides } from './admin-override.js';
import { capacityFor, USUAL_CAPACITY } from './capacity.js';
import { following } from './cause.js';
import { Endpoint } from './endpoint.js';
import {
  type EndpointName,
  endpointName,
  type FlapEvent,
  flapEvent,
  type LateEvent,
  type PoolEvent,
  poolEvent,
  type TransitionEvent,
} from './events.js';
import { FirstRound } from './first-round.js';
import { Followers, type Moved } from './followers.js';
import { Gate } from './gate.js';
import { History } from './history.js';
import type { Pace } from './judge.js';
import { Ramps } from './ramps.js';
import { startSchedule } from './schedule.js';
import { type PoolStatus, statusOf } from './status.js';
import { lostTogether } from './suspicion.js';
import { Watchdog } from './watchdog.js';
import { Watch, type WatchedPool, withPartners } from './watched-pool.js';

const NONE: readonly Moved[] = [];

export interface EngineOptions {
  readonly clock: Clock;
  readonly probe: Probe;
  /** The most probes that may run at once, by what this process can open. */
  readonly maxProbes?: number;
  /** From 0 up to 1, for jitter. */
  readonly random: () => number;
  /** What operators say about members; nothing when absent. */
  readonly overrides?: AdminOverrides;
  /** Called after the lineups are written, once per change of a state. */
  onTransition(event: TransitionEvent): void;
  onPool?(event: PoolEvent): void;
  /** A hold begins, also one that lengthens another. */
  onFlap?(event: FlapEvent): void;
  /** The prober is suspected to have lost the network, with the number of backends that are held as they were; 0 when it is not any more. */
  onSuspicion?(held: number): void;
  /** Probes begin to be late, or are not any more. */
  onLate?(event: LateEvent): void;
  /** A member has itself drained or in maintenance, or not any more. */
  onTold?(endpoint: EndpointName, told: Told): void;
  onCheck?(endpoint: EndpointName, result: ProbeResult): void;
}

export class HealthEngine {
  readonly #options: EngineOptions;
  readonly #overrides: AdminOverrides;
  readonly #gate: Gate;
  /** For commands, of which each is a process. */
  readonly #commandGate: Gate;
  readonly #watchdog: Watchdog;
  readonly #firstRound: FirstRound;
  readonly #ramps: Ramps;
  readonly history = new History();
  #watches: readonly Watch[] = [];
  #endpoints: ReadonlyMap<string, Endpoint> = new Map();
  #followers = new Followers([], watch => watch.write());
  readonly #schedules = new Map<string, Cancel>();
  /** Names of the pools without a live member, as last reported. */
  #onFallback = new Set<string>();
  /** Endpoints whose state is held, as the prober is suspected to be what fails. */
  #held: readonly Endpoint[] = [];

  constructor(options: EngineOptions) {
    const { clock, overrides = new AdminOverrides() } = options;
    this.#options = options;
    this.#overrides = overrides;
    this.#gate = new Gate(USUAL_CAPACITY, clock);
    this.#commandGate = new Gate(USUAL_CAPACITY, clock);
    this.#firstRound = new FirstRound(clock);
    this.#ramps = new Ramps(clock);
    this.#watchdog = new Watchdog(clock, {
      endpoints: () => this.#endpoints.values(),
      waiting: () => this.#gate.waiting + this.#commandGate.waiting,
      onLate: options.onLate,
    });
  }

  /**
   * Watches these pools and no others. Endpoints that stay keep their state and timing, new ones are probed at
   * once, the others no more; every lineup is written from what is known now.
   */
  apply(pools: readonly WatchedPool[]): void {
    const { watches, endpoints } = this.#survey(pools);
    for (const [key, stop] of this.#schedules) {
      if (endpoints.has(key)) continue;
      stop();
      this.#schedules.delete(key);
    }
    this.#watches = watches;
    this.#endpoints = endpoints;
    this.history.keep(new Set([...endpoints.values()].map(({ name }) => name)));
    const probed = [...endpoints.values()].filter(({ isProbed }) => isProbed);
    this.#ramps.stop();
    this.#followers = new Followers(watches, watch => this.#ramps.write(watch));
    this.#followers.heed(watches, this.#options.clock.now());
    for (const watch of watches) this.#ramps.write(watch);
    const specs = probed.flatMap(({ spec }) => (spec.kind === 'exec' ? [] : spec));
    this.#gate.limit = capacityFor(specs, this.#options.maxProbes ?? USUAL_CAPACITY);
    this.#watchdog.start();
    this.#firstRound.begin(probed);
    for (const endpoint of probed)
      if (!this.#schedules.has(endpoint.key)) this.#schedules.set(endpoint.key, this.#start(endpoint));
    const names = new Set(pools.map(({ name }) => name));
    this.#onFallback = new Set([...this.#onFallback].filter(name => names.has(name)));
    this.#reportPools(watches);
  }

  /** Writes the lineups that {@link apply} would write, and starts and stops nothing. */
  fill(pools: readonly WatchedPool[]): void {
    const { watches } = this.#survey(pools);
    const isNew = ({ key }: Endpoint) => !this.#endpoints.has(key);
    new Followers(watches, watch => watch.write()).heed(watches, this.#options.clock.now(), isNew);
    for (const watch of watches) watch.write();
  }

  /** The pools joined with what is known of their members; nothing is started, stopped or written. */
  watchesOf(pools: readonly WatchedPool[]): readonly Watch[] {
    return this.#survey(pools).watches;
  }

  /** Writes the lineups of pools of which overrides have changed. @param pools their names */
  refresh(pools: ReadonlySet<string>): void {
    const watches = withPartners(this.#watches.filter(({ watched }) => pools.has(watched.name)));
    const moved = this.#followers.heed(watches, this.#options.clock.now());
    for (const watch of watches) this.#ramps.write(watch);
    this.#reportPools(watches);
    for (const move of moved) this.#reportMove(move);
  }

  /** Resolves when every endpoint has had a result and is not about to change its state, or after the time limit. */
  firstRound(timeoutMs: number): Promise<void> {
    return this.#firstRound.over(timeoutMs);
  }

  /** Whether everything fails at once, so that lineups are held as they were. */
  get isSuspect(): boolean {
    return this.#held.length > 0;
  }

  /** How many endpoints have not been probed for much longer than they should. */
  get late(): number {
    return this.#watchdog.late;
  }

  /** What is known about every pool and its members. @param isWanted which pools, by name; all when absent */
  snapshot(isWanted: (pool: string) => boolean = () => true): PoolStatus[] {
    const nowMs = this.#options.clock.now();
    return this.#watches.filter(({ watched }) => isWanted(watched.name)).map(watch => statusOf(watch, nowMs));
  }

  /** Ends all probing; the lineups stay as they are. */
  stop(): void {
    for (const stop of this.#schedules.values()) stop();
    this.#schedules.clear();
    this.#ramps.stop();
    this.#watchdog.stop();
    this.#firstRound.begin([]);
  }

  /** Joins pools with endpoints: those that are known, else new ones. */
  #survey(pools: readonly WatchedPool[]): { watches: Watch[]; endpoints: Map<string, Endpoint> } {
    const endpoints = new Map<string, Endpoint>();
    const known = [...this.#endpoints.values()].filter(({ isProbed }) => isProbed);
    const formers = new Map(known.map(endpoint => [endpoint.name, endpoint]));
    const names = new Set(pools.map(({ name }) => name));
    const nowMs = this.#options.clock.now();
    const watches = pools.map(watched => {
      const { spec, defaultHost } = watched;
      const follows = watched.follows?.find(name => names.has(name));
      const members = watched.pool.members.map(member => {
        const fresh = new Endpoint(member, spec, member.host ?? defaultHost, nowMs, follows);
        const same = endpoints.get(fresh.key) ?? this.#endpoints.get(fresh.key);
        const former = formers.get(fresh.name);
        if (same === undefined && former !== undefined && fresh.isProbed) fresh.inherit(former);
        const endpoint = same ?? fresh;
        endpoints.set(endpoint.key, endpoint);
        return endpoint;
      });
      return new Watch(watched, members, this.#overrides);
    });
    tieTogether(watches);
    for (const watch of watches) watch.advance(nowMs);
    return { watches, endpoints };
  }

  #start(endpoint: Endpoint): Cancel {
    const { clock, random, probe } = this.#options;
    return startSchedule({
      clock,
      random,
      gate: endpoint.spec.kind === 'exec' ? this.#commandGate : this.#gate,
      timing: endpoint.spec,
      probe: () => {
        endpoint.probedMs = clock.now();
        return probe(endpoint.target, endpoint.spec);
      },
      report: result => this.#record(endpoint, result),
    });
  }

  /** Takes a result in: first the lineups, then the listeners. Answers how soon the next one is wanted. */
  #record(endpoint: Endpoint, result: ProbeResult): Pace {
    const { onCheck, onFlap, onTold, clock } = this.#options;
    const watches = this.#followers.watchesOf(endpoint);
    const affected = withPartners(watches);
    const reason = reasonOf(endpoint);
    const { told = {}, state: from } = endpoint;
    const flaps = endpoint.record(result, clock.now());
    this.#suspect(result.ok);
    const said = endpoint.told ?? {};
    const isOther = endpoint.state !== from || said.state !== told.state;
    if (isOther || reasonOf(endpoint) !== reason || said.percent !== told.percent)
      for (const watch of affected) this.#ramps.write(watch);
    const moved = isOther ? this.#followers.heed(affected, clock.now()) : NONE;
    this.#firstRound.heed(endpoint);
    const named = endpointName(endpoint, watches);
    onCheck?.(named, result);
    if (endpoint.state !== from) this.#reportMove({ endpoint, from }, result);
    if (said.state !== told.state) {
      onTold?.(named, said);
      this.#reportPools(affected);
    }
    for (const move of moved) this.#reportMove(move);
    if (flaps) onFlap?.(flapEvent(named, endpoint));
    return endpoint.pace;
  }

  /** Tells of a changed state. @param result what it follows from; the state of another pool when absent */
  #reportMove({ endpoint, from }: Moved, result?: ProbeResult): void {
    const watches = this.#followers.watchesOf(endpoint);
    const to = endpoint.state;
    const [first] = watches;
    const counts = { live: first?.live ?? 0, total: first?.endpoints.length ?? 0 };
    const why = result ?? following(endpoint.follows!, to === 'down');
    const atMs = this.#options.clock.now();
    this.history.add(endpoint.name, { atMs, from, to, reason: resultToText(why) });
    this.#options.onTransition({ ...endpointName(endpoint, watches), from, to, result: why, ...counts });
    this.#reportPools(withPartners(watches));
  }

  /** Holds the lineups when everything fails at once, and lets them go with the first success. */
  #suspect(isSuccess: boolean): void {
    if (isSuccess && this.isSuspect) {
      for (const endpoint of this.#held) endpoint.thaw();
      this.#held = [];
      this.#options.onSuspicion?.(0);
    }
    if (isSuccess || this.isSuspect) return;
    const nowMs = this.#options.clock.now();
    this.#held = lostTogether(this.#endpoints.values(), nowMs);
    if (!this.isSuspect) return;
    for (const endpoint of this.#held) endpoint.freeze(nowMs);
    this.#followers.heed(this.#watches, nowMs);
    for (const watch of this.#watches) this.#ramps.write(watch);
    this.#reportPools(this.#watches);
    this.#options.onSuspicion?.(this.#held.length);
  }

  /** Tells of the pools that lost their last live member, or have one again. */
  #reportPools(watches: readonly Watch[]): void {
    for (const watch of watches) {
      const { name } = watch.watched;
      const { isOnFallback } = watch;
      if (isOnFallback === this.#onFallback.has(name)) continue;
      if (isOnFallback) this.#onFallback.add(name);
      else this.#onFallback.delete(name);
      this.#options.onPool?.(poolEvent(watch));
    }
  }
}

/** Why an endpoint is down, as its pools' lineups say it; empty when it is not. */
function reasonOf({ cause }: Endpoint): string {
  return cause === undefined ? '' : resultToText(cause);
}

function tieTogether(watches: readonly Watch[]): void {
  const byName = new Map(watches.map(watch => [watch.watched.name, watch]));
  for (const watch of watches) {
    const { partner } = watch.watched;
    const found = partner === undefined ? undefined : byName.get(partner);
    if (found !== undefined) watch.tie(found);
  }
}
