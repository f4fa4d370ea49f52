// DNS over HTTPS over real connections, in both versions of HTTP: replies, their fields, and what is not answered.
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { STATUSES } from '../../../src/answer/http-status.js';
import { CaseServer } from '../../support/case-server.js';
import { closeAfterTest, closingOf } from '../../support/closings.js';
import {
  DOH_CLIENTS,
  DOH_PATH,
  type DohReply,
  getting,
  http1Client,
  listenDoh,
  openHttp2,
  posting,
} from '../../support/doh.js';
import { FLAG, FRAME, fields, frame, openFrames } from '../../support/http2-frames.js';
import { decodeMessage } from '../../support/message.js';
import { buildQuery } from '../../support/query.js';

const ZONE = `$TTL 300
@     SOA ns1 hostmaster 7 7200 900 1209600 60
@     NS ns1
ns1   A 192.0.2.53
www   A 192.0.2.1
brief 20 A 192.0.2.2
never 0 A 192.0.2.3
large TXT ${Array.from({ length: 200 }, (_, index) => `"${String(index).padStart(240, 'x')}"`).join(' ')}
`;

async function serve(forward: 'off' | string[] = 'off', limits = {}) {
  const file = { name: 'doh', area: 'doh', why: 'over HTTPS', origin: 'example.org', zone: ZONE, forward };
  const config = { transfer: { to: 'any' } };
  const server = await CaseServer.open({ ...file, config });
  const listener = await listenDoh(server.service, { limits });
  closeAfterTest(async () => {
    await listener.transport.close(0);
    server.close();
  });
  return { ...listener, server };
}

const query = buildQuery('www.example.org A', { id: 0, edns: false });

function answersOf({ status, body }: DohReply): number {
  expect(status).toBe(200);
  return decodeMessage(Uint8Array.from(body)).answer.length;
}

function ageOf({ headers }: DohReply): unknown {
  return headers['cache-control'];
}

for (const [version, open] of Object.entries(DOH_CLIENTS)) {
  test(`${version}: GET, HEAD and POST are answered with a message and how long it may be kept`, async () => {
    const { port, server } = await serve();
    const client = await open(port);
    for (const request of [getting(query), posting(query)]) {
      const reply = await client.send(request);
      expect(answersOf(reply)).toBe(1);
      expect(reply.headers).toMatchObject({
        'content-type': 'application/dns-message',
        'content-length': String(reply.body.length),
        'cache-control': 'max-age=300',
      });
      expect(reply.headers).toHaveProperty('date');
    }
    const whole = await client.send(getting(query));
    const head = await client.send(getting(query, 'HEAD'));
    expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) });
    expect(head.headers['content-length']).toBe(String(whole.body.length));
    const ask = (text: string) => client.send(posting(buildQuery(text)));
    expect(ageOf(await ask('brief.example.org A'))).toBe('max-age=20');
    expect(ageOf(await ask('never.example.org A'))).toBe('max-age=0');
    expect(ageOf(await ask('none.example.org A'))).toBe('max-age=60');
    expect(ageOf(await ask('www.example.net A'))).toBe('max-age=0');
    expect((await ask('large.example.org TXT')).body.length).toBeGreaterThan(48_000);
    expect(server.counters([]).get('TXT NOERROR example.org')).toBe(1);
  });

  test(`${version}: what is no query has a status, and is counted`, async () => {
    const { port, server } = await serve();
    const client = await open(port);
    const post = (body: Uint8Array | undefined, type: string) =>
      client.send({ method: 'POST', headers: { 'content-type': type }, body });
    const message = 'application/dns-message';
    expect((await client.send({ path: '/' })).status).toBe(404);
    expect((await client.send({ path: DOH_PATH })).status).toBe(400);
    const wrong = await client.send({ method: 'DELETE' });
    expect(wrong).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, POST' } });
    expect(wrong.body.toString()).toBe('the methods are GET, HEAD, POST\n');
    expect((await post(query, 'text/plain')).status).toBe(415);
    expect((await post(undefined, message)).status).toBe(400);
    expect((await post(Buffer.alloc(11), message)).status).toBe(400);
    expect((await post(Buffer.alloc(65_536), message)).status).toBe(413);
    expect((await client.send({ path: `${DOH_PATH}?dns=${'A'.repeat(9000)}` })).status).toBe(414);
    // An answer is no query.
    expect(
      (
        await post(
          Uint8Array.from(query, (octet, at) => (at === 2 ? 0x80 : octet)),
          message,
        )
      ).status,
    ).toBe(400);
    expect(answersOf(await client.send(getting(query)))).toBe(1);
    const counted = Object.fromEntries(STATUSES.map((status, at) => [status, server.tally.statuses()[at]]));
    expect(counted).toMatchObject({ 200: 1, 400: 4, 404: 1, 405: 1, 413: 1, 414: 1, 415: 1 });
  });

  test(`${version}: zones are not handed out, and nothing is said of keepalive`, async () => {
    const { port } = await serve();
    const client = await open(port);
    for (const type of ['AXFR', 'IXFR']) {
      const { body } = await client.send(posting(buildQuery(`example.org ${type}`)));
      expect(decodeMessage(Uint8Array.from(body)).rcode).toBe(5);
    }
    const kept = await client.send(
      getting(buildQuery('www.example.org A', { edns: { options: '000b0000' } })),
    );
    expect(decodeMessage(Uint8Array.from(kept.body)).edns?.options).toEqual([]);
  });

  test(`${version}: names that are forwarded are answered when upstream has answered`, async () => {
    const { port } = await serve(['192.0.2.99']);
    const client = await open(port);
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, index) => client.send(getting(buildQuery(`n${index}.example.net TXT`)))),
    );
    expect(replies.map(answersOf)).toEqual(Array(40).fill(1));
    expect(replies.map(ageOf)).toEqual(Array(40).fill('max-age=60'));
  });
}

test('a client that closes its side of HTTP/2 has its answers, and then the server closes as well', async () => {
  const { port } = await serve('off', { idleMs: 3_600_000 });
  const socket = await openFrames(port);
  const received: Buffer[] = [];
  socket.on('data', data => received.push(data));
  socket.end(frame(FRAME.HEADERS, FLAG.END_STREAM | FLAG.END_HEADERS, 1, fields(getting(query).path!)));
  await once(socket, 'close');
  expect(Buffer.concat(received).includes(Buffer.from('c0000201', 'hex'))).toBe(true);
});

test('a hundred requests at once on one session of HTTP/2 are all answered', async () => {
  const { port } = await serve();
  const session = await openHttp2(port);
  const statuses = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const stream = session.request({ ':path': getting(query).path });
      const [reply] = await once(stream, 'response');
      await once(stream.resume(), 'close');
      return reply[':status'];
    }),
  );
  expect(statuses).toEqual(Array(100).fill(200));
  session.destroy();
});

test('requests of HTTP/1.1 that are sent along are answered in their order', async () => {
  const { port } = await serve();
  const socket = connect({ port, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
  closeAfterTest(() => socket.destroy());
  const paths = ['www', 'brief', 'never'].map(name => getting(buildQuery(`${name}.example.org A`)).path);
  socket.write(paths.map(path => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''));
  let text = '';
  socket.setEncoding('latin1').on('data', more => {
    text += more;
  });
  await expect.poll(() => text.match(/max-age=\d+/g)).toEqual(['max-age=300', 'max-age=20', 'max-age=0']);
});

test.each([
  ['no HTTP', 'SSH-2.0-a\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['fields that are too long', `GET / HTTP/1.1\r\nA: ${'a'.repeat(17_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
  ['two lengths', 'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['no host', `GET ${DOH_PATH} HTTP/1.1\r\n\r\n`, /^HTTP\/1\.1 400 /],
])('%s is refused, and the connection is closed', async (_, sent, expected) => {
  const { port } = await serve();
  const socket = connect({ port, rejectUnauthorized: false });
  let text = '';
  socket.setEncoding('latin1').on('data', more => {
    text += more;
  });
  socket.on('error', () => undefined);
  socket.write(sent);
  await closingOf(socket);
  expect(text).toMatch(expected);
});

test('the certificate is of TLS, and ALPN takes h2 and http/1.1 only', async () => {
  const { port } = await serve();
  const chosen = async (protocols: string[]) => {
    const socket = connect({ port, rejectUnauthorized: false, ALPNProtocols: protocols });
    await once(socket, 'secureConnect');
    socket.destroy();
    return socket.alpnProtocol;
  };
  expect(await chosen(['http/1.1', 'h2'])).toBe('h2');
  expect(await chosen(['http/1.1'])).toBe('http/1.1');
  await expect(chosen(['dot'])).rejects.toThrow();
  const plain = connectTcp(port, '127.0.0.1');
  plain.on('error', () => undefined);
  plain.write(`GET ${DOH_PATH} HTTP/1.1\r\nHost: a\r\n\r\n`);
  await closingOf(plain.resume());
});

test('when the listener closes, what was asked is answered, and sessions end', async () => {
  const { port, transport } = await serve(['192.0.2.99']);
  const session = await openHttp2(port);
  const stream = session.request({ ':path': getting(query).path });
  const replied = once(stream, 'response');
  const ended = once(session, 'close');
  const kept = await http1Client(port);
  expect(answersOf(await kept.send(getting(query)))).toBe(1);
  const [reply] = await replied;
  expect(reply[':status']).toBe(200);
  stream.resume();
  await Promise.all([transport.close(60_000), ended]);
});
