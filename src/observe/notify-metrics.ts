// What the metrics show of receivers of notifications.
import { counter, gauge, type MetricRow } from './metric-row.js';

/** One receiver; counts since the start. */
export interface ReceiverSample {
  readonly receiver: string;
  readonly sent: number;
  /** Messages that were given up. */
  readonly failed: number;
  readonly retries: number;
  /** Events in messages that were given up. */
  readonly lostEvents: number;
  /** Why the last try failed; undefined when it did not. */
  readonly failure: string | undefined;
}

/** Where they come from. */
export interface ReceiverSources {
  receivers(): readonly ReceiverSample[];
}

type Count = 'sent' | 'failed' | 'retries' | 'lostEvents';

const each = (name: string, help: string, count: Count): MetricRow<ReceiverSources> =>
  counter(name, help, ['receiver'], (from, put) => {
    for (const sample of from.receivers()) put(sample[count], sample.receiver);
    return undefined;
  });

export const RECEIVER_METRICS: readonly MetricRow<ReceiverSources>[] = [
  each('rondo_notify_sent_total', 'Notifications that arrived, by receiver.', 'sent'),
  each('rondo_notify_failed_total', 'Notifications that were given up, by receiver.', 'failed'),
  each('rondo_notify_retries_total', 'Further tries to send notifications, by receiver.', 'retries'),
  each(
    'rondo_notify_lost_events_total',
    'Events in notifications that were given up, by receiver.',
    'lostEvents',
  ),
  gauge(
    'rondo_notify_failing',
    'Whether the last try to send a notification failed, by receiver: 1 or 0.',
    ['receiver'],
    (from, put) => {
      for (const { receiver, failure } of from.receivers()) put(Number(failure !== undefined), receiver);
      return undefined;
    },
  ),
];
