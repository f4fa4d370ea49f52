// What the metrics show of connections to upstreams: TCP and TLS.
import { counter, gauge, type MetricRow, rowOfEach } from './metric-row.js';

/** The connections to one upstream; counts since the start. */
export interface StreamSample {
  readonly upstream: string;
  /** Connections at present, also such that are being made. */
  readonly open: number;
  readonly opened: number;
  readonly handshakes: number;
  readonly resumed: number;
  readonly failed: number;
}

/** Where they come from. */
export interface StreamSources {
  streams(): readonly StreamSample[];
}

const row = rowOfEach<StreamSources, StreamSample>(
  'to',
  from => from.streams(),
  each => each.upstream,
);

export const STREAM_METRICS: readonly MetricRow<StreamSources>[] = [
  row(gauge, 'rondo_forward_connections', 'Connections to an upstream.', each => each.open),
  row(counter, 'rondo_forward_connections_total', 'Connections made to an upstream.', each => each.opened),
  row(
    counter,
    'rondo_forward_handshakes_total',
    'Handshakes of TLS with an upstream.',
    each => each.handshakes,
  ),
  row(
    counter,
    'rondo_forward_resumptions_total',
    'Handshakes of TLS that went on with an earlier session.',
    each => each.resumed,
  ),
  row(
    counter,
    'rondo_forward_connection_failures_total',
    'Connections that an upstream refused, or that were refused for its certificate.',
    each => each.failed,
  ),
];
