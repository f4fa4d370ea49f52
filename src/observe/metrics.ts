// The metrics: what /metrics shows, read from the counters of the other parts at the moment of asking.
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { DROP_REASONS, TABLE_NAMES, TALLY_ROWS, type Tally } from '../answer/tally.js';
import { addBackendMetrics, type BackendSources } from './backend-metrics.js';
import { durationHistogram } from './duration-histogram.js';

/** One upstream as the metrics show it; counts since the start. */
export interface UpstreamSample {
  readonly upstream: string;
  readonly requests: number;
  readonly responses: number;
  readonly timeouts: number;
  readonly errors: number;
  readonly mismatched: number;
  readonly secondsSum: number;
}

/** The forwarder as a whole; counts since the start but for those in flight. */
export interface ForwardSample {
  readonly inFlight: number;
  readonly merged: number;
  readonly overflow: number;
  readonly looped: number;
  readonly unanswered: number;
}

/** The kept answers to forwarded queries. */
export interface CacheSample {
  readonly hits: number;
  readonly misses: number;
  readonly evictions: number;
  readonly entries: number;
}

/** Where the metrics come from. */
export interface MetricSources extends BackendSources {
  readonly version: string;
  tallies(): readonly Tally[];
  /** Answer threads of the batch transport. */
  threads(): { readonly size: number; readonly restarts: number };
  /** The zone of a row of the request counters, as a label; undefined when the row is not in use. */
  zoneOfRow(row: number): string | undefined;
  upstreams(): readonly UpstreamSample[];
  /** What operators asked for so far, by verb. */
  adminActions(): Readonly<Record<string, number>>;
  /** Events so far, by kind. */
  events(): ReadonlyMap<string, number>;
  forwards(): ForwardSample;
  cache(): CacheSample;
  reload(): {
    readonly ok: boolean;
    readonly lastSuccessSeconds: number;
    readonly succeeded: number;
    readonly failed: number;
  };
}

/** A registry whose values are collected from the sources. */
export function createMetrics(sources: MetricSources): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addRequestMetrics(registry, sources);
  addBackendMetrics(registry, sources);
  addForwardMetrics(registry, sources);
  addCacheMetrics(registry, sources);
  addServerMetrics(registry, sources);
  return registry;
}

/** Makes counters whose values are parts of one sample. */
function totals<Sample>(registry: Registry, sample: () => Sample) {
  return (name: string, help: string, value: (sample: Sample) => number) =>
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(value(sample()));
      },
    });
}

function addRequestMetrics(registry: Registry, sources: MetricSources): void {
  new Counter({
    name: 'rondo_dns_requests_total',
    help: 'Answered queries by zone ("." for names outside the zones), type, protocol, address family and response code.',
    labelNames: ['zone', 'type', 'proto', 'family', 'rcode'],
    registers: [registry],
    collect() {
      this.reset();
      for (let row = 0; row < TALLY_ROWS; row++) {
        const zone = sources.zoneOfRow(row);
        if (zone === undefined) continue;
        for (const tally of sources.tallies())
          tally.eachOfRow(row, (labels, count) => this.inc({ zone, ...labels }, count));
      }
    },
  });
  new Counter({
    name: 'rondo_dns_dropped_total',
    help: 'Messages and connections that got no answer, by reason.',
    labelNames: ['reason'],
    registers: [registry],
    collect() {
      this.reset();
      DROP_REASONS.forEach((reason, index) => {
        this.inc(
          { reason },
          sources.tallies().reduce((sum, tally) => sum + tally.drops()[index], 0),
        );
      });
    },
  });
  registry.registerMetric(durationHistogram(sources.tallies));
}

function addForwardMetrics(registry: Registry, sources: MetricSources): void {
  const counter = (name: string, help: string, value: (sample: UpstreamSample) => number) =>
    new Counter({
      name,
      help,
      labelNames: ['to'],
      registers: [registry],
      collect() {
        this.reset();
        for (const sample of sources.upstreams()) this.inc({ to: sample.upstream }, value(sample));
      },
    });
  counter('rondo_forward_requests_total', 'Queries sent to an upstream.', sample => sample.requests);
  counter('rondo_forward_responses_total', 'Answers accepted from an upstream.', sample => sample.responses);
  counter(
    'rondo_forward_timeouts_total',
    'Queries that an upstream left unanswered.',
    sample => sample.timeouts,
  );
  counter(
    'rondo_forward_errors_total',
    'Queries that could not be sent or were refused by the network.',
    sample => sample.errors,
  );
  counter(
    'rondo_forward_mismatched_total',
    'Replies that did not belong to the query: late, or forged.',
    sample => sample.mismatched,
  );
  counter(
    'rondo_forward_seconds_total',
    'Time spent waiting for accepted answers.',
    sample => sample.secondsSum,
  );
  new Gauge({
    name: 'rondo_forward_in_flight',
    help: 'Forwarded queries under way.',
    registers: [registry],
    collect() {
      this.set(sources.forwards().inFlight);
    },
  });
  const total = totals(registry, () => sources.forwards());
  total('rondo_forward_merged_total', 'Queries that waited for an identical one.', sample => sample.merged);
  total(
    'rondo_forward_overflow_total',
    'Queries refused because too many were under way.',
    sample => sample.overflow,
  );
  total(
    'rondo_forward_looped_total',
    'Own queries that came back: a forwarding loop.',
    sample => sample.looped,
  );
  total('rondo_forward_unanswered_total', 'Queries that no upstream answered.', sample => sample.unanswered);
}

function addCacheMetrics(registry: Registry, sources: MetricSources): void {
  const total = totals(registry, () => sources.cache());
  total('rondo_cache_hits_total', 'Forwarded queries answered from the cache.', sample => sample.hits);
  total(
    'rondo_cache_misses_total',
    'Forwarded queries that the cache had no answer to.',
    sample => sample.misses,
  );
  total(
    'rondo_cache_evictions_total',
    'Answers that made room for others before they expired.',
    sample => sample.evictions,
  );
  new Gauge({
    name: 'rondo_cache_entries',
    help: 'Answers in the cache, expired ones among them.',
    registers: [registry],
    collect() {
      this.set(sources.cache().entries);
    },
  });
}

function addServerMetrics(registry: Registry, sources: MetricSources): void {
  new Counter({
    name: 'rondo_admin_actions_total',
    help: 'What operators have asked for: ready, drain, maint and weight.',
    labelNames: ['action'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [action, count] of Object.entries(sources.adminActions())) this.inc({ action }, count);
    },
  });
  new Counter({
    name: 'rondo_events_total',
    help: 'Events, as `rondo events` shows them, by kind.',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [kind, count] of sources.events()) this.inc({ kind }, count);
    },
  });
  new Gauge({
    name: 'rondo_build_info',
    help: 'Always 1; the version is in the label.',
    labelNames: ['version', 'node'],
    registers: [registry],
  }).set({ version: sources.version, node: process.version }, 1);
  new Gauge({
    name: 'rondo_config_last_reload_success',
    help: 'Whether the last load of configuration and zones succeeded.',
    registers: [registry],
    collect() {
      this.set(sources.reload().ok ? 1 : 0);
    },
  });
  new Gauge({
    name: 'rondo_config_last_reload_success_timestamp_seconds',
    help: 'When configuration and zones were last loaded without an error.',
    registers: [registry],
    collect() {
      this.set(sources.reload().lastSuccessSeconds);
    },
  });
  new Counter({
    name: 'rondo_config_reloads_total',
    help: 'Loads of configuration and zones by result.',
    labelNames: ['result'],
    registers: [registry],
    collect() {
      this.reset();
      this.inc({ result: 'success' }, sources.reload().succeeded);
      this.inc({ result: 'failure' }, sources.reload().failed);
    },
  });
  new Counter({
    name: 'rondo_dns_failures_total',
    help: 'Queries answered with SERVFAIL because of an error in the server itself.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(sources.tallies().reduce((sum, tally) => sum + tally.failures, 0));
    },
  });
  new Counter({
    name: 'rondo_torn_reads_total',
    help: 'Readings given up because what was read was written over meanwhile, by table: lineups (SERVFAIL) or cache (asked for upstream).',
    labelNames: ['table'],
    registers: [registry],
    collect() {
      this.reset();
      TABLE_NAMES.forEach((table, index) => {
        this.inc(
          { table },
          sources.tallies().reduce((sum, tally) => sum + tally.tornReads()[index], 0),
        );
      });
    },
  });
  addThreadMetrics(registry, sources);
}

function addThreadMetrics(registry: Registry, sources: MetricSources): void {
  new Gauge({
    name: 'rondo_answer_threads',
    help: 'Answer threads of the batch transport; 0 with the dgram transport.',
    registers: [registry],
    collect() {
      this.set(sources.threads().size);
    },
  });
  new Counter({
    name: 'rondo_answer_thread_restarts_total',
    help: 'Answer threads that failed and were started again.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(sources.threads().restarts);
    },
  });
}
