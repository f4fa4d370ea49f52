// The header of a proxy in front of a connection: it is read before anything else, such as TLS, and says who the client is.
import { DROP } from '../answer/exchange.js';
import type { Tally } from '../answer/tally.js';
import { clientIn, header } from './proxied.js';
import { PROXY_HEADER } from './proxy-header.js';
import { streamClient } from './stream-client.js';
import type { Arrived, Stage } from './stream-protocol.js';

const NOTHING = Buffer.alloc(0);

export class ProxyStage implements Stage {
  readonly #tally: Pick<Tally, 'dropped'>;

  /** @param tally counts connections that begin with no header, or a wrong one */
  constructor(tally: Pick<Tally, 'dropped'>) {
    this.#tally = tally;
  }

  begin({ socket, client, listener }: Arrived, next: (arrived: Arrived) => void): void {
    // No longer than a header may be, and one reading of the socket.
    let begun: Buffer = NOTHING;
    const take = (data: Buffer): void => {
      begun = begun.length === 0 ? data : Buffer.concat([begun, data]);
      const state = header.read(begun, 0, begun.length);
      if (state === PROXY_HEADER.PART) return;
      socket.off('data', take);
      socket.off('end', giveUp);
      if (state === PROXY_HEADER.MALFORMED) {
        this.#tally.dropped(DROP.PROXY_HEADER);
        socket.destroy();
        return;
      }
      // What stands behind it is for whoever reads next.
      socket.pause();
      if (begun.length > header.length) socket.unshift(begun.subarray(header.length));
      const behind = clientIn(begun);
      next({ socket, client: behind === undefined ? client : streamClient(behind), listener });
    };
    const giveUp = () => socket.destroy();
    socket.on('data', take);
    socket.once('end', giveUp);
  }
}
