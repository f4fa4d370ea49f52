// A pool that is to be watched: its members and policy, how they are probed, and where its lineup is written.

import { leavesOf } from '../probe/check.js';
import type { ProbeSpec } from '../probe/spec.js';
import type { Pool } from '../zone/pool.js';

/** How members are probed, and what they follow. */
export interface Probing {
  readonly spec: ProbeSpec;
  /** Names of pools or members, the first of which that is watched is followed. */
  readonly follows?: readonly string[];
}

export interface WatchedPool extends Probing {
  /** Owner and type, as in `app.local A`; the same pool has the same name after a reload. */
  readonly name: string;
  readonly pool: Pool;
  /** By their index, members that are probed in another way than the others. */
  readonly own?: ReadonlyMap<number, Probing>;
  /** The name of the pool of the other family that members are tied to. */
  readonly partner?: string;
  /** The Host to ask for when the spec names none. */
  readonly defaultHost: string;
  readonly table: Int32Array;
  /** The word offset of this pool's slot in `table`. */
  readonly slot: number;
}

/** The probes of each member, one after another: one, or one for each part of its check that is probed. */
export function* probesOf(watched: WatchedPool): Generator<ProbeSpec, void, void> {
  for (const index of watched.pool.members.keys()) {
    const { spec } = watched.own?.get(index) ?? watched;
    if (spec.check === undefined) yield spec;
    else for (const leaf of leavesOf(spec.check)) if ('probe' in leaf) yield leaf.probe;
  }
}
