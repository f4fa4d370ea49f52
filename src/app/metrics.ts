// The metrics of a running server: joins the counters of its parts.
import type { AdminSources } from '../api/routes/pages.js';
import type { HealthEngine } from '../health/engine.js';
import type { Watch } from '../health/watch.js';
import { type BackendSample, backendText } from '../observe/backend-metrics.js';
import { createMetrics } from '../observe/metrics.js';
import { poolText } from '../observe/pool-metrics.js';
import { SharedText } from '../observe/shared-text.js';
import type { AnswerCounts } from '../operate/answer-counts.js';
import { systemClock } from '../time/clock.js';
import { VERSION } from '../view/version.js';
import { listSamples } from './list-samples.js';
import type { MeasuredParts } from './measured-parts.js';
import { cacheCounts } from './server-parts.js';
import { sourceSamples } from './source-views.js';
import { zoneSamples } from './zone-samples.js';

/** The members of one pool after another; those that are probed as one stand there once. */
function* samplesOf(health: HealthEngine, counts: AnswerCounts): Generator<BackendSample[]> {
  for (const watch of health.watches) {
    const samples = new Map<string, BackendSample>();
    for (const index of watch.endpoints.keys()) {
      const sample = sampleOf(watch, index, counts);
      const { answers = 0, first = 0 } = samples.get(sample.backend) ?? {};
      samples.set(sample.backend, {
        ...sample,
        answers: sample.answers && sample.answers + answers,
        first: sample.first && sample.first + first,
      });
    }
    yield [...samples.values()];
  }
}

function sampleOf(watch: Watch, index: number, counts: AnswerCounts): BackendSample {
  const endpoint = watch.endpoints[index];
  const { name, state, hold, checks, failures, lastResult, downtime, verdict } = endpoint;
  const nowMs = systemClock.now();
  const count = counts.of(watch.watched, index);
  return {
    pool: watch.watched.name,
    backend: name,
    up: state !== 'down',
    held: hold !== undefined,
    admin: watch.override(index)?.state ?? 'ready',
    checks,
    failures,
    checkSeconds: lastResult === undefined ? undefined : lastResult.durationMs / 1000,
    downs: downtime.times,
    downSeconds: downtime.totalMs(nowMs) / 1000,
    sinceSeconds: (nowMs - verdict.sinceMs) / 1000,
    answers: count?.answers,
    first: count?.first,
  };
}

/** Makes what gives the text of /metrics. */
export function createAppMetrics(parts: MeasuredParts): AdminSources['metrics'] {
  const registry = createMetrics({
    version: VERSION,
    tallies: parts.tallies,
    threads: parts.threads,
    zoneOfRow: row => parts.rows()[row],
    isProberSuspect: () => parts.health.isSuspect,
    lateBackends: () => parts.health.late,
    voidProbes: () => parts.health.voids,
    adminActions: () => parts.operator.counts,
    events: parts.events,
    upstreams: () => parts.forwarder.stats().upstreams,
    streams: () => parts.forwarder.streams.samples(),
    forwards: () => parts.forwarder.stats(),
    cache: () => cacheCounts(parts.forwarder, parts.tallies()),
    reload: parts.reload,
    zones: () => zoneSamples(parts.generation()),
    lists: () => listSamples(parts.generation(), parts.tallies()),
    receivers: parts.receivers,
    sources: () => sourceSamples(parts.sources()),
    descriptors: parts.descriptors,
  });
  const text = new SharedText(async () => {
    const others = await registry.metrics();
    const pools = parts.health.watches.map(({ watched, using }) => ({ pool: watched.name, using }));
    return [others, poolText(pools), ...(await backendText(samplesOf(parts.health, parts.counts)))];
  });
  return () => ({ contentType: registry.contentType, parts: text.read() });
}
