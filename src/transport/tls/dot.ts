// DNS over TLS (RFC 7858): messages as over TCP, inside TLS.
import { PROTOCOL } from '../../answer/exchange.js';
import type { ListenAddress } from '../query-service.js';
import { StreamConnection } from '../stream-connection.js';
import type { StreamProtocol } from '../stream-protocol.js';
import type { Certificates } from './certificates.js';
import { TlsStage } from './tls-stage.js';

/** The name of the protocol inside TLS (RFC 7858, IANA). */
const ALPN = 'dot';
/** What OpenSSL and node hold of a connection that is idle. */
const OCTETS = 40_960;

/** @param listen as configured */
export function dot(certificates: Certificates, listen: ListenAddress): StreamProtocol {
  const traits = { protocol: PROTOCOL.TLS, ownOctets: OCTETS, keepsWritten: true };
  return {
    stages: [new TlsStage(certificates, listen, [ALPN])],
    open: (host, arrived) => new StreamConnection(host, arrived, traits),
  };
}
