// What a listener needs that speaks TLS.
import type { Tally } from '../../answer/tally.js';
import type { ListenAddress } from '../query-service.js';
import type { HandshakeQueue } from './handshake-queue.js';
import type { ServerSecrets } from './server-secrets.js';

export interface TlsPlace {
  /** As configured. */
  readonly listen: ListenAddress;
  readonly secrets: ServerSecrets;
  /** Counts those that come to nothing. */
  readonly tally: Pick<Tally, 'dropped'>;
  /** Those of all listeners of the thread. */
  readonly handshakes: HandshakeQueue;
}
