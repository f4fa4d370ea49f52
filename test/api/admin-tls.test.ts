// TLS on the admin address: certificates are exchanged while connections stay, and half a handshake holds up nobody.
import { once } from 'node:events';
import { Agent, request as httpsRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AdminServer } from '../../src/api/admin-server.js';
import type { ControlledServer } from '../../src/api/controlled-server.js';
import { RefusedRequests } from '../../src/api/refused-requests.js';
import { serverCertificate } from '../../src/config/certificate.js';
import type { Log } from '../../src/observe/log.js';
import { certificates } from '../probe/certificates.js';
import { until } from '../support/ask.js';
import { FakeClock } from '../support/fake-clock.js';

const REQUEST = 'GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n';
const LONG = 'x'.repeat(4 << 20);

async function* metrics(): AsyncGenerator<string, void, void> {
  yield LONG;
}

const access = { hosts: [], read: 'loopback', tokens: undefined, password: undefined } as const;
const sources = {
  metrics: () => ({ contentType: 'text/plain', parts: metrics() }),
  isReady: () => true,
  doubts: () => '',
};
let clock: FakeClock;
let admin: AdminServer;
let refused: RefusedRequests;
let port: number;
const sockets: Socket[] = [];

beforeEach(async () => {
  clock = new FakeClock();
  const log = {} as Log;
  refused = new RefusedRequests(log, clock);
  const controlled = { bound: ['127.0.0.1:53'] } as unknown as ControlledServer;
  admin = new AdminServer({ controlled, sources }, { log, most: 16, access, refused, clock });
  admin.configure({ tls: serverCertificate(certificates.server), access });
  port = await admin.listen('127.0.0.1', 0);
});
afterEach(() => {
  admin.close();
  for (const socket of sockets.splice(0)) socket.destroy();
});

interface Asked {
  readonly status: number;
  readonly octets: number;
  readonly subject: string;
}

function get(path: string, agent: Agent | false = false, localAddress = '127.0.0.1'): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, agent, localAddress, rejectUnauthorized: false };
    const request = httpsRequest(options, async response => {
      const subject = (response.socket as TLSSocket).getPeerCertificate().fingerprint256;
      let octets = 0;
      for await (const chunk of response) octets += chunk.length;
      resolve({ status: response.statusCode!, octets, subject });
    });
    request.on('error', reject);
    request.end();
  });
}

/** Connects without a word of TLS. */
function halfOpen(localAddress: string): Socket {
  const socket = connect({ host: '127.0.0.1', port, localAddress });
  socket.on('error', () => undefined);
  sockets.push(socket);
  return socket;
}

test('it is spoken, also for long replies, and programs on this machine may look', async () => {
  expect(await get('/healthz')).toMatchObject({ status: 200, octets: 3 });
  expect(await get('/metrics')).toMatchObject({ status: 200, octets: LONG.length });
  expect((await get('/api/v1/server')).status).toBe(200);
  expect(admin.certificateExpiresMs).toBeGreaterThan(Date.UTC(2100, 0));
  await until(
    () => admin.connections,
    count => count === 0,
  );
});

test('a new certificate is for new connections, and those that are open go on', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const first = await get('/healthz', agent);
  admin.configure({ tls: serverCertificate(certificates.own), access });
  expect(await get('/healthz', agent)).toEqual(first);
  const other = await get('/healthz');
  expect(other.subject).not.toBe(first.subject);
  // What does not fit changes nothing.
  const wrong = serverCertificate({ cert: certificates.server.cert, key: certificates.client.key });
  expect(() => admin.configure({ tls: wrong, access })).toThrow();
  expect((await get('/healthz')).subject).toBe(other.subject);
  expect(await get('/healthz', agent)).toEqual(first);
  agent.destroy();
  admin.configure({ tls: undefined, access });
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  expect(admin.certificateExpiresMs).toBeUndefined();
});

test.each<[string, ConnectionOptions, boolean]>([
  ['TLS 1.3', {}, true],
  ['TLS 1.2', { maxVersion: 'TLSv1.2' }, true],
  ['TLS 1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }, false],
])('%s: %j', async (_, options, isSpoken) => {
  const socket = connectTls({ port, rejectUnauthorized: false, ...options });
  const came = await new Promise(resolve => {
    socket.on('secureConnect', () => resolve(true));
    socket.on('error', () => resolve(false));
  });
  socket.destroy();
  expect(came).toBe(isSpoken);
});

test('what is no TLS is closed', async () => {
  const socket = halfOpen('127.0.0.1');
  socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  let received = '';
  for await (const chunk of socket) received += chunk;
  expect(received).not.toContain('ok');
  await until(
    () => admin.connections,
    count => count === 0,
  );
});

test('who sends each octet in a record of its own is cut off, and begins no handshake for ten seconds', async () => {
  const client = connectTls({ socket: halfOpen('127.0.0.3'), rejectUnauthorized: false });
  sockets.push(client);
  await once(
    client.on('error', () => undefined),
    'secureConnect',
  );
  for (let asked = 0; asked < 200 && !client.destroyed; asked++) {
    // Octets that are written at once would come in one record.
    for (const octet of REQUEST) await new Promise(written => client.write(octet, written));
    if (!client.destroyed)
      await Promise.race([once(client, 'data'), once(client, 'close')]).catch(() => undefined);
    if (asked % 20 === 19) await clock.advance(100);
  }
  expect(client.destroyed).toBe(true);
  expect((await get('/healthz')).status).toBe(200);
  await expect(get('/healthz', false, '127.0.0.3')).rejects.toThrow();
  await clock.advance(10_000);
  expect((await get('/healthz', false, '127.0.0.3')).status).toBe(200);
});

test('who asks very often over one connection is not cut off', async () => {
  // Of all ciphers these add most to each record: 80 octets or so.
  const ciphers = 'ECDHE-RSA-AES256-SHA384:ECDHE-ECDSA-AES256-SHA384';
  const client = connectTls({ port, rejectUnauthorized: false, maxVersion: 'TLSv1.2', ciphers });
  sockets.push(client);
  await once(client, 'secureConnect');
  for (let asked = 0; asked < 1_000; asked++) {
    client.write(REQUEST);
    await once(client, 'data');
  }
  await clock.advance(100);
  expect((await get('/healthz')).status).toBe(200);
  expect(client.destroyed).toBe(false);
});

test('nobody shakes hands anew over a connection', async () => {
  const client = connectTls({ port, rejectUnauthorized: false, maxVersion: 'TLSv1.2' });
  sockets.push(client);
  await once(
    client.on('error', () => undefined),
    'secureConnect',
  );
  const failure = await new Promise(resolve => {
    client.renegotiate({}, resolve);
    client.on('close', () => resolve('closed'));
  });
  expect(failure).not.toBeNull();
});

test('handshakes that do not go on, and very many of one client, hold up nobody else', async () => {
  for (let n = 0; n < 200; n++) halfOpen('127.0.0.2');
  await until(
    () => refused.counts.handshake,
    count => count > 100,
  );
  for (let n = 0; n < 5; n++) expect((await get('/healthz')).status).toBe(200);
  expect(admin.connections).toBeLessThanOrEqual(16);
  // Its handshakes are bounded, and not for ever.
  await expect(get('/healthz', false, '127.0.0.2')).rejects.toThrow();
  await clock.advance(1_000);
  expect((await get('/healthz', false, '127.0.0.2')).status).toBe(200);
});
