// Metrics of forwarding: what is known of each upstream, and of all queries together.
import { counter, gauge, type MetricRow } from './metric-row.js';
import type { MetricSources, UpstreamSample } from './metric-sources.js';

/** A count for each upstream. */
function upstreams(
  name: string,
  help: string,
  count: (sample: UpstreamSample) => number,
): MetricRow<MetricSources> {
  return counter(name, help, ['to'], (from, put) => {
    for (const sample of from.upstreams()) put(count(sample), sample.upstream);
  });
}

export const FORWARD_METRICS: readonly MetricRow<MetricSources>[] = [
  upstreams('rondo_forward_requests_total', 'Queries sent to an upstream.', each => each.requests),
  upstreams(
    'rondo_forward_resends_total',
    'Messages to an upstream that were sent again, for no reply had come.',
    each => each.resends,
  ),
  upstreams('rondo_forward_responses_total', 'Answers accepted from an upstream.', each => each.responses),
  upstreams(
    'rondo_forward_timeouts_total',
    'Queries that an upstream left unanswered.',
    each => each.timeouts,
  ),
  upstreams(
    'rondo_forward_errors_total',
    'Queries that could not be sent or were refused by the network.',
    each => each.errors,
  ),
  upstreams(
    'rondo_forward_unusable_total',
    'Answers of an upstream that help nobody: refusals, failures, malformed ones.',
    each => each.unusable,
  ),
  upstreams(
    'rondo_forward_probes_total',
    'Queries to an upstream in the background, to see how it does.',
    each => each.probes,
  ),
  upstreams(
    'rondo_forward_near_misses_total',
    'Replies that were right but for the id, as a guess would be.',
    each => each.nearMisses,
  ),
  upstreams(
    'rondo_forward_mismatched_total',
    'Replies that did not belong to the query: late, or forged.',
    each => each.mismatched,
  ),
  upstreams(
    'rondo_forward_seconds_total',
    'Time spent waiting for accepted answers.',
    each => each.secondsSum,
  ),
  gauge('rondo_forward_rtt_seconds', 'Smoothed round-trip time of an upstream.', ['to'], (from, put) => {
    for (const { upstream, rttMs } of from.upstreams()) put(rttMs / 1000, upstream);
    return undefined;
  }),
  gauge('rondo_forward_up', '1 when an upstream is in order, 0 while it fails.', ['to'], (from, put) => {
    for (const { upstream, failing } of from.upstreams()) put(failing ? 0 : 1, upstream);
    return undefined;
  }),
  gauge('rondo_forward_in_flight', 'Forwarded queries under way.', [], from => from.forwards().inFlight),
  counter(
    'rondo_forward_merged_total',
    'Queries that waited for an identical one.',
    [],
    from => from.forwards().merged,
  ),
  counter(
    'rondo_forward_overflow_total',
    'Queries refused because too many were under way.',
    [],
    from => from.forwards().overflow,
  ),
  counter(
    'rondo_forward_looped_total',
    'Own queries that came back: a forwarding loop.',
    [],
    from => from.forwards().looped,
  ),
  counter(
    'rondo_forward_unanswered_total',
    'Queries that no upstream answered.',
    [],
    from => from.forwards().unanswered,
  ),
  counter(
    'rondo_forward_remembered_total',
    'Queries that were answered with the failure of an equal one shortly before.',
    [],
    from => from.forwards().remembered,
  ),
];
