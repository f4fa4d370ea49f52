// The header of a proxy in front of a connection: it is read before anything else, such as TLS, and says who the client is.
import { DROP } from '../answer/exchange.js';
import type { Tally } from '../answer/tally.js';
import { readBeginning } from './beginning.js';
import { clientIn, header } from './proxied.js';
import { streamClient } from './stream-client.js';
import type { Arrived, Stage } from './stream-protocol.js';

export class ProxyStage implements Stage {
  readonly #tally: Pick<Tally, 'dropped'>;

  /** @param tally counts connections that begin with no header, or a wrong one */
  constructor(tally: Pick<Tally, 'dropped'>) {
    this.#tally = tally;
  }

  begin({ socket, client, listener }: Arrived, next: (arrived: Arrived) => void): void {
    readBeginning(socket, {
      // No longer than a header may be, and one reading of the socket.
      stateOf: begun => header.read(begun, 0, begun.length),
      whole: begun => {
        // What stands behind it is for whoever reads next.
        if (begun.length > header.length) socket.unshift(begun.subarray(header.length));
        const behind = clientIn(begun);
        next({ socket, client: behind === undefined ? client : streamClient(behind), listener });
      },
      broken: () => this.#tally.dropped(DROP.PROXY_HEADER),
    });
  }
}
