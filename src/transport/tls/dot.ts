// DNS over TLS (RFC 7858): messages as over TCP, inside TLS.
import { PROTOCOL } from '../../answer/exchange.js';
import { StreamConnection } from '../stream-connection.js';
import type { StreamProtocol } from '../stream-protocol.js';
import { RecordWatch } from './record-watch.js';
import type { TlsPlace } from './tls-place.js';
import { TlsStage } from './tls-stage.js';

/** The name of the protocol inside TLS (RFC 7858, IANA). */
const ALPN = 'dot';
/** What OpenSSL and node hold of a connection that is idle. */
const OCTETS = 40_960;

export function dot(place: TlsPlace): StreamProtocol {
  const traits = { protocol: PROTOCOL.TLS, ownOctets: OCTETS, keepsWritten: true };
  const watch = new RecordWatch(place.handshakes);
  return {
    stages: [new TlsStage(place, [ALPN])],
    open: (host, arrived) => watch.over(new StreamConnection(host, arrived, traits), arrived),
  };
}
