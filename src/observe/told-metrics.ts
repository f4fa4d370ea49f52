// What the metrics show of secondaries that are told of new versions, and of versions that health has made.
import { counter, gauge, type MetricRow, rowOfEach } from './metric-row.js';

/** One secondary; counts since it is told. */
export interface ToldSample {
  /** `ADDRESS:PORT`. */
  readonly to: string;
  readonly sent: number;
  /** By response code. */
  readonly replies: ReadonlyMap<string, number>;
  readonly givenUp: number;
  readonly isFailing: boolean;
  /** Zones of which it took note of a version that it does not have. */
  readonly behind: number;
}

/** Where they come from. */
export interface ToldSources {
  /** Those that are shown one by one; undefined when nobody is told. */
  told():
    | { readonly secondaries: readonly ToldSample[]; readonly waiting: number; readonly dropped: number }
    | undefined;
  /** How many versions health has made, of zones that are shown one by one. */
  healthVersions(): Iterable<readonly [zone: string, count: number]>;
}

const row = rowOfEach<ToldSources, ToldSample>(
  'to',
  from => from.told()?.secondaries ?? [],
  each => each.to,
);

export const TOLD_METRICS: readonly MetricRow<ToldSources>[] = [
  row(
    counter,
    'rondo_dns_notify_sent_total',
    'NOTIFY messages that were sent, by secondary.',
    each => each.sent,
  ),
  counter(
    'rondo_dns_notify_replies_total',
    'Replies to NOTIFY, by secondary and response code; unproven when the signature was not the right one.',
    ['to', 'rcode'],
    (from, put) => {
      for (const { to, replies } of from.told()?.secondaries ?? [])
        for (const [rcode, count] of replies) put(count, to, rcode);
      return undefined;
    },
  ),
  row(
    counter,
    'rondo_dns_notify_given_up_total',
    'Versions that a secondary was told of twelve times without a reply.',
    each => each.givenUp,
  ),
  row(
    gauge,
    'rondo_dns_notify_failing',
    'Whether a secondary does not reply to NOTIFY, refuses it, cannot be sent one, or lags behind: 1 or 0.',
    each => Number(each.isFailing),
  ),
  row(
    gauge,
    'rondo_dns_notify_behind',
    'Of how many zones a secondary took note of a version that it does not have a minute later.',
    each => each.behind,
  ),
  gauge(
    'rondo_dns_notify_waiting',
    'How many zones secondaries have not acknowledged yet, for each secondary again.',
    [],
    from => from.told()?.waiting,
  ),
  counter(
    'rondo_dns_notify_dropped_total',
    'Versions that secondaries were not told of, since too many were waiting.',
    [],
    from => from.told()?.dropped,
  ),
  counter(
    'rondo_zone_health_versions_total',
    'Versions of a zone that health has made for secondaries.',
    ['zone'],
    (from, put) => {
      for (const [zone, count] of from.healthVersions()) put(count, zone);
      return undefined;
    },
  ),
];
