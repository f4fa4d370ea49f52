// Records of TLS that bring no queries: few are taken, many end the connection, and its client has to wait.
import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect, test } from 'vitest';
import { streamClient } from '../../src/transport/stream-client.js';
import { Turns } from '../../src/transport/stream-turns.js';
import { HandshakeQueue } from '../../src/transport/tls/handshake-queue.js';
import { RecordWatch } from '../../src/transport/tls/record-watch.js';
import { CaseServer } from '../support/case-server.js';
import { closeAfterTest } from '../support/closings.js';
import { getting, http1Client, listenDoh } from '../support/doh.js';
import { FakeClock } from '../support/fake-clock.js';
import { buildQuery } from '../support/query.js';

/** A record that changes keys, in octets; it has no data. */
const KEY_UPDATE = 27;
/** A query of 40 octets as one record of TLS 1.2, with the longest padding. */
const QUERY = { data: 42, carried: 42 + 69 };
const clientAt = (address: string) => streamClient({ address, port: 1, isIpv6: false });

class FakeSocket extends EventEmitter {
  bytesRead = 0;
}

function watched() {
  const clock = new FakeClock();
  const handshakes = new HandshakeQueue(clock, new Turns());
  const carrier = new FakeSocket();
  const socket = new FakeSocket();
  const session = {
    queries: 0,
    isCutOff: false,
    cutOff() {
      this.isCutOff = true;
      socket.emit('close');
    },
    drain: () => undefined,
    destroy: () => undefined,
  };
  const sockets = { socket: socket as unknown as Socket, carrier: carrier as unknown as Socket };
  new RecordWatch(handshakes).over(session, { ...sockets, client: clientAt('192.0.2.1') });
  /** Whether a handshake of a client begins now. */
  const begins = async (address: string) => {
    let isBegun = false;
    const leave = handshakes.add(clientAt(address).prefixes, () => {
      isBegun = true;
    });
    for (let turn = 0; turn < 3; turn++) await new Promise(resolve => setImmediate(resolve));
    leave();
    return isBegun;
  };
  return { clock, carrier, socket, session, begins };
}

test('who changes keys again and again is cut off, and begins no handshake for ten seconds', async () => {
  const { clock, carrier, session, begins } = watched();
  carrier.bytesRead += 2_000 * KEY_UPDATE;
  await clock.advance(100);
  expect(session.isCutOff).toBe(false);
  expect(await begins('192.0.2.1')).toBe(true);
  carrier.bytesRead += 2_000 * KEY_UPDATE;
  await clock.advance(100);
  expect(session.isCutOff).toBe(true);
  await clock.advance(9_900);
  expect(await begins('192.0.2.1')).toBe(false);
  expect(await begins('192.0.2.2')).toBe(true);
  await clock.advance(200);
  expect(await begins('192.0.2.1')).toBe(true);
});

test('who has begun many handshakes before rests as long', async () => {
  const { clock, carrier, begins } = watched();
  for (let index = 0; index < 200; index++) await begins('192.0.2.1');
  // It waits for its turn, which would come after 10 ms.
  expect(await begins('192.0.2.1')).toBe(false);
  carrier.bytesRead += 4_000 * KEY_UPDATE;
  await clock.advance(100);
  await clock.advance(5_000);
  expect(await begins('192.0.2.1')).toBe(false);
});

test('who asks, however much, is not cut off, and who changes keys now and then is not', async () => {
  const { clock, carrier, socket, session } = watched();
  for (let look = 0; look < 100; look++) {
    session.queries += 1_000;
    socket.bytesRead += 1_000 * QUERY.data;
    carrier.bytesRead += 1_000 * QUERY.carried + 10 * KEY_UPDATE;
    await clock.advance(100);
  }
  expect(session.isCutOff).toBe(false);
});

test('a connection that brings octet by octet, each in a record of its own, is closed', async () => {
  const zone = '$TTL 300\n@ SOA ns1 hostmaster 7 7200 900 1209600 60\n@ NS ns1\nns1 A 192.0.2.53\n';
  const file = { name: 'doh', area: 'doh', why: 'over HTTPS', origin: 'example.org', zone };
  const server = await CaseServer.open({ ...file, forward: 'off' });
  const { port, transport } = await listenDoh(server.service);
  closeAfterTest(async () => {
    await transport.close(0);
    server.close();
  });
  const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.5' });
  const client = connectTls({ socket, rejectUnauthorized: false });
  client.on('error', () => undefined);
  await once(client, 'secureConnect');
  client.write('POST /dns-query HTTP/1.1\r\nhost: a\r\ncontent-type: application/dns-message\r\n');
  client.write('content-length: 60000\r\n\r\n');
  // Octets that are written at once would come in one record.
  while (!client.destroyed) await new Promise(written => client.write('.', written));
  const reply = await (await http1Client(port)).send(getting(buildQuery('ns1.example.org A')));
  expect(reply.status).toBe(200);
});
