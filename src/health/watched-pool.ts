// A pool that is watched: where its members are probed, and where its lineup is written.
import { type Lineup, writeLineup } from '../image/lineup-table.js';
import type { Pool } from '../zone/pool.js';
import type { ProbeSpec } from '../zone/probe/spec.js';
import type { Endpoint } from './endpoint.js';
import { isLive } from './judge.js';
import { isFailedOpen, lineupOf } from './lineup.js';

export interface WatchedPool {
  /** Owner and type, as in `app.local A`; the same pool has the same name after a reload. */
  readonly name: string;
  readonly pool: Pool;
  readonly spec: ProbeSpec;
  /** The Host to ask for when the spec names none. */
  readonly defaultHost: string;
  readonly table: Int32Array;
  /** The word offset of this pool's slot in `table`. */
  readonly slot: number;
}

/** A pool joined with the endpoints of its members. */
export class Watch {
  constructor(
    readonly watched: WatchedPool,
    /** At the same index as the pool's members. */
    readonly endpoints: readonly Endpoint[],
  ) {}

  get failedOpen(): boolean {
    return isFailedOpen(this.endpoints);
  }

  get live(): number {
    return this.endpoints.filter(endpoint => isLive(endpoint.state)).length;
  }

  lineup(): Lineup {
    const { pool } = this.watched;
    const candidates = this.endpoints.map(({ name, state, lastFailure }, index) => {
      return { name, weight: pool.members[index].weight, state, lastFailure };
    });
    return lineupOf(candidates, pool.order);
  }

  /** Publishes the lineup that follows from the present states. */
  write(): void {
    writeLineup(this.watched.table, this.watched.slot, this.lineup());
  }
}
