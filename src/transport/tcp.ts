// DNS over TCP (RFC 7766): a connection carries messages as it is.
import { PROTOCOL } from '../answer/exchange.js';
import { StreamConnection } from './stream-connection.js';
import type { StreamProtocol } from './stream-protocol.js';

export const tcp: StreamProtocol = {
  stages: [],
  open: (host, arrived) =>
    new StreamConnection(host, arrived, { protocol: PROTOCOL.TCP, ownOctets: 0, keepsWritten: false }),
};
