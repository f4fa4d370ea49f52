// The metrics of backends, one family for each.
import type { AdminState } from '../view/admin-limits.js';
import { type Family, familyText } from './family-text.js';
import { labelText } from './label-text.js';

/** One member of a pool as the metrics show it. */
export interface BackendSample {
  readonly pool: string;
  readonly backend: string;
  readonly up: boolean;
  /** Whether it is held down because it comes and goes. */
  readonly held: boolean;
  /** What an operator says. */
  readonly admin: AdminState;
  readonly checks: number;
  readonly failures: number;
  /** Duration of the last probe. */
  readonly checkSeconds: number | undefined;
  /** When the certificate that it showed last expires, in seconds since 1970; undefined without TLS. */
  readonly certificateEndSeconds: number | undefined;
  /** How often it has gone down, for how long in all, and for how long it has been in its state. */
  readonly downs: number;
  readonly downSeconds: number;
  readonly sinceSeconds: number;
  /** Answers with it, and those in which it stood first; undefined when they are not counted. */
  readonly answers: number | undefined;
  readonly first: number | undefined;
}

const FAMILIES: readonly Family<BackendSample>[] = [
  {
    name: 'rondo_backend_up',
    type: 'gauge',
    help: 'Whether a backend is handed out by its own state: 1 up or not probed yet, 0 down.',
    value: ({ up }) => Number(up),
  },
  {
    name: 'rondo_backend_admin_state',
    type: 'gauge',
    help: 'What an operator says of a backend: 1 for the state that the label names.',
    label: ['state', ({ admin }) => admin],
    value: () => 1,
  },
  {
    name: 'rondo_backend_held',
    type: 'gauge',
    help: 'Whether a backend is held down because it changes its state too often: 1 or 0.',
    value: ({ held }) => Number(held),
  },
  {
    name: 'rondo_backend_check_duration_seconds',
    type: 'gauge',
    help: 'How long the last probe of a backend took.',
    value: ({ checkSeconds }) => checkSeconds,
  },
  {
    name: 'rondo_backend_certificate_expiry_timestamp_seconds',
    type: 'gauge',
    help: 'When the certificate that a backend showed last expires.',
    value: ({ certificateEndSeconds }) => certificateEndSeconds,
  },
  {
    name: 'rondo_backend_checks_total',
    type: 'counter',
    help: 'Probes of a backend.',
    value: ({ checks }) => checks,
  },
  {
    name: 'rondo_backend_check_failures_total',
    type: 'counter',
    help: 'Failed probes of a backend.',
    value: ({ failures }) => failures,
  },
  {
    name: 'rondo_backend_downs_total',
    type: 'counter',
    help: 'How often a backend has gone down.',
    value: ({ downs }) => downs,
  },
  {
    name: 'rondo_backend_down_seconds_total',
    type: 'counter',
    help: 'For how long a backend has been down in all.',
    value: ({ downSeconds }) => downSeconds,
  },
  {
    name: 'rondo_backend_last_change_seconds',
    type: 'gauge',
    help: 'How long ago the state of a backend changed last.',
    value: ({ sinceSeconds }) => sinceSeconds,
  },
  {
    name: 'rondo_backend_answers_total',
    type: 'counter',
    help: 'Answers in which a backend was handed out.',
    value: ({ answers }) => answers,
  },
  {
    name: 'rondo_backend_first_total',
    type: 'counter',
    help: 'Answers in which a backend stood first.',
    value: ({ first }) => first,
  },
];

const labelsOf = ({ pool, backend }: BackendSample) =>
  `${labelText('pool', pool)},${labelText('backend', backend)}`;

/**
 * The text of all families in the exposition format, in parts.
 * @param pools the members of one pool after another; they are made while this goes on
 */
export function backendText(pools: Iterable<readonly BackendSample[]>): Promise<string[]> {
  return familyText(FAMILIES, labelsOf, pools);
}
