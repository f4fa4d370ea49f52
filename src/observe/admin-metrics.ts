// The metrics of the admin address: whom it refused, and how long its certificate holds.
import { counter, gauge, type MetricRow } from './metric-row.js';

export interface AdminSample {
  /** Refused requests so far, by reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** When the certificate ends, in milliseconds since 1970; undefined without one. */
  readonly certificateExpiresMs: number | undefined;
}

/** Where they come from. */
export interface AdminMetricSources {
  admin(): AdminSample;
}

export const ADMIN_METRICS: readonly MetricRow<AdminMetricSources>[] = [
  counter(
    'rondo_admin_refused_total',
    'Requests to the admin address that were refused, by reason: token, password, host, origin, rate or handshake.',
    ['reason'],
    (from, put) => {
      for (const [reason, count] of Object.entries(from.admin().refused)) put(count, reason);
    },
  ),
  gauge(
    'rondo_admin_certificate_expiry_timestamp_seconds',
    'When the certificate of the admin address ends; absent without one.',
    [],
    (from, put) => {
      const { certificateExpiresMs } = from.admin();
      if (certificateExpiresMs !== undefined) put(certificateExpiresMs / 1_000);
    },
  ),
];
