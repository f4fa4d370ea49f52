// DNS over HTTPS as a way in which a case talks to its server.
import type { QueryService } from '../../src/transport/query-service.js';
import { isSentinel, sentinel, type Wire, withoutPadding } from './case-wire.js';
import { type DohReply, getting, http1Client, http2Client, listenDoh, posting } from './doh.js';

/** One connection of each version of HTTP; messages go by GET over HTTP/2 and by POST over HTTP/1.1 in turn. */
export async function httpsWire(service: QueryService, address: string): Promise<Wire> {
  const { port, transport } = await listenDoh(service, { address });
  const http2 = await http2Client(port, address);
  const http1 = await http1Client(port, address);
  let count = 0;
  const send = (message: Uint8Array): Promise<DohReply> =>
    count++ % 2 === 0 ? http2.send(getting(message)) : http1.send(posting(message));
  return {
    async exchange(message, drop) {
      const { status, body } = await send(message);
      if (!drop) return status === 200 ? withoutPadding(Uint8Array.from(body)) : undefined;
      const after = await send(sentinel);
      if (!isSentinel(after.body)) throw new Error('the server no longer answers over HTTPS');
      return status === 400 ? undefined : body;
    },
    async close() {
      http2.close();
      http1.close();
      await transport.close(0);
    },
  };
}
