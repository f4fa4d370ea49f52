// The handshake of TLS: it takes no turn before the hello of the client is there, and who goes before its turn is let go.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { DROP } from '../../src/answer/exchange.js';
import { Tally } from '../../src/answer/tally.js';
import type { Prefixes } from '../../src/dns/client-prefix.js';
import { streamClient } from '../../src/transport/stream-client.js';
import type { HandshakeQueue } from '../../src/transport/tls/handshake-queue.js';
import { ServerSecrets } from '../../src/transport/tls/server-secrets.js';
import { TlsStage } from '../../src/transport/tls/tls-stage.js';
import { certificates } from '../probe/certificates.js';
import { until } from '../support/ask.js';
import { closeAfterTest, closingOf } from '../support/closings.js';
import { clientHello } from './client-hello.js';

/** Node tells of the end of a socket only when all before it was taken. */
type Ending = Socket & { readonly _readableState: { readonly ended: boolean } };

/** A connection that has come to the stage, which is not done with it. */
async function arrive() {
  const listen = { address: '127.0.0.1', port: 0 };
  const secrets = new ServerSecrets({
    certificates: [{ ...listen, certificate: certificates.server }],
    ticketKeys: new Uint8Array(48),
  });
  /** Handshakes that wait for their turn. */
  const waiting: (() => void)[] = [];
  const add = (_: Prefixes, begin: () => void) => {
    waiting.push(begin);
    return () => undefined;
  };
  const tally = new Tally();
  const handshakes = { add } as unknown as HandshakeQueue;
  const stage = new TlsStage({ listen, secrets, handshakes, tally }, ['dot']);
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  closeAfterTest(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  closeAfterTest(() => client.destroy());
  const [socket] = (await once(server, 'connection')) as [Ending];
  const peer = streamClient({ address: '127.0.0.1', port: 1, isIpv6: false });
  stage.begin({ socket, client: peer, listener: '' }, () => undefined);
  const closed = closingOf(socket);
  return { client, socket, waiting, closed, failed: () => tally.drops()[DROP.HANDSHAKE] };
}

test.each(['before', 'after'])(
  'who says hello and goes is let go: the handshake begins %s that',
  async when => {
    const { client, socket, waiting, closed, failed } = await arrive();
    client.write(await clientHello());
    await until(
      () => waiting.length,
      count => count === 1,
    );
    if (when === 'before') waiting[0]();
    client.end();
    if (when === 'after') {
      // The end is read, and stands behind octets that nobody has taken yet.
      await until(() => socket._readableState.ended, Boolean);
      waiting[0]();
    }
    await closed;
    expect(failed()).toBe(1);
  },
);

test('a hello in pieces takes no turn until it is whole, and then the handshake goes on', async () => {
  const { client, socket, waiting } = await arrive();
  const hello = await clientHello();
  // The head of its record is cut, and its last octet comes by itself.
  for (const [from, to] of [
    [0, 1],
    [1, 4],
    [4, 9],
    [9, hello.length - 1],
    [hello.length - 1, hello.length],
  ]) {
    expect(waiting).toHaveLength(0);
    client.write(hello.subarray(from, to));
    await until(
      () => socket.bytesRead,
      count => count === to,
    );
  }
  expect(waiting).toHaveLength(1);
  const [said] = await Promise.all([once(client, 'data'), waiting[0]()]);
  // A record of the handshake: the hello of the server.
  expect((said as [Buffer])[0][0]).toBe(22);
});

test('what is no hello is closed at once, and so is half of one whose client goes: both count, neither takes a turn', async () => {
  const junk = await arrive();
  junk.client.write('GET / HTTP/1.1\r\n\r\n');
  await junk.closed;
  const half = await arrive();
  half.client.end((await clientHello()).subarray(0, 100));
  await half.closed;
  const reset = await arrive();
  reset.client.write((await clientHello()).subarray(0, 100));
  await until(
    () => reset.socket.bytesRead,
    count => count > 0,
  );
  reset.client.resetAndDestroy();
  await reset.closed;
  const silent = await arrive();
  silent.client.end();
  await silent.closed;
  const all = [junk, half, reset, silent];
  expect(all.map(({ failed }) => failed())).toEqual([1, 1, 1, 0]);
  expect(all.flatMap(({ waiting }) => waiting)).toEqual([]);
});
