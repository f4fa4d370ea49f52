// DNS over TLS as clients have it: certificates that change, what is no TLS, and what takes too long.
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { certificates } from '../probe/certificates.js';
import { answers, ask, framed, TcpClient, tcpQuery, until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { buildQuery } from '../support/query.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, type Served, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
let served: Served;
let port: number;

const LARGE = Array.from({ length: 200 }, (_, index) => `large TXT "${String(index).padStart(240, 'x')}"`);

function showCertificate({ cert, key }: { cert: string; key: string }): void {
  folder.write('a.key', key);
  folder.write('a.pem', cert);
}

beforeAll(async () => {
  folder.write('shop.example.zone', masterFile('www A 192.0.2.1', ...LARGE));
  showCertificate(certificates.server);
  folder.write(
    'rondo.yaml',
    'zones: shop.example.zone\nforward: off\ncontrol: off\nstate: off\nlog: { queries: 1 }\nadmin: 127.0.0.1:0\n' +
      'listen: [127.0.0.1:0, { address: 127.0.0.1:0, tls: { cert: a.pem, key: a.key } }]\n',
  );
  served = await answering(startServe([], folder.path));
  port = served.ports[1];
});
afterAll(async () => {
  await served?.server.stop();
  folder.remove();
});

const subjectOf = ({ socket }: Awaited<ReturnType<typeof TcpClient.secure>>) =>
  socket.getPeerX509Certificate()?.fingerprint256;

async function answersOf(client: TcpClient, ids: readonly number[], question = 'www.shop.example A') {
  client.send(...ids.map(id => tcpQuery(question, id)));
  const taken = [];
  for (const _ of ids) taken.push((await client.next())?.id);
  return taken;
}

test('queries are answered inside TLS, many at once, of any size', async () => {
  expect(served.listen[1]).toMatch(/^tls:\/\/127\.0\.0\.1:\d+$/);
  const client = await TcpClient.secure(port, {
    ...{ ca: certificates.ca, servername: 'app.test', rejectUnauthorized: true, ALPNProtocols: ['dot'] },
  });
  expect(client.socket.alpnProtocol).toBe('dot');
  const ids = Array.from({ length: 100 }, (_, id) => id);
  expect(await answersOf(client, ids)).toEqual(ids);
  expect(await answersOf(client, ids, 'large.shop.example TXT')).toEqual(ids);
  const ends = (await metricsOf(served.admin)).sum('rondo_listener_certificate_expiry_timestamp_seconds', {
    listen: '127.0.0.1:0',
  });
  expect(new Date(ends * 1_000).getUTCFullYear()).toBeGreaterThan(2100);
  await served.server.says(/query 127\.0\.0\.1#\d+ tls www\.shop\.example\. A NOERROR/);
  client.socket.end();
  await client.closed;
});

test('a query that is longer than what is read ahead comes whole, over TCP and TLS', async () => {
  // 20,000 octets of padding (RFC 7830).
  const options = `000c4e20${'00'.repeat(20_000)}`;
  for (const client of [await TcpClient.open(served.port), await TcpClient.secure(port)]) {
    client.send(framed(buildQuery('www.shop.example A', { id: 9, edns: { options } })));
    expect((await client.next())?.answer).toHaveLength(1);
    client.socket.destroy();
  }
});

test('answers are padded for those who pad, and only inside TLS; keepalive is told in both', async () => {
  // Keepalive (RFC 7828), and padding of 8 octets.
  const padding = '000b0000000c00080000000000000000';
  const sizeOf = async (client: TcpClient, options: string) => {
    client.send(framed(buildQuery('www.shop.example A', { edns: { options } })));
    const { edns } = (await client.next())!;
    client.socket.destroy();
    return edns!.options.map(({ code, data }) => [
      code,
      code === 12 ? 'padding' : Buffer.from(data).toString('hex'),
    ]);
  };
  const secure = () => TcpClient.secure(port);
  expect(await sizeOf(await secure(), padding)).toEqual([
    [11, '0064'],
    [12, 'padding'],
  ]);
  expect(await sizeOf(await secure(), '000b0000')).toEqual([[11, '0064']]);
  expect(await sizeOf(await TcpClient.open(served.port), padding)).toEqual([[11, '0064']]);
});

test('TLS 1.2 is spoken, nothing older, and no other protocol', async () => {
  const client = await TcpClient.secure(port, { maxVersion: 'TLSv1.2' });
  expect(client.socket.getProtocol()).toBe('TLSv1.2');
  expect(await answersOf(client, [1])).toEqual([1]);
  client.socket.destroy();
  const older = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' } as const;
  await expect(TcpClient.secure(port, older)).rejects.toThrow(/protocol version|unsupported protocol/i);
  await expect(TcpClient.secure(port, { ALPNProtocols: ['h2'] })).rejects.toThrow(/no.application.protocol/i);
});

test('a session goes on with its ticket, also after a reload', async () => {
  const first = await TcpClient.secure(port);
  const ticket = once(first.socket, 'session');
  expect(await answersOf(first, [1])).toEqual([1]);
  const [session] = (await ticket) as [Buffer];
  first.socket.destroy();
  served.server.child.kill('SIGHUP');
  await served.server.says(/"msg":"reloaded"/);
  const second = await TcpClient.secure(port, { session });
  expect(await answersOf(second, [2])).toEqual([2]);
  expect(second.socket.isSessionReused()).toBe(true);
  second.socket.destroy();
});

test('one client with 150 handshakes at once, half of them amiss, keeps nobody out', async () => {
  const gone = Array.from({ length: 75 }, async (_, index) => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    // The beginning of a ClientHello, and then nothing, or the end, or a reset.
    socket.write(Buffer.from('160301020001000100', 'hex'));
    if (index % 3 === 1) socket.end();
    if (index % 3 === 2) socket.resetAndDestroy();
    return socket;
  });
  const crowd = Array.from({ length: 75 }, () => TcpClient.secure(port).catch(() => undefined));
  const other = await TcpClient.secure(port, { localAddress: '127.0.0.9' });
  expect(await answersOf(other, [1])).toEqual([1]);
  const done = await Promise.all(crowd);
  expect(done.filter(client => client !== undefined).length).toBeGreaterThanOrEqual(50);
  for (const client of [other, ...done]) client?.socket.destroy();
  for (const socket of await Promise.all(gone)) socket.destroy();
});

test.each([
  ['a query without TLS', tcpQuery('www.shop.example A')],
  ['garbage', Buffer.alloc(4096, 0x55)],
  ['a request of HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')],
])('%s: the connection is closed', async (_what, octets) => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined).resume();
  socket.write(octets);
  await once(socket, 'close');
  expect(await answersOf(await TcpClient.secure(port), [1])).toEqual([1]);
});

test('a certificate that is replaced is shown to new clients, and a bad one is not', async () => {
  const open = await TcpClient.secure(port);
  const former = subjectOf(open);
  folder.write('a.pem', certificates.own.cert);
  await served.server.says(/the private key is not that of the certificate/);
  const meanwhile = await TcpClient.secure(port);
  expect(subjectOf(meanwhile)).toBe(former);
  meanwhile.socket.destroy();
  folder.write('a.key', certificates.own.key);
  await until(
    async () => {
      const client = await TcpClient.secure(port);
      const shown = subjectOf(client);
      client.socket.destroy();
      return shown;
    },
    shown => shown !== undefined && shown !== former,
  );
  expect(await answersOf(open, [1, 2])).toEqual([1, 2]);
  open.socket.destroy();
});

test('clients that may have names forwarded are told of it (RFC 9462)', async () => {
  const secure = await quietPort();
  const config = (allow: string) =>
    folder.write(
      'told.yaml',
      `forward: 198.51.100.1\nallow: ${allow}\ncontrol: off\nstate: off\n` +
        `listen: [127.0.0.1:0, { address: 127.0.0.1:${secure}, tls: { cert: b.pem, key: b.key } }]\n`,
    );
  folder.write('b.pem', certificates.server.cert);
  folder.write('b.key', certificates.server.key);
  config('127.0.0.1');
  const told = await answering(startServe(['--config', 'told.yaml'], folder.path));
  onTestFinished(async () => {
    await told.server.stop('SIGKILL');
  });
  const svcb = () => ask(told.port, '_dns.resolver.arpa SVCB');
  expect(answers(await svcb())).toEqual([
    `300 IN SVCB 1 app.test. alpn="dot" port=${secure} ipv4hint=127.0.0.1`,
  ]);
  expect(answers(await ask(told.port, '_dns.resolver.arpa A'))).toEqual([]);
  config('none');
  await until(svcb, ({ rcode }) => rcode === 5);
});
