// The metrics of a running server: joins the counters of its parts.
import type { AdminSources } from '../api/routes/plain-pages.js';
import { backendText } from '../observe/backend-metrics.js';
import { createMetrics } from '../observe/metrics.js';
import { poolText } from '../observe/pool-metrics.js';
import { copyText } from '../observe/secondary-metrics.js';
import { SharedText } from '../observe/shared-text.js';
import { Turns } from '../time/turns.js';
import { VERSION } from '../view/version.js';
import { backendSamples, poolSamples } from './backend-samples.js';
import { copySamples } from './copy-samples.js';
import { copyStates } from './copy-states.js';
import { listSamples } from './list-samples.js';
import { listenerSamples } from './listener-samples.js';
import type { MeasuredParts } from './measured-parts.js';
import { cacheCounts } from './server-parts.js';
import { sourceSamples } from './source-views.js';
import { healthVersions, toldSamples } from './told-samples.js';
import { zoneSamples } from './zone-samples.js';

/** Makes what gives the text of /metrics. */
export function createAppMetrics(parts: MeasuredParts): AdminSources['metrics'] {
  const registry = createMetrics({
    version: VERSION,
    tallies: parts.tallies,
    threads: parts.threads,
    zoneOfRow: row => parts.generation().rows[row],
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
    listeners: () => listenerSamples(parts.generation().config),
    receivers: parts.receivers,
    updates: parts.updates,
    sources: () => sourceSamples(parts.sources()),
    copyStates: () => copyStates(parts.secondaries()),
    told: () => toldSamples(parts.versions().told),
    healthVersions: () => healthVersions(parts.versions().healthVersions),
    descriptors: parts.descriptors,
    historyFailures: parts.historyFailures,
    admin: parts.admin,
  });
  const text = new SharedText(() => textOf(registry, parts));
  return () => ({ contentType: registry.contentType, parts: text.read() });
}

async function textOf(registry: ReturnType<typeof createMetrics>, parts: MeasuredParts): Promise<string[]> {
  const { health, counts, secondaries } = parts;
  const turns = new Turns();
  const rest = await registry.metrics();
  if (turns.isOver) await turns.pass();
  return [
    rest,
    ...(await poolText(poolSamples(health.watches))),
    ...(await backendText(backendSamples(health.watches, counts))),
    ...(await copyText(copySamples(secondaries(), Date.now()))),
  ];
}
