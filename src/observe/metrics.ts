// The metrics: what /metrics shows beside its backends, one row for each. A new metric is one more row.

import type { Registry as MetricRegistry } from 'prom-client';
import { LIMIT, LIMIT_NAMES } from '../answer/answer-limit.js';
import { CONTROL, CONTROL_NAMES } from '../answer/exchange.js';
import { STATUSES } from '../answer/http-status.js';
import { REFUSAL, REFUSAL_NAMES } from '../answer/refusal.js';
import { DROP_REASONS, TABLE_NAMES, TALLY_ROWS, type Tally } from '../answer/tally.js';
import { ADMIN_METRICS } from './admin-metrics.js';
import { durationHistogram } from './duration-histogram.js';
import { FORWARD_METRICS } from './forward-metrics.js';
import { LIST_METRICS } from './list-metrics.js';
import { LISTENER_METRICS } from './listener-metrics.js';
import { addMetrics, counter, gauge, type MetricRow } from './metric-row.js';
import type { MetricSources } from './metric-sources.js';
import { RECEIVER_METRICS } from './notify-metrics.js';
import { collectDefaultMetrics, Registry } from './prom-client.js';
import { COPY_METRICS } from './secondary-metrics.js';
import { SOURCE_METRICS } from './source-metrics.js';
import { STREAM_METRICS } from './stream-metrics.js';
import { TOLD_METRICS } from './told-metrics.js';
import { UPDATE_METRICS } from './update-metrics.js';
import { ZONE_METRICS } from './zone-metrics.js';

/** The sum of a count over all threads. */
function total({ tallies }: MetricSources, count: (tally: Tally) => number): number {
  return tallies().reduce((sum, tally) => sum + count(tally), 0);
}

const REQUEST_METRICS: readonly MetricRow<MetricSources>[] = [
  counter(
    'rondo_dns_requests_total',
    'Answered queries by zone ("." for names outside the zones), type, protocol, address family and response code.',
    ['zone', 'type', 'proto', 'family', 'rcode'],
    (from, put) => {
      for (let row = 0; row < TALLY_ROWS; row++) {
        const zone = from.zoneOfRow(row);
        if (zone === undefined) continue;
        for (const tally of from.tallies())
          tally.eachOfRow(row, ({ type, proto, family, rcode }, count) =>
            put(count, zone, type, proto, family, rcode),
          );
      }
    },
  ),
  counter(
    'rondo_dns_dropped_total',
    'Messages and connections that got no answer, by reason.',
    ['reason'],
    (from, put) => {
      for (const [index, reason] of DROP_REASONS.entries())
        put(
          total(from, tally => tally.drops()[index]),
          reason,
        );
    },
  ),
  counter(
    'rondo_dns_control_total',
    'Messages that want something else than an answer from the zones, answered or refused, by kind.',
    ['kind'],
    (from, put) => {
      for (const kind of Object.values(CONTROL))
        if (kind !== CONTROL.NONE)
          put(
            total(from, tally => tally.controls(kind)),
            CONTROL_NAMES[kind],
          );
    },
  ),
  counter(
    'rondo_dns_refusals_total',
    'Queries for whole zones that were refused, and signatures that were not taken, by reason.',
    ['reason'],
    (from, put) => {
      for (const refusal of Object.values(REFUSAL))
        if (refusal !== REFUSAL.NONE)
          put(
            total(from, tally => tally.refusals(refusal)),
            REFUSAL_NAMES[refusal],
          );
    },
  ),
  counter(
    'rondo_dns_rate_limited_total',
    'Answers of which a client has got too many, by what became of them: drop, slip (truncated) or dry-run (sent all the same).',
    ['action'],
    (from, put) => {
      for (const limit of Object.values(LIMIT))
        if (limit !== LIMIT.PASS)
          put(
            total(from, tally => tally.limits(limit)),
            LIMIT_NAMES[limit],
          );
    },
  ),
  counter(
    'rondo_dns_cookie_truncated_total',
    'Answers over UDP that were truncated since the client showed no cookie (require-cookie-over).',
    [],
    from => total(from, tally => tally.cookieCuts),
  ),
  counter(
    'rondo_https_replies_total',
    'Requests of DNS over HTTPS that were replied to, by status.',
    ['status'],
    (from, put) => {
      for (const [index, status] of STATUSES.entries())
        put(
          total(from, tally => tally.statuses()[index]),
          String(status),
        );
    },
  ),
  from => durationHistogram(from.tallies),
];

const PROBER_METRICS: readonly MetricRow<MetricSources>[] = [
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
  counter(
    'rondo_prober_void_total',
    'Failed probes that did not count, by reason: shortage, stall or outage of this machine, or unsaid by a file.',
    ['reason'],
    (from, put) => {
      for (const [reason, count] of from.voidProbes()) put(count, reason);
      return undefined;
    },
  ),
];

const CACHE_METRICS: readonly MetricRow<MetricSources>[] = [
  counter(
    'rondo_cache_hits_total',
    'Forwarded queries answered from the cache.',
    [],
    from => from.cache().hits,
  ),
  counter(
    'rondo_cache_misses_total',
    'Forwarded queries that the cache had no answer to.',
    [],
    from => from.cache().misses,
  ),
  counter(
    'rondo_cache_evictions_total',
    'Answers that made room for others before they expired.',
    [],
    from => from.cache().evictions,
  ),
  counter(
    'rondo_cache_stale_total',
    'Answers that were given out after their time, since no upstream answered.',
    [],
    from => from.cache().stale,
  ),
  counter(
    'rondo_cache_prefetches_total',
    'Popular answers that were asked for again before they expired.',
    [],
    from => from.cache().prefetches,
  ),
  gauge(
    'rondo_cache_entries',
    'Answers in the cache, expired ones among them.',
    [],
    from => from.cache().entries,
  ),
];

const SERVER_METRICS: readonly MetricRow<MetricSources>[] = [
  counter(
    'rondo_admin_actions_total',
    'What operators have asked for: ready, drain, maint and weight.',
    ['action'],
    (from, put) => {
      for (const [action, count] of Object.entries(from.adminActions())) put(count, action);
    },
  ),
  counter('rondo_events_total', 'Events, as `rondo events` shows them, by kind.', ['kind'], (from, put) => {
    for (const [kind, count] of from.events()) put(count, kind);
  }),
  gauge(
    'rondo_build_info',
    'Always 1; the version is in the label.',
    ['version', 'node'],
    ({ version }, put) => {
      put(1, version, process.version);
    },
  ),
  gauge(
    'rondo_config_last_reload_success',
    'Whether the last load of configuration and zones succeeded.',
    [],
    from => Number(from.reload().ok),
  ),
  gauge(
    'rondo_config_last_reload_success_timestamp_seconds',
    'When configuration and zones were last loaded without an error.',
    [],
    from => from.reload().lastSuccessSeconds,
  ),
  counter(
    'rondo_config_reloads_total',
    'Loads of configuration and zones by result.',
    ['result'],
    (from, put) => {
      put(from.reload().succeeded, 'success');
      put(from.reload().failed, 'failure');
    },
  ),
  gauge(
    'rondo_descriptors_share',
    'How many files and sockets a part of the server may have open.',
    ['use'],
    (from, put) => {
      for (const { use, share } of from.descriptors().uses) put(share, use);
    },
  ),
  gauge(
    'rondo_descriptors_used',
    'How many files and sockets a part of the server has open, of those that are counted.',
    ['use'],
    (from, put) => {
      for (const { use, used } of from.descriptors().uses) if (used !== undefined) put(used, use);
    },
  ),
  counter(
    'rondo_history_failures_total',
    'How often the file of the history could not be written.',
    [],
    from => from.historyFailures(),
  ),
  counter(
    'rondo_dns_failures_total',
    'Queries answered with SERVFAIL because of an error in the server itself.',
    [],
    from => total(from, tally => tally.failures),
  ),
  counter(
    'rondo_torn_reads_total',
    'Readings given up because what was read was written over meanwhile, by table: lineups (SERVFAIL) or cache (asked for upstream).',
    ['table'],
    (from, put) => {
      for (const [index, table] of TABLE_NAMES.entries())
        put(
          total(from, tally => tally.tornReads()[index]),
          table,
        );
    },
  ),
  gauge(
    'rondo_answer_threads',
    'Answer threads of the batch transport; 0 with the dgram transport.',
    [],
    from => from.threads().size,
  ),
  counter(
    'rondo_answer_thread_restarts_total',
    'Answer threads that failed and were started again.',
    [],
    from => from.threads().restarts,
  ),
];

/** A registry whose values are collected from the sources. */
export function createMetrics(sources: MetricSources): MetricRegistry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const rows = [
    ...REQUEST_METRICS,
    ...PROBER_METRICS,
    ...FORWARD_METRICS,
    ...CACHE_METRICS,
    ...SERVER_METRICS,
    ...ADMIN_METRICS,
    ...LISTENER_METRICS,
    ...ZONE_METRICS,
    ...LIST_METRICS,
    ...STREAM_METRICS,
    ...RECEIVER_METRICS,
    ...SOURCE_METRICS,
    ...UPDATE_METRICS,
    ...COPY_METRICS,
    ...TOLD_METRICS,
  ];
  addMetrics(registry, rows, sources);
  return registry;
}
