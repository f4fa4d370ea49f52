// The metrics of pools as a whole: which of them hand out the members of another one.
import { escaped } from './label-text.js';

/** A pool as the metrics show it. */
export interface PoolSample {
  readonly pool: string;
  /** The other pool whose members are handed out. */
  readonly using: string | undefined;
}

const HEAD =
  '# HELP rondo_pool_using Which other pool a pool hands out the members of: 1 for the one that the label names.\n# TYPE rondo_pool_using gauge\n';

/** The text in the exposition format: a line for each pool that uses another one. */
export function poolText(pools: readonly PoolSample[]): string {
  const lines = pools.flatMap(({ pool, using }) =>
    using === undefined ? [] : `rondo_pool_using{pool="${escaped(pool)}",using="${escaped(using)}"} 1\n`,
  );
  return HEAD + lines.join('');
}
