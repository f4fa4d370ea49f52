// What a listener needs that speaks TLS.
import type { ListenAddress } from '../query-service.js';
import type { HandshakeQueue } from './handshake-queue.js';
import type { ServerSecrets } from './server-secrets.js';

export interface TlsPlace {
  /** As configured. */
  readonly listen: ListenAddress;
  readonly secrets: ServerSecrets;
  /** Those of all listeners of the thread. */
  readonly handshakes: HandshakeQueue;
}
