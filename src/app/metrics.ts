// The metrics of a running server: joins the counters of its parts.
import type { Tally } from '../answer/tally.js';
import type { Forwarder } from '../forward/forwarder.js';
import type { HealthEngine } from '../health/engine.js';
import type { MetricSources } from '../observe/metric-sources.js';
import { createMetrics } from '../observe/metrics.js';
import type { Operator } from '../operate/operator.js';
import { VERSION } from '../view/version.js';

/** The parts that have something to show. */
export interface MeasuredParts {
  /** Counters of all threads. */
  tallies(): readonly Tally[];
  threads: MetricSources['threads'];
  readonly health: HealthEngine;
  readonly operator: Operator;
  /** Events so far, by kind. */
  events(): ReadonlyMap<string, number>;
  readonly forwarder: Forwarder;
  /** The zone label of each row of the request counters. */
  rows(): readonly string[];
  reload: MetricSources['reload'];
  descriptors: MetricSources['descriptors'];
}

const NO_CACHE = { counts: { hits: 0, misses: 0, evictions: 0 }, entries: 0 };

/** Makes the function that renders /metrics. */
export function createAppMetrics(parts: MeasuredParts): () => Promise<{ contentType: string; body: string }> {
  const registry = createMetrics({
    version: VERSION,
    tallies: parts.tallies,
    threads: parts.threads,
    zoneOfRow: row => parts.rows()[row],
    isProberSuspect: () => parts.health.isSuspect,
    lateBackends: () => parts.health.late,
    backends: () =>
      parts.health.snapshot().flatMap(({ pool, members }) =>
        members.map(({ endpoint, state, heldMs, checks, failures, lastResult, admin }) => ({
          pool,
          backend: endpoint,
          up: state !== 'down',
          held: heldMs !== undefined,
          admin: admin?.state ?? 'ready',
          checks,
          failures,
          checkSeconds: lastResult === undefined ? undefined : lastResult.durationMs / 1000,
        })),
      ),
    adminActions: () => parts.operator.counts,
    events: parts.events,
    upstreams: () => parts.forwarder.stats().upstreams,
    forwards: () => parts.forwarder.stats(),
    cache: () => {
      const { counts, entries } = parts.forwarder.cache ?? NO_CACHE;
      const cacheHits = parts.tallies().reduce((sum, tally) => sum + tally.cacheHits, 0);
      return { ...counts, entries, hits: counts.hits + cacheHits };
    },
    reload: parts.reload,
    descriptors: parts.descriptors,
  });
  return async () => ({ contentType: registry.contentType, body: await registry.metrics() });
}
