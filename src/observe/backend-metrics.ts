// The metrics of backends and of what probes them.
import { Counter, Gauge, type Registry } from 'prom-client';

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

/** Adds the metrics of backends to the registry. */
export function addBackendMetrics(registry: Registry, sources: BackendSources): void {
  const labelNames = ['pool', 'backend'];
  const each = (see: (sample: BackendSample, labels: { pool: string; backend: string }) => void) => {
    for (const sample of sources.backends()) see(sample, { pool: sample.pool, backend: sample.backend });
  };
  new Gauge({
    name: 'rondo_backend_up',
    help: 'Whether a backend is handed out by its own state: 1 up or not probed yet, 0 down.',
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      each((sample, labels) => this.set(labels, sample.up ? 1 : 0));
    },
  });
  new Gauge({
    name: 'rondo_backend_admin_state',
    help: 'What an operator says of a backend: 1 for the state that the label names.',
    labelNames: ['pool', 'backend', 'state'],
    registers: [registry],
    collect() {
      this.reset();
      each((sample, labels) => this.set({ ...labels, state: sample.admin }, 1));
    },
  });
  new Gauge({
    name: 'rondo_backend_held',
    help: 'Whether a backend is held down because it changes its state too often: 1 or 0.',
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      each((sample, labels) => this.set(labels, sample.held ? 1 : 0));
    },
  });
  new Gauge({
    name: 'rondo_prober_suspect',
    help: 'Whether all backends fail at once, so that they are handed out as before: 1 or 0.',
    registers: [registry],
    collect() {
      this.set(sources.isProberSuspect() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'rondo_prober_late',
    help: 'Backends that have not been probed for much longer than they should.',
    registers: [registry],
    collect() {
      this.set(sources.lateBackends());
    },
  });
  new Gauge({
    name: 'rondo_backend_check_duration_seconds',
    help: 'How long the last probe of a backend took.',
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      each((sample, labels) => {
        if (sample.checkSeconds !== undefined) this.set(labels, sample.checkSeconds);
      });
    },
  });
  addCheckCounter(
    registry,
    'rondo_backend_checks_total',
    'Probes of a backend.',
    each,
    sample => sample.checks,
  );
  addCheckCounter(
    registry,
    'rondo_backend_check_failures_total',
    'Failed probes of a backend.',
    each,
    sample => sample.failures,
  );
}

function addCheckCounter(
  registry: Registry,
  name: string,
  help: string,
  each: (see: (sample: BackendSample, labels: { pool: string; backend: string }) => void) => void,
  value: (sample: BackendSample) => number,
): void {
  new Counter({
    name,
    help,
    labelNames: ['pool', 'backend'],
    registers: [registry],
    collect() {
      this.reset();
      each((sample, labels) => this.inc(labels, value(sample)));
    },
  });
}
