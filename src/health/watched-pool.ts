// A pool that is watched: where its members are probed, and where its lineup is written.
import { type Lineup, writeLineup } from '../image/lineup-table.js';
import type { Pool } from '../zone/pool.js';
import type { ProbeSpec } from '../zone/probe/spec.js';
import type { Endpoint } from './endpoint.js';
import { isLive } from './judge.js';
import { isOnFallback, lineupOf } from './lineup.js';
import { detectionMs } from './schedule.js';

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

  /** Whether no member is live. */
  get isOnFallback(): boolean {
    return isOnFallback(this.endpoints);
  }

  get live(): number {
    return this.endpoints.filter(endpoint => isLive(endpoint.state)).length;
  }

  lineup(): Lineup {
    const { pool, spec } = this.watched;
    const candidates = this.endpoints.map(({ name, state, sinceMs, wasUp, lastFailure }, index) => {
      const { weight, backup } = pool.members[index];
      return { name, weight, backup, state, sinceMs, wasUp, lastFailure };
    });
    return lineupOf(candidates, pool, detectionMs(spec));
  }

  /** Publishes the lineup that follows from the present states. */
  write(): void {
    writeLineup(this.watched.table, this.watched.slot, this.lineup());
  }
}
