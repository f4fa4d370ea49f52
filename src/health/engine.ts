// The health engine: joins probes, verdicts and lineups, and keeps what is known across reloads.

import { type ProbeResult, VOID } from '../probe/result.js';
import type { Cancel } from '../time/clock.js';
import { atOnce, mapped, type Steps } from '../time/turns.js';
import { AdminOverrides } from './admin-override.js';
import { capacityFor, USUAL_CAPACITY } from './capacity.js';
import type { Endpoint } from './endpoint.js';
import type { EngineOptions } from './engine-options.js';
import { endpointName, flapEvent } from './events.js';
import { FirstRound } from './first-round.js';
import { Gate } from './gate.js';
import { History } from './history.js';
import { InOrder } from './in-order.js';
import { membersOf, type PoolMembers } from './members.js';
import { NetworkLoss } from './network-loss.js';
import { withPartners } from './partners.js';
import { Ramps } from './ramps.js';
import { Reports } from './reports.js';
import { type Next, startSchedule } from './schedule.js';
import { type PoolStatus, statusOf } from './status.js';
import type { Survey } from './survey.js';
import { Surveyor } from './surveyor.js';
import { VoidResults } from './void-results.js';
import type { Watch } from './watch.js';
import { Watchdog } from './watchdog.js';
import type { WatchedPool } from './watched-pool.js';

export class HealthEngine {
  readonly #options: EngineOptions;
  /** What operators say about members. */
  readonly overrides: AdminOverrides;
  readonly #gate: Gate;
  /** For commands, of which each is a process. */
  readonly #commandGate: Gate;
  readonly #watchdog: Watchdog;
  readonly #firstRound: FirstRound;
  readonly #ramps: Ramps;
  readonly #networkLoss = new NetworkLoss();
  readonly #voids: VoidResults;
  readonly #reports: Reports;
  readonly history = new History();
  /** What this process can open at once: probes over connections, and commands. Takes effect with the next {@link apply}. */
  most = { connections: USUAL_CAPACITY, commands: USUAL_CAPACITY };
  readonly #surveyor: Surveyor;
  readonly #results = new InOrder();
  readonly #schedules = new Map<string, Cancel>();

  constructor(options: EngineOptions) {
    const { clock, overrides = new AdminOverrides() } = options;
    this.#options = options;
    this.#surveyor = new Surveyor(overrides, clock);
    this.overrides = overrides;
    this.#gate = new Gate(USUAL_CAPACITY, clock, options.load);
    this.#commandGate = new Gate(USUAL_CAPACITY, clock);
    this.#firstRound = new FirstRound(clock);
    this.#ramps = new Ramps(clock);
    this.#voids = new VoidResults(clock, options.onVoid);
    this.#reports = new Reports(options, this.history, clock);
    this.#watchdog = new Watchdog(clock, {
      endpoints: () => this.#known.endpoints.values(),
      waiting: () => this.#gate.waiting + this.#commandGate.waiting,
      onLate: options.onLate,
    });
  }

  /**
   * Watches these pools and no others. Endpoints that stay keep their state and timing, new ones are probed at
   * once, the others no more; every lineup is written from what is known now.
   */
  apply(pools: readonly WatchedPool[]): void {
    atOnce(this.#settle(this.#watch(pools)));
  }

  /** As {@link apply}; others have their turn between pools, and results that come meanwhile wait. */
  async applyByTurns(pools: readonly WatchedPool[]): Promise<void> {
    await this.#results.take(this.#settle(this.#watch(pools)));
  }

  #watch(pools: readonly WatchedPool[]): Survey {
    this.#results.finish();
    const survey = this.#surveyor.take(pools);
    const { endpoints, formers } = survey;
    for (const [key, stop] of this.#schedules) {
      if (endpoints.has(key)) continue;
      stop();
      this.#schedules.delete(key);
    }
    for (const [fresh, former] of formers) this.history.pass(former.key, fresh.key);
    this.history.keep(endpoints);
    this.#ramps.stop();
    survey.followers.write = watch => this.#ramps.write(watch);
    return survey;
  }

  /** Writes the lineups of what is watched now, begins to probe it, and tells what has changed. */
  *#settle({ watches, endpoints, formers }: Survey): Steps<void> {
    this.#known.followers.composeAll(this.#nowMs);
    this.#known.followers.update(watches, this.#nowMs);
    for (const watch of watches) {
      this.#ramps.write(watch);
      yield;
    }
    this.#probe([...endpoints.values()].filter(({ isProbed }) => isProbed));
    yield;
    this.#reports.keep(watches, new Map([...formers].map(([fresh, former]) => [fresh.key, former.key])));
    yield;
    yield* this.#reports.pools(watches);
  }

  /** Takes each pool whose lineup may have become another, but for those that {@link fill} writes. */
  set onWritten(take: (watched: WatchedPool) => void) {
    this.#ramps.onWritten = take;
  }

  /** Writes the lineups that {@link apply} would write, one pool after another, and starts and stops nothing. */
  *fill(pools: readonly WatchedPool[]): Steps<void> {
    const { watches, followers } = yield* this.#surveyor.lookAhead(pools);
    const isNew = ({ key }: Endpoint) => !this.#known.endpoints.has(key);
    followers.composeAll(this.#nowMs, isNew);
    followers.update(watches, this.#nowMs, isNew);
    for (const watch of watches) {
      yield;
      watch.write();
    }
  }

  /** The pools joined with what is known of their members; nothing is started, stopped or written. */
  watchesOf(pools: readonly WatchedPool[]): readonly Watch[] {
    return this.#surveyor.watchesOf(pools);
  }

  /** Writes the lineups of pools of which overrides have changed. @param pools their names */
  refresh(pools: ReadonlySet<string>): void {
    atOnce(this.refreshInSteps(pools));
  }

  /** As {@link refresh}, one pool after another. */
  *refreshInSteps(pools: ReadonlySet<string>): Steps<void> {
    const known = this.#known;
    for (const watch of withPartners(known.watches.filter(({ watched }) => pools.has(watched.name)))) {
      // What is watched since was written with all that is known now, and the tables of these are not served any more.
      if (this.#known !== known) return;
      // What is told of a pool follows what has happened to its members.
      this.#results.finish();
      const moved = this.#known.followers.update([watch], this.#nowMs);
      this.#ramps.write(watch);
      atOnce(this.#reports.pools([watch]));
      for (const move of moved) atOnce(this.#reports.move(move, this.#known.followers));
      yield;
    }
  }

  /** Resolves when every endpoint has had a result and is not about to change its state, or after the time limit. */
  async firstRound(timeoutMs: number): Promise<void> {
    await this.#firstRound.over(timeoutMs);
    this.#ramps.flush();
  }

  /** Whether everything fails at once, so that lineups are held as they were. */
  get isSuspect(): boolean {
    return this.#networkLoss.held > 0;
  }

  /** How many results did not count, by reason. */
  get voids(): ReadonlyMap<string, number> {
    return this.#voids.counts;
  }

  /** How many endpoints have not been probed for much longer than they should. */
  get late(): number {
    return this.#watchdog.late;
  }

  /** How many probes run: over connections, and commands. */
  get running(): { readonly connections: number; readonly commands: number } {
    return { connections: this.#gate.running, commands: this.#commandGate.running };
  }

  /** What is watched now: a list that stays as it is when others are. */
  get watches(): readonly Watch[] {
    return this.#known.watches;
  }

  /** The members of all pools. */
  members(): Steps<PoolMembers[]> {
    return mapped(this.#known.watches, membersOf, 1);
  }

  /** What is known about every pool and its members. @param isWanted which pools, by name; all when absent */
  snapshot(isWanted: (pool: string) => boolean = () => true): PoolStatus[] {
    const nowMs = this.#nowMs;
    const wanted = this.watches.filter(({ watched }) => isWanted(watched.name));
    return wanted.map(watch => statusOf(watch, nowMs));
  }

  /** Ends all probing; the lineups stay as they are. */
  stop(): void {
    for (const stop of this.#schedules.values()) stop();
    this.#schedules.clear();
    this.#results.finish();
    this.#ramps.flush();
    this.#ramps.stop();
    this.#watchdog.stop();
    this.#voids.stop();
    this.#firstRound.begin([]);
  }

  get #known(): Survey {
    return this.#surveyor.known;
  }

  get #nowMs(): number {
    return this.#options.clock.now();
  }

  /** Starts to probe those that are not probed yet. @param all that are to be probed */
  #probe(all: readonly Endpoint[]): void {
    const specs = all.flatMap(({ spec }) => (spec.kind === 'exec' ? [] : spec));
    this.#gate.limit = capacityFor(specs, this.most.connections);
    this.#commandGate.limit = Math.min(USUAL_CAPACITY, this.most.commands);
    this.#watchdog.start();
    this.#firstRound.begin(all);
    for (const endpoint of all)
      if (!this.#schedules.has(endpoint.key)) this.#schedules.set(endpoint.key, this.#start(endpoint));
  }

  #start(endpoint: Endpoint): Cancel {
    const { clock, random, probe } = this.#options;
    return startSchedule({
      clock,
      random,
      gate: endpoint.spec.kind === 'exec' ? this.#commandGate : this.#gate,
      timing: endpoint.spec,
      probe: () => probe(endpoint.target, endpoint.spec),
      report: (result, beganMs) => {
        const by = this.#voids.take(endpoint, result, beganMs);
        if (by === VOID.UNSAID) return this.#leave(endpoint, beganMs);
        if (by !== undefined) return by === VOID.SHORTAGE ? 'pause' : 'again';
        endpoint.probedMs = beganMs;
        return this.#results.take(this.#record(endpoint, result));
      },
    });
  }

  /** Leaves one as it is of which nothing is said: it is in time all the same, and nobody waits for it. */
  #leave(endpoint: Endpoint, beganMs: number): Next {
    endpoint.probedMs = beganMs;
    this.#firstRound.leave(endpoint);
    return 'steady';
  }

  /** Takes a result in: first the lineups, then the listeners. Answers how soon the next one is wanted. */
  *#record(endpoint: Endpoint, result: ProbeResult): Steps<Next> {
    const { onCheck, onFlap, onStatement, onWarning } = this.#options;
    const watches = this.#known.followers.watchesOf(endpoint);
    const affected = withPartners(watches);
    const { state: from, statement: before = {}, changes, lastResult } = endpoint;
    const flaps = endpoint.record(result, this.#nowMs);
    this.#suspect(endpoint);
    const composed = this.#known.followers.compose(endpoint, result.ok, this.#nowMs);
    if (endpoint.changes !== changes || composed.length > 0) yield* this.#ramps.changeAll(affected);
    const said = endpoint.statement ?? {};
    const isOther = endpoint.state !== from || said.state !== before.state || composed.length > 0;
    const moved = isOther ? this.#known.followers.update(affected, this.#nowMs) : [];
    this.#firstRound.take(endpoint);
    const named = endpointName(endpoint, watches);
    onCheck?.(named, result);
    this.#reports.result(endpoint, result, this.#known.followers);
    if (endpoint.state !== from) yield* this.#reports.move({ endpoint, from }, this.#known.followers, result);
    for (const move of composed) yield* this.#reports.move(move, this.#known.followers);
    if (said.state !== before.state) {
      onStatement?.(named, said);
      yield* this.#reports.pools(affected);
    }
    for (const move of moved) yield* this.#reports.move(move, this.#known.followers);
    if (result.warns && result.text !== lastResult?.text) onWarning?.(named, result.text);
    if (flaps) onFlap?.(flapEvent(named, endpoint));
    return endpoint.pace;
  }

  /** Holds the lineups when everything fails at once, and lets them go with the first success. */
  #suspect(latest: Endpoint): void {
    const { watches, endpoints } = this.#known;
    const turn = this.#networkLoss.take(latest, endpoints.values(), this.#nowMs);
    if (turn === undefined) return;
    if (turn === 'ends') this.#voids.endOutage();
    if (turn === 'begins') {
      this.#known.followers.composeAll(this.#nowMs);
      this.#known.followers.update(watches, this.#nowMs);
      for (const watch of watches) this.#ramps.write(watch);
      atOnce(this.#reports.pools(watches));
    }
    this.#options.onSuspicion?.(this.#networkLoss.held);
  }
}
