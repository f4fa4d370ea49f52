// What a status says of a server beside its pools: zones, upstreams, kept answers, reloads, descriptors.
import { uptime } from 'node:os';
import { PROTOCOL } from '../answer/exchange.js';
import type { Tally } from '../answer/tally.js';
import type { SourceState } from '../discover/discovery.js';
import type { Forwarder } from '../forward/forwarder.js';
import { upstreamToText } from '../forward/upstream.js';
import type { SenderState } from '../notify/sender.js';
import type { CacheSample } from '../observe/metric-sources.js';
import { faultViews } from '../operate/fault-text.js';
import { listMaintenance } from '../operate/maintenance.js';
import type { Operator } from '../operate/operator.js';
import { secondariesOf } from '../operate/secondary-zones.js';
import { toldOf } from '../operate/told-secondaries.js';
import { type UpdatedParts, updatedZonesOf } from '../operate/updated-zones.js';
import type { Generation } from '../store/generation.js';
import type { UpstreamHost } from '../store/upstream-hosts.js';
import { systemClock } from '../time/clock.js';
import { rfc3339 } from '../time/rfc3339.js';
import type { NotifyKnowledge } from '../transfer/notify-states.js';
import type { Secondaries } from '../transfer/secondaries.js';
import type { DescriptorsView } from '../view/descriptors.js';
import type { ServerParts } from '../view/status.js';
import { listSamples } from './list-samples.js';
import { certificatesOf } from './listener-samples.js';
import { rateLimitOf } from './rate-limit-view.js';
import type { ReloadState } from './reloader.js';
import { sourceViews } from './source-views.js';

/** The most upstreams that are listed. */
const MAX_UPSTREAMS = 1_024;

const NO_CACHE = {
  counts: { hits: 0, misses: 0, evictions: 0, stale: 0, prefetches: 0, collisions: 0 },
  entries: 0,
};

/** The counts of kept answers over all threads. */
export function cacheCounts({ cache }: Forwarder, tallies: readonly Tally[]): CacheSample {
  const { counts, entries } = cache ?? NO_CACHE;
  const hits = tallies.reduce((sum, tally) => sum + tally.cacheHits, counts.hits);
  return { ...counts, entries, hits };
}

function upstreamsOf({ routes }: Generation, forwarder: Forwarder): ServerParts['upstreams'] {
  const known = new Map(forwarder.stats().upstreams.map(each => [each.upstream, each]));
  const names = new Set(routes.flat().map(upstreamToText));
  return [...names].slice(0, MAX_UPSTREAMS).map(upstream => {
    const { failing = false, requests = 0, responses = 0 } = known.get(upstream) ?? {};
    return { upstream, failing, requests, responses };
  });
}

/** Where that is taken from. */
export interface PartSources {
  readonly generation: Generation;
  /** Upstreams that are given by name. */
  readonly hosts: readonly UpstreamHost[];
  readonly sources: readonly SourceState[];
  readonly secondaries: Secondaries | undefined;
  /** Secondaries that are told of new versions. */
  readonly told: NotifyKnowledge | undefined;
  readonly forwarder: Forwarder;
  readonly tallies: readonly Tally[];
  readonly reload: Readonly<ReloadState>;
  readonly descriptors: { view(): DescriptorsView };
  /** Of notifications. */
  readonly receivers: readonly SenderState[];
  readonly operator: Operator;
  readonly updates: UpdatedParts;
}

/** What was blocked, and of how many answered queries. */
function blockOf({ generation, tallies }: PartSources): Pick<ServerParts, 'block'> {
  const lists = listSamples(generation, tallies);
  if (lists.length === 0) return {};
  const durations = tallies.flatMap(tally =>
    Object.values(PROTOCOL).map(protocol => tally.durations(protocol)),
  );
  const queries = durations.flatMap(({ counts }) => counts).reduce((sum, count) => sum + count, 0);
  return { block: { queries, lists } };
}

function receiversOf(states: readonly SenderState[]): Pick<ServerParts, 'receivers'> {
  if (states.length === 0) return {};
  return {
    receivers: states.map(({ receiver, sent, failed, failure }) => ({
      ...{ receiver, sent, failed },
      ...(failure === undefined ? {} : { failure }),
    })),
  };
}

export function serverParts(sources: PartSources): ServerParts {
  const { generation, hosts, forwarder, tallies, reload, descriptors, operator } = sources;
  const { plans } = listMaintenance(operator);
  const { ok, lastSuccessSeconds, succeeded, failed, refused, unheard } = reload;
  const { entries, hits, misses } = cacheCounts(forwarder, tallies);
  return {
    zones: {
      count: generation.zones.length,
      ...(generation.faults.length === 0 ? {} : { faults: faultViews(generation.faults) }),
      ...updatedZonesOf(generation, sources.updates),
    },
    ...certificatesOf(generation.config, systemClock.wallMs()),
    upstreams: upstreamsOf(generation, forwarder),
    ...(hosts.length === 0 ? {} : { upstreamHosts: hosts }),
    ...(forwarder.cache === undefined ? {} : { cache: { entries, hits, misses } }),
    ...blockOf(sources),
    ...rateLimitOf(generation, tallies, uptime()),
    ...receiversOf(sources.receivers),
    ...sourceViews(sources.sources, generation),
    ...secondariesOf(sources.secondaries?.states ?? []),
    ...toldOf(sources.told, systemClock.now()),
    reload: {
      ...{ ok, lastSuccess: rfc3339(lastSuccessSeconds * 1000), succeeded, failed },
      ...(refused === undefined ? {} : { refused }),
      ...(unheard === undefined ? {} : { unheard }),
    },
    ...(plans.length === 0 ? {} : { plans }),
    descriptors: descriptors.view(),
  };
}
