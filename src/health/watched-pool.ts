// A pool that is to be watched: its members and policy, how they are probed, and where its lineup is written.

import type { ProbeSpec } from '../probe/spec.js';
import type { Pool } from '../zone/pool.js';

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
