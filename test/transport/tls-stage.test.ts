// The handshake of TLS with a client that goes before its turn comes.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect, test } from 'vitest';
import { DROP } from '../../src/answer/exchange.js';
import { Tally } from '../../src/answer/tally.js';
import type { Prefixes } from '../../src/dns/client-prefix.js';
import { streamClient } from '../../src/transport/stream-client.js';
import type { HandshakeQueue } from '../../src/transport/tls/handshake-queue.js';
import { ServerSecrets } from '../../src/transport/tls/server-secrets.js';
import { TlsStage } from '../../src/transport/tls/tls-stage.js';
import { certificates } from '../probe/certificates.js';
import { closeAfterTest } from '../support/closings.js';

const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** What a client says first. */
async function clientHello(): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connectTls({ port: portOf(server), host: '127.0.0.1' });
  client.on('error', () => client.destroy());
  const [socket] = (await once(server, 'connection')) as [Socket];
  const [hello] = (await once(socket, 'data')) as [Buffer];
  socket.on('error', () => undefined).destroy();
  server.close();
  return hello;
}

test.each(['before', 'after'])(
  'who says hello and goes is let go: the handshake begins %s that',
  async when => {
    const hello = await clientHello();
    const listen = { address: '127.0.0.1', port: 0 };
    const secrets = new ServerSecrets({
      certificates: [{ ...listen, certificate: certificates.server }],
      ticketKeys: new Uint8Array(48),
    });
    const begun: (() => void)[] = [];
    const add = (_: Prefixes, begin: () => void) => {
      begun.push(begin);
      return () => undefined;
    };
    const tally = new Tally();
    const handshakes = { add } as unknown as HandshakeQueue;
    const stage = new TlsStage({ listen, secrets, handshakes, tally }, ['dot']);
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    closeAfterTest(() => server.close());
    await once(server, 'listening');
    const client = connect({ port: portOf(server), host: '127.0.0.1', allowHalfOpen: true });
    closeAfterTest(() => client.destroy());
    const [socket] = (await once(server, 'connection')) as [Socket];
    client.write(hello);
    const peer = streamClient({ address: '127.0.0.1', port: 1, isIpv6: false });
    const arrived = { socket, client: peer, listener: '' };
    stage.begin(arrived, () => undefined);
    await once(socket, 'readable');
    if (when === 'before') begun[0]();
    client.end();
    if (when === 'after') {
      // The end is read, and stands behind octets that nobody has taken yet.
      await once(socket, 'readable');
      begun[0]();
    }
    await once(socket, 'close');
    expect(tally.drops()[DROP.HANDSHAKE]).toBe(1);
  },
);
