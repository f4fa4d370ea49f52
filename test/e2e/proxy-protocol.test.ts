// Clients behind a proxy that says who they are (PROXY protocol): over UDP with both transports, over TCP and TLS.
import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certificates } from '../probe/certificates.js';
import { answers, TcpClient, tcpQuery } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { needsBatch } from '../support/programs.js';
import { askFrom, openFrom, proxyHeader } from '../support/proxy.js';
import { buildQuery } from '../support/query.js';
import { answering, type Served, serveInTest, startServe } from '../support/rondo.js';
import { StubUpstream } from '../support/stub-upstream.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const PROXY = '127.0.0.9';
const STRANGER = '127.0.0.1';
const CLIENT = '192.0.2.7';
const OTHER = '198.51.100.7';
const LOCAL = Buffer.from('0d0a0d0a000d0a515549540a20000000', 'hex');
const NOTHING = Buffer.alloc(0);

const folder = new TempFolder();
let upstream: StubUpstream;
let streams: Served;

/** @returns the path of a configuration */
function config(name: string, more: string): string {
  return folder.write(
    name,
    `zones: [{ file: a.example.zone, answer-to: [192.0.2.0/24, ${PROXY}] }, pool.yaml]
forward: 127.0.0.1:${upstream.port}
allow: [192.0.2.0/24]
health-txt: on
proxy-protocol: [${PROXY}, 10.0.0.0/8]
log: { queries: 1 }
tcp: { max-per-client: 3 }
control: off
state: off
${more}`,
  );
}

beforeAll(async () => {
  upstream = await StubUpstream.start('192.0.2.99');
  folder.write('a.example.zone', masterFile('www A 192.0.2.1'));
  folder.write(
    'pool.yaml',
    'zone: pool.example\npools: { www: { members: [192.0.2.1], probe: { tcp: 1 } } }\n',
  );
  folder.write('a.key', certificates.server.key);
  folder.write('a.pem', certificates.server.cert);
  const tls = 'tls: { cert: a.pem, key: a.key }';
  const https = 'address: 127.0.0.1:0, https: /dns-query';
  const listen = `[127.0.0.1:0, { address: 127.0.0.1:0, ${tls} }, { ${https}, ${tls} }, { ${https} }]`;
  config('rondo.yaml', `listen: ${listen}\nadmin: 127.0.0.1:0\n`);
  streams = await answering(startServe([], folder.path));
});
afterAll(async () => {
  await streams?.server.stop();
  upstream.close();
  folder.remove();
});

const query = (id: number, name: string, client: string, header = proxyHeader(client, 5353)) =>
  Buffer.concat([header, buildQuery(name, { id })]);

test.for(['batch', 'dgram'] as const)('over UDP, %s', async (transport, { skip }) => {
  if (transport === 'batch') skip(...needsBatch());
  const file = config(
    `${transport}.yaml`,
    `transport: ${transport}
admin: 127.0.0.1:0
`,
  );
  const { port, server, admin } = await serveInTest(['--config', file], folder.path);
  const seen = await askFrom(
    PROXY,
    port,
    [],
    [
      query(1, 'www.a.example A', CLIENT),
      query(2, 'www.a.example A', OTHER),
      query(3, 'www.a.example A', '2001:db8::7'),
      query(4, 'www.forwarded.example A', CLIENT),
      query(5, 'www.forwarded.example A', OTHER),
      query(6, '_health.www.pool.example TXT', CLIENT),
      query(7, '_health.www.pool.example TXT', OTHER),
      query(8, 'www.a.example A', '', LOCAL),
      // Some proxies tell no port.
      query(9, 'www.a.example A', CLIENT, proxyHeader(CLIENT, 0)),
    ],
  );
  expect(seen.map(({ id, rcode }) => [id, rcode])).toEqual([
    [1, 0],
    [2, 5],
    [3, 5],
    [4, 0],
    [5, 5],
    [6, 0],
    [7, 5],
    [8, 0],
    [9, 0],
  ]);
  expect(answers(seen[3])).toEqual(['77 IN A 192.0.2.99']);
  await server.says(/query 192\.0\.2\.7#5353 udp www\.a\.example\. A NOERROR/);
  await server.says(/query 192\.0\.2\.7#5353 udp www\.forwarded\.example\. A NOERROR/);
  const [plain] = await askFrom(STRANGER, port, [], [buildQuery('www.a.example A', { id: 9 })]);
  expect(plain.rcode).toBe(5);
  const [strange] = await askFrom(STRANGER, port, [], [query(0, 'www.a.example A', CLIENT)]);
  expect([strange.id, strange.rcode]).not.toEqual([0, 0]);
  // Without a whole header there is no answer.
  const whole = query(1, 'www.a.example A', CLIENT);
  const wrong = [buildQuery('www.a.example A', { id: 9 }), whole.subarray(0, 27), NOTHING];
  expect((await askFrom(PROXY, port, wrong, [whole])).map(({ id }) => id)).toEqual([1]);
  expect((await metricsOf(admin)).sum('rondo_dns_dropped_total', { reason: 'proxy_header' })).toBe(3);
});

const header = (client: string) => proxyHeader(client, 5353, { isStream: true });

test('over TCP, the header in pieces or with the query behind it', async () => {
  const { port, server } = streams;
  const asked = tcpQuery('www.a.example A', 7);
  const each = [...header(CLIENT)].map(octet => Buffer.from([octet]));
  for (const [parts, rcode] of [
    [[Buffer.concat([header(CLIENT), asked])], 0],
    [[...each, asked], 0],
    [[header(OTHER), asked], 5],
    [[LOCAL, asked], 0],
  ] as const) {
    const client = new TcpClient(await openFrom(PROXY, port, ...parts));
    expect((await client.next())?.rcode).toBe(rcode);
    // More of the connection is read as before.
    client.send(asked, asked);
    expect([(await client.next())?.rcode, (await client.next())?.rcode]).toEqual([rcode, rcode]);
    client.socket.destroy();
  }
  await server.says(/query 192\.0\.2\.7#5353 tcp www\.a\.example\. A NOERROR/);
  for (const octets of [asked, Buffer.from('PROXY TCP4 192.0.2.7 192.0.2.1 5353 53\r\n')]) {
    const refused = new TcpClient(await openFrom(PROXY, port, octets));
    expect(await refused.next()).toBeUndefined();
  }
});

test('before TLS', async () => {
  const port = streams.ports[1];
  for (const [client, rcode] of [
    [CLIENT, 0],
    [OTHER, 5],
  ] as const) {
    const socket = connectTls({
      socket: await openFrom(PROXY, port, header(client)),
      rejectUnauthorized: false,
    });
    await once(socket, 'secureConnect');
    const secure = new TcpClient(socket);
    secure.send(tcpQuery('www.a.example A'));
    expect((await secure.next())?.rcode).toBe(rcode);
    socket.destroy();
  }
  await streams.server.says(/query 192\.0\.2\.7#5353 tls www\.a\.example\. A NOERROR/);
});

test('before HTTPS, and HTTP without TLS', async () => {
  const asked = buildQuery('www.a.example A', { id: 0 });
  const path = `/dns-query?dns=${Buffer.from(asked).toString('base64url')}`;
  const request = `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
  for (const [place, host] of [
    [2, 31],
    [3, 32],
  ]) {
    const port = streams.ports[place];
    const raw = await openFrom(PROXY, port, header(`192.0.2.${host}`));
    const options = { socket: raw, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] };
    const socket = place === 2 ? connectTls(options) : raw;
    if (place === 2) await once(socket, 'secureConnect');
    socket.write(request);
    const [reply] = (await once(socket, 'data')) as [Buffer];
    expect(reply.toString('latin1')).toMatch(/^HTTP\/1\.1 200 /);
    await streams.server.says(
      new RegExp(`query 192\\.0\\.2\\.${host}#5353 https www\\.a\\.example\\. A NOERROR`),
    );
    socket.destroy();
  }
});

test('the clients are counted, and not the proxy', async () => {
  const { port } = streams;
  const hold = async (client: string) => {
    const held = new TcpClient(await openFrom(PROXY, port, header(client), tcpQuery('www.a.example A')));
    expect(await held.next()).toBeDefined();
    return held;
  };
  const many = [];
  for (let host = 1; host <= 8; host++) many.push(await hold(`192.0.2.${host}`));
  const own = [];
  for (let count = 0; count < 5; count++) own.push(await hold('192.0.2.200'));
  await own[1].closed;
  expect(own.map(({ isClosed }) => isClosed)).toEqual([true, true, false, false, false]);
  expect(many.filter(({ isClosed }) => isClosed)).toEqual([]);
  for (const { socket } of [...many, ...own]) socket.destroy();
});
