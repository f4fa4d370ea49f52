// The metrics of backends and of what probes them, one row for each.
import { counter, gauge, type MetricRow } from './metric-row.js';

/** One member of a pool as the metrics show it. */
export interface BackendSample {
  readonly pool: string;
  readonly backend: string;
  readonly up: boolean;
  /** Whether it is held down because it comes and goes. */
  readonly held: boolean;
  /** What an operator says. */
  readonly admin: 'ready' | 'drain' | 'maint';
  readonly checks: number;
  readonly failures: number;
  /** Duration of the last probe. */
  readonly checkSeconds: number | undefined;
}

/** Where the metrics of backends come from. */
export interface BackendSources {
  backends(): readonly BackendSample[];
  /** Whether all backends fail at once, so that the prober is suspected. */
  isProberSuspect(): boolean;
  /** How many backends have not been probed in time. */
  lateBackends(): number;
}

const LABELS = ['pool', 'backend'];

/** A value for each backend; undefined for those that have none. */
function backends(
  value: (sample: BackendSample) => number | undefined,
): Parameters<typeof gauge<BackendSources>>[3] {
  return (from, put) => {
    for (const sample of from.backends()) {
      const found = value(sample);
      if (found !== undefined) put(found, sample.pool, sample.backend);
    }
    return undefined;
  };
}

export const BACKEND_METRICS: readonly MetricRow<BackendSources>[] = [
  gauge(
    'rondo_backend_up',
    'Whether a backend is handed out by its own state: 1 up or not probed yet, 0 down.',
    LABELS,
    backends(({ up }) => Number(up)),
  ),
  gauge(
    'rondo_backend_admin_state',
    'What an operator says of a backend: 1 for the state that the label names.',
    [...LABELS, 'state'],
    (from, put) => {
      for (const { pool, backend, admin } of from.backends()) put(1, pool, backend, admin);
    },
  ),
  gauge(
    'rondo_backend_held',
    'Whether a backend is held down because it changes its state too often: 1 or 0.',
    LABELS,
    backends(({ held }) => Number(held)),
  ),
  gauge(
    'rondo_prober_suspect',
    'Whether all backends fail at once, so that they are handed out as before: 1 or 0.',
    [],
    from => Number(from.isProberSuspect()),
  ),
  gauge(
    'rondo_prober_late',
    'Backends that have not been probed for much longer than they should.',
    [],
    from => from.lateBackends(),
  ),
  gauge(
    'rondo_backend_check_duration_seconds',
    'How long the last probe of a backend took.',
    LABELS,
    backends(({ checkSeconds }) => checkSeconds),
  ),
  counter(
    'rondo_backend_checks_total',
    'Probes of a backend.',
    LABELS,
    backends(({ checks }) => checks),
  ),
  counter(
    'rondo_backend_check_failures_total',
    'Failed probes of a backend.',
    LABELS,
    backends(({ failures }) => failures),
  ),
];
