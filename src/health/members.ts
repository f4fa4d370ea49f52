// The members of a pool as far as operators select them and are told of them: no states, no lineups.
import type { Order } from '../zone/lineup-policy.js';
import type { Watch } from './watch.js';

/** A member that can be selected. */
export interface PoolMember {
  /** Address and port as people write them. */
  readonly endpoint: string;
  /** The host that its record points to, or that its address was looked up for. */
  readonly target?: string;
  readonly address: string;
  readonly port: number | undefined;
  readonly tags: readonly string[];
  /** The address of the same backend, and the pool that it is in. */
  readonly tied?: { readonly pool: string; readonly address: string };
  /** That of the files. */
  readonly configuredWeight: number;
}

export interface PoolMembers {
  /** Owner and type, as in `app.local A`. */
  readonly pool: string;
  readonly order: Order;
  /** In the order of the RRset's RDATA. */
  readonly members: readonly PoolMember[];
}

const NO_TAGS: readonly string[] = [];

export function membersOf(watch: Watch): PoolMembers {
  const { name, pool } = watch.watched;
  const members = watch.endpoints.map((endpoint, index) => {
    const { tags = NO_TAGS, target, weight } = pool.members[index];
    const tie = watch.tieOf(index);
    const tied =
      tie === undefined
        ? {}
        : {
            tied: { pool: tie.watch.watched.name, address: tie.watch.endpoints[tie.index].target.address },
          };
    const { address, port } = endpoint.target;
    return { endpoint: endpoint.name, target, address, port, tags, ...tied, configuredWeight: weight };
  });
  return { pool: name, order: pool.order, members };
}
