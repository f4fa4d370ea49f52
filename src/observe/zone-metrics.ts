// Metrics of zones: whether each is served as its file stands, and from when its version is.
import { gauge, type MetricRow } from './metric-row.js';

/** The most zones that are shown; those that are not as their files go first. */
export const MAX_ZONES = 1_000;

/** One zone. */
export interface ZoneSample {
  readonly zone: string;
  readonly state: 'good' | 'kept' | 'left out';
  /** When its version was read, in seconds since 1970; absent when there is none. */
  readonly versionSeconds?: number;
}

export interface ZoneSources {
  zones(): readonly ZoneSample[];
}

export const ZONE_METRICS: readonly MetricRow<ZoneSources>[] = [
  gauge(
    'rondo_zone_state',
    'Always 1; the state is in the label: good, kept (the last good version is served) or left out (SERVFAIL).',
    ['zone', 'state'],
    (from, put) => {
      for (const { zone, state } of from.zones()) put(1, zone, state);
    },
  ),
  gauge(
    'rondo_zone_version_timestamp_seconds',
    'When the version of a zone that is served was read.',
    ['zone'],
    (from, put) => {
      for (const { zone, versionSeconds } of from.zones())
        if (versionSeconds !== undefined) put(versionSeconds, zone);
    },
  ),
];
