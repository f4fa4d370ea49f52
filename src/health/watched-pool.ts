// A pool that is watched: where its members are probed, and where its lineup is written.
import { type Lineup, wheelRoom, writeLineup } from '../image/lineup-table.js';
import type { Pool } from '../zone/pool.js';
import type { ProbeSpec } from '../zone/probe/spec.js';
import { type Candidate, isOut } from './candidate.js';
import type { Directive, Directives } from './directive.js';
import type { Endpoint } from './endpoint.js';
import { isLive } from './judge.js';
import { type Bounds, isOnFallback, lineupOf } from './lineup.js';
import type { Told } from './probe/statement.js';
import { detectionMs } from './schedule.js';
import { percentOf } from './whole-weights.js';

export interface WatchedPool {
  /** Owner and type, as in `app.local A`; the same pool has the same name after a reload. */
  readonly name: string;
  readonly pool: Pool;
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
function serviceOf(directive: Directive | undefined, told: Told): Pick<Candidate, 'admin' | 'isTold'> {
  if (directive !== undefined && directive.state !== 'ready') return { admin: directive.state };
  return told.state === undefined ? { admin: directive?.state } : { admin: told.state, isTold: true };
}

/** A pool joined with the endpoints of its members. */
export class Watch {
  constructor(
    readonly watched: WatchedPool,
    /** At the same index as the pool's members. */
    readonly endpoints: readonly Endpoint[],
    readonly directives: Pick<Directives, 'of'>,
  ) {}

  /** The pool that the members follow; undefined when they follow none. */
  get follows(): string | undefined {
    return this.endpoints[0]?.follows;
  }

  /** Whether no member is live and in service. */
  get isOnFallback(): boolean {
    return isOnFallback(this.candidates());
  }

  /** How many members are live and in service. */
  get live(): number {
    return this.candidates().filter(candidate => !isOut(candidate) && isLive(candidate.state)).length;
  }

  /** What an operator says about a member. */
  directive(index: number): Directive | undefined {
    const { name, pool } = this.watched;
    return this.directives.of(name, pool.members[index].address);
  }

  /** The members as the lineup sees them. */
  candidates(): Candidate[] {
    return this.endpoints.map(({ name, state, judged, sinceMs, wasUp, cause, told = {} }, index) => {
      const { weight, backup } = this.watched.pool.members[index];
      const directive = this.directive(index);
      return {
        name,
        weight: directive?.weight ?? percentOf(weight, told.percent ?? 100),
        backup,
        state,
        ...serviceOf(directive, told),
        sinceMs,
        wasUp,
        lastFailure: cause,
        passes: state === 'down' && judged === 'up',
      };
    });
  }

  lineup(): Lineup {
    return lineupOf(this.candidates(), this.watched.pool, this.bounds);
  }

  /** What bounds its lineups. */
  get bounds(): Bounds {
    const { spec, table, slot } = this.watched;
    return { detectionMs: detectionMs(spec), room: wheelRoom(table, slot) };
  }

  /** Publishes the lineup that follows from the present states. */
  write(): void {
    writeLineup(this.watched.table, this.watched.slot, this.lineup());
  }
}
