// The metrics of listeners that speak TLS: how long their certificates hold.
import { gauge, type MetricRow } from './metric-row.js';

export interface ListenerSample {
  /** As configured. */
  readonly listen: string;
  /** When its certificate ends, in milliseconds since 1970. */
  readonly certificateExpiresMs: number;
}

/** Where they come from. */
export interface ListenerSources {
  listeners(): readonly ListenerSample[];
}

export const LISTENER_METRICS: readonly MetricRow<ListenerSources>[] = [
  gauge(
    'rondo_listener_certificate_expiry_timestamp_seconds',
    'When the certificate of an address ends that answers over TLS.',
    ['listen'],
    (from, put) => {
      for (const { listen, certificateExpiresMs } of from.listeners())
        put(certificateExpiresMs / 1_000, listen);
    },
  ),
];
