// Metrics of dynamic updates.
import { counter, type MetricRow } from './metric-row.js';

export interface UpdateSources {
  /** How many ended how; empty before the first. */
  updates(): ReadonlyMap<string, number>;
}

export const UPDATE_METRICS: readonly MetricRow<UpdateSources>[] = [
  counter(
    'rondo_updates_total',
    'Signed dynamic updates, by how they ended: applied, unchanged, unmet, refused, malformed or failed.',
    ['result'],
    (from, put) => {
      for (const [result, count] of from.updates()) put(count, result);
      return undefined;
    },
  ),
];
