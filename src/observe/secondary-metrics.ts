// What the metrics show of zones of other servers.
import { COPY_STATES, type CopyState } from '../view/copy-state.js';
import { counter, gauge, type MetricRow, rowOfEach } from './metric-row.js';

/** One zone. */
export interface CopySample {
  readonly zone: string;
  /** 0 before the first transfer. */
  readonly serial: number;
  /** In seconds since 1970; 0 for never. */
  readonly confirmedSeconds: number;
  readonly state: CopyState;
  readonly transfers: number;
  /** By kind. */
  readonly failures: Readonly<Record<string, number>>;
}

/** Where they come from. */
export interface CopySources {
  /** Those that are shown one by one. */
  copies(): readonly CopySample[];
  /** How many there are of each state. */
  copyStates(): Readonly<Record<CopyState, number>>;
}

const row = rowOfEach<CopySources, CopySample>(
  'zone',
  from => from.copies(),
  each => each.zone,
);

export const COPY_METRICS: readonly MetricRow<CopySources>[] = [
  gauge(
    'rondo_secondary_zones',
    'Zones of other servers by state: good, failing (not confirmed at the last try), expired or waiting (never transferred).',
    ['state'],
    (from, put) => {
      const counts = from.copyStates();
      if (COPY_STATES.some(state => counts[state] > 0))
        for (const state of COPY_STATES) put(counts[state], state);
      return undefined;
    },
  ),
  row(
    gauge,
    'rondo_secondary_serial',
    'Serial of the copy of a zone of other servers, 0 without one.',
    each => each.serial,
  ),
  row(
    gauge,
    'rondo_secondary_last_success_timestamp_seconds',
    'When a primary last confirmed a zone of other servers, 0 for never.',
    each => each.confirmedSeconds,
  ),
  row(
    gauge,
    'rondo_secondary_failing',
    'Whether no primary gave a zone of other servers at the last try: 1 or 0.',
    each => Number(each.state !== 'good'),
  ),
  row(
    gauge,
    'rondo_secondary_expired',
    'Whether a zone of other servers is too old to be answered from: 1 or 0.',
    each => Number(each.state === 'expired'),
  ),
  row(
    counter,
    'rondo_secondary_transfers_total',
    'Versions of a zone of other servers that came.',
    each => each.transfers,
  ),
  counter(
    'rondo_secondary_failures_total',
    'How often a primary gave nothing: network (it cannot be reached), answer (none in time, or of no use) or local (this machine).',
    ['zone', 'kind'],
    (from, put) => {
      for (const { zone, failures } of from.copies())
        for (const [kind, count] of Object.entries(failures)) put(count, zone, kind);
      return undefined;
    },
  ),
];
