// A pool that is watched: where its members are probed, and where its lineup is written.
import type { Lineup } from '../image/lineup.js';
import { wheelRoom } from '../image/lineup-slot.js';
import { writeLineup } from '../image/lineup-table.js';
import type { ProbeSpec } from '../probe/spec.js';
import type { Told } from '../probe/statement.js';
import type { Pool } from '../zone/pool.js';
import type { AdminOverride, AdminOverrides } from './admin-override.js';
import { type Candidate, liveCount } from './candidate.js';
import type { Endpoint } from './endpoint.js';
import { type Bounds, isOnFallback, lineupOf } from './lineup.js';
import { rampAt } from './ramp.js';
import { detectionMs } from './schedule.js';
import { tied } from './tie.js';
import { percentOf } from './whole-weights.js';

export interface WatchedPool {
  /** Owner and type, as in `app.local A`; the same pool has the same name after a reload. */
  readonly name: string;
  readonly pool: Pool;
  /** The name of the pool of the other family that members are tied to. */
  readonly partner?: string;
  readonly spec: ProbeSpec;
  /** The Host to ask for when the spec names none. */
  readonly defaultHost: string;
  /** Names of pools, the first of which that is watched is followed. */
  readonly follows?: readonly string[];
  readonly table: Int32Array;
  /** The word offset of this pool's slot in `table`. */
  readonly slot: number;
}

/** The word of an operator goes before that of the member. */
function serviceOf(override: AdminOverride | undefined, told: Told): Pick<Candidate, 'admin' | 'isTold'> {
  if (override !== undefined && override.state !== 'ready') return { admin: override.state };
  return told.state === undefined ? { admin: override?.state } : { admin: told.state, isTold: true };
}

/** A member of the other pool that a member is tied to. */
export interface Tie {
  readonly watch: Watch;
  readonly index: number;
}

/** In place of a percentage that nobody says. */
const UNTOLD = Number.POSITIVE_INFINITY;

/** A pool joined with the endpoints of its members. */
export class Watch {
  #partner: Watch | undefined;
  /** At the index of a member, that of the one that it is tied to. */
  #ties: ReadonlyMap<number, number> = new Map();
  /** At the index of a member that is coming back, how much of its weight counts. */
  readonly #rampSteps = new Map<number, number>();

  constructor(
    readonly watched: WatchedPool,
    /** At the same index as the pool's members. */
    readonly endpoints: readonly Endpoint[],
    readonly overrides: Pick<AdminOverrides, 'of'>,
  ) {}

  /** Ties members to those of another pool. */
  tie(partner: Watch): void {
    const places = new Map(partner.watched.pool.members.map(({ address }, index) => [address, index]));
    const ties = new Map<number, number>();
    this.watched.pool.members.forEach(({ tied }, index) => {
      const place = tied === undefined ? undefined : places.get(tied);
      if (place !== undefined) ties.set(index, place);
    });
    this.#partner = partner;
    this.#ties = ties;
  }

  /** The pool of the other family, when members are tied to it. */
  get partner(): Watch | undefined {
    return this.#partner;
  }

  /** This pool, and the one that its members are tied to: what changes in one of them may change both. */
  get withPartner(): readonly Watch[] {
    return this.#partner === undefined ? [this] : [this, this.#partner];
  }

  /** What a member is tied to. */
  tieOf(index: number): Tie | undefined {
    const place = this.#ties.get(index);
    return place === undefined || this.#partner === undefined
      ? undefined
      : { watch: this.#partner, index: place };
  }

  /** The pool that the members follow; undefined when they follow none. */
  get follows(): string | undefined {
    return this.endpoints[0]?.follows;
  }

  /**
   * Finds out how much of the weights counts now.
   * @param nowMs the time on the engine's clock
   * @returns how long that stays so; undefined when all weights are whole
   */
  advance(nowMs: number): number | undefined {
    const { slowStartMs } = this.watched.pool;
    this.#rampSteps.clear();
    if (slowStartMs === undefined) return undefined;
    let leftMs: number | undefined;
    for (const index of this.endpoints.keys()) {
      const returnedMs = this.#returnedMs(index);
      const ramp = returnedMs === undefined ? undefined : rampAt(nowMs - returnedMs, slowStartMs);
      if (ramp === undefined) continue;
      this.#rampSteps.set(index, ramp.step);
      leftMs = Math.min(leftMs ?? ramp.leftMs, ramp.leftMs);
    }
    return leftMs;
  }

  /** When a member came back, with the address that it is tied to; undefined while it is down, and when it has never been. */
  #returnedMs(index: number): number | undefined {
    const tie = this.tieOf(index);
    const endpoints = [this.endpoints[index], ...(tie === undefined ? [] : [tie.watch.endpoints[tie.index]])];
    if (endpoints.some(({ state }) => state === 'down')) return undefined;
    const times = endpoints.flatMap(({ returnedMs }) => returnedMs ?? []);
    return times.length === 0 ? undefined : Math.max(...times);
  }

  /** Whether no member is live and in service. */
  get isOnFallback(): boolean {
    return isOnFallback(this.candidates());
  }

  /** How many members are live and in service. */
  get live(): number {
    return liveCount(this.candidates());
  }

  /** What an operator says about a member. */
  override(index: number): AdminOverride | undefined {
    const { name, pool } = this.watched;
    return this.overrides.of(name, pool.members[index].address);
  }

  /** The members as the lineup sees them. */
  candidates(): Candidate[] {
    return this.endpoints.map((_, index) => {
      const tie = this.tieOf(index);
      return tie === undefined ? this.#alone(index) : tied(this.#alone(index), tie.watch.#alone(tie.index));
    });
  }

  /** A member by itself, but for its weight, which is said for both addresses of a backend. */
  #alone(index: number): Candidate {
    const { name, state, judged, sinceMs, wasUp, cause, told = {} } = this.endpoints[index];
    const { target, backup } = this.watched.pool.members[index];
    return {
      name,
      target,
      weight: this.#weight(index),
      rampStep: this.#rampSteps.get(index),
      backup,
      state,
      ...serviceOf(this.override(index), told),
      sinceMs,
      wasUp,
      lastFailure: cause,
      passes: state === 'down' && judged === 'up',
    };
  }

  /** What an operator says, else that of the files at the percentage that the member says: of two addresses the smaller. */
  #weight(index: number): number {
    const tie = this.tieOf(index);
    const other = tie?.watch.endpoints[tie.index];
    const said = this.override(index)?.weight ?? tie?.watch.override(tie.index)?.weight;
    if (said !== undefined) return said;
    const { weight } = this.watched.pool.members[index];
    const percent = Math.min(this.endpoints[index].told?.percent ?? UNTOLD, other?.told?.percent ?? UNTOLD);
    return percent === UNTOLD ? weight : percentOf(weight, percent);
  }

  lineup(): Lineup {
    return lineupOf(this.candidates(), this.watched.pool, this.bounds);
  }

  /** What bounds its lineups. */
  get bounds(): Bounds {
    return this.boundsBeside(this.partner?.candidates());
  }

  /** The same beside the members of the pool that its members are tied to, as they are or as they are imagined. */
  boundsBeside(partner: readonly Candidate[] | undefined): Bounds {
    const { spec, table, slot } = this.watched;
    const hasLivePartner = partner !== undefined && !isOnFallback(partner);
    return { detectionMs: detectionMs(spec), room: wheelRoom(table, slot), hasLivePartner };
  }

  /** Publishes the lineup that follows from the present states. */
  write(): void {
    writeLineup(this.watched.table, this.watched.slot, this.lineup());
  }
}

/** The watches, and those that members of them are tied to, each once. */
export function withPartners(watches: readonly Watch[]): readonly Watch[] {
  return watches.every(({ withPartner }) => withPartner.length === 1)
    ? watches
    : [...new Set(watches.flatMap(watch => watch.withPartner))];
}
