// What the metrics show of zones of other servers.
import { COPY_STATES, type CopyState } from '../view/copy-state.js';
import { type Family, familyText } from './family-text.js';
import { labelText } from './label-text.js';
import { gauge, type MetricRow } from './metric-row.js';

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
  /** How many there are of each state. */
  copyStates(): Readonly<Record<CopyState, number>>;
}

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
];

const FAMILIES: readonly Family<CopySample>[] = [
  {
    name: 'rondo_secondary_serial',
    type: 'gauge',
    help: 'Serial of the copy of a zone of other servers, 0 without one.',
    value: ({ serial }) => serial,
  },
  {
    name: 'rondo_secondary_last_success_timestamp_seconds',
    type: 'gauge',
    help: 'When a primary last confirmed a zone of other servers, 0 for never.',
    value: ({ confirmedSeconds }) => confirmedSeconds,
  },
  {
    name: 'rondo_secondary_failing',
    type: 'gauge',
    help: 'Whether no primary gave a zone of other servers at the last try: 1 or 0.',
    value: ({ state }) => Number(state !== 'good'),
  },
  {
    name: 'rondo_secondary_expired',
    type: 'gauge',
    help: 'Whether a zone of other servers is too old to be answered from: 1 or 0.',
    value: ({ state }) => Number(state === 'expired'),
  },
  {
    name: 'rondo_secondary_transfers_total',
    type: 'counter',
    help: 'Versions of a zone of other servers that came.',
    value: ({ transfers }) => transfers,
  },
];

interface FailureSample {
  readonly zone: string;
  readonly kind: string;
  readonly count: number;
}

const FAILURES: Family<FailureSample> = {
  name: 'rondo_secondary_failures_total',
  type: 'counter',
  help: 'How often a primary gave nothing: network (it cannot be reached), answer (none in time, or of no use) or local (this machine).',
  label: ['kind', ({ kind }) => kind],
  value: ({ count }) => count,
};

const zoneLabel = ({ zone }: Pick<CopySample, 'zone'>) => labelText('zone', zone);

function* failuresOf(copies: readonly CopySample[]): Generator<readonly FailureSample[], void, void> {
  for (const { zone, failures } of copies)
    yield Object.entries(failures).map(([kind, count]) => ({ zone, kind, count }));
}

/** The text of what is shown of zones one by one, in the exposition format, in parts. */
export async function copyText(copies: readonly CopySample[]): Promise<string[]> {
  return [
    ...(await familyText(
      FAMILIES,
      zoneLabel,
      copies.map(copy => [copy]),
    )),
    ...(await familyText([FAILURES], zoneLabel, failuresOf(copies))),
  ];
}
