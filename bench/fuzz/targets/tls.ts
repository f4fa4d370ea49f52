// A stream on an address of DNS over TLS, as the first octet says: inside a session, or in place of the handshake.
import { mustAnswer } from '../stream-answers.js';
import { StreamServer } from '../stream-server.js';
import { mustBe, STRANGERS_MS, type Target } from '../target.js';

/** What a record of TLS begins with (RFC 8446 §5.1). */
const CONTENT = { LOWEST: 20, HIGHEST: 23 };

export async function tls(): Promise<Target> {
  const server = await StreamServer.open('tls');
  return {
    name: 'tls',
    mostMs: STRANGERS_MS,
    async take(octets) {
      const [way = 0] = octets;
      const stream = octets.subarray(1);
      if (way % 2 === 0) {
        mustAnswer(await server.sendSecure('tls', stream, 'dot'), stream);
        return;
      }
      const [content = CONTENT.LOWEST] = await server.send('tls', stream);
      mustBe(content >= CONTENT.LOWEST && content <= CONTENT.HIGHEST, 'the server speaks no TLS');
    },
    rest: () => server.rest(),
    close: () => server.close(),
  };
}
