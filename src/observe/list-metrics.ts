// What the metrics show of lists of names that are blocked.
import { counter, gauge, type MetricRow } from './metric-row.js';

/** One list as it is shown. */
export interface ListSample {
  readonly list: string;
  /** Names that it blocks, without those of lists above it; 0 of one that is gone. */
  readonly names: number;
  /** Queries that it has blocked since the start. */
  readonly blocked: number;
}

/** Where they come from. */
export interface ListSources {
  lists(): readonly ListSample[];
}

export const LIST_METRICS: readonly MetricRow<ListSources>[] = [
  counter('rondo_blocked_total', 'Queries for names that are blocked, by list.', ['list'], (from, put) => {
    for (const { list, blocked } of from.lists()) put(blocked, list);
    return undefined;
  }),
  gauge('rondo_blocked_names', 'Names that are blocked, by list.', ['list'], (from, put) => {
    for (const { list, names } of from.lists()) put(names, list);
    return undefined;
  }),
];
