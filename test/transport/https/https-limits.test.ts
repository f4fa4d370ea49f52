// What one connection of DNS over HTTPS may take, and for how long, by a clock that stands still.
import { once } from 'node:events';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { CaseServer } from '../../support/case-server.js';
import { closeAfterTest, closingOf } from '../../support/closings.js';
import { getting, http1Client, listenDoh, openHttp2, posting } from '../../support/doh.js';
import { FakeClock } from '../../support/fake-clock.js';
import { FLAG, FRAME, fields, frame, openFrames, settings } from '../../support/http2-frames.js';
import { buildQuery } from '../../support/query.js';

const ZONE = `$TTL 300
@     SOA ns1 hostmaster 7 7200 900 1209600 60
@     NS ns1
ns1   A 192.0.2.53
www   A 192.0.2.1
large TXT ${Array.from({ length: 200 }, (_, index) => `"${String(index).padStart(240, 'x')}"`).join(' ')}
`;
const query = buildQuery('www.example.org A');
const target = getting(query).path!;
const POST = { ':method': 'POST', ':path': '/dns-query', 'content-type': 'application/dns-message' };

async function serve(limits = {}) {
  const clock = new FakeClock();
  const file = { name: 'doh', area: 'doh', why: 'over HTTPS', origin: 'example.org', zone: ZONE };
  const server = await CaseServer.open({ ...file, forward: 'off' });
  const { port, transport } = await listenDoh(server.service, { clock, limits });
  closeAfterTest(async () => {
    await transport.close(0);
    server.close();
  });
  return { port, clock, transport, tally: server.tally };
}

async function isAnswered(port: number, localAddress?: string): Promise<boolean> {
  return (await (await http1Client(port, '127.0.0.1', localAddress)).send(posting(query))).status === 200;
}

test('a connection without a request is closed after its idle time, in both versions', async () => {
  const { port, clock } = await serve({ idleMs: 3000 });
  const session = await openHttp2(port);
  const kept = connect({ port, rejectUnauthorized: false });
  kept.write(`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`);
  await once(kept, 'data');
  // Half a request is none.
  kept.write('GET / HTTP/1.1\r\n');
  const ended = Promise.all([once(session, 'goaway'), once(kept.resume(), 'close')]);
  await clock.advance(2500);
  expect(session.closed).toBe(false);
  await clock.advance(2500);
  await ended;
});

test('a client that reads nothing and never closes does not keep a connection of HTTP/2', async () => {
  const { port, clock, transport } = await serve({ idleMs: 3000 });
  const silent = await openFrames(port);
  const asking = await openFrames(port);
  silent.pause();
  asking.pause().write(frame(FRAME.HEADERS, FLAG.END_HEADERS | FLAG.END_STREAM, 1, fields(target)));
  expect(await isAnswered(port)).toBe(true);
  for (let second = 0; second < 10; second++) await clock.advance(1000);
  // It waits for all connections.
  await transport.close(0);
});

test('a content that does not come in ten seconds is replied to with 408, and the connection ends', async () => {
  const { port, clock } = await serve();
  const session = await openHttp2(port);
  const stream = session.request(POST);
  stream.write(query.subarray(0, 10));
  const replied = once(stream, 'response');
  const ended = once(session, 'close');
  // The server has read the head, when it has answered what came later.
  expect(await isAnswered(port)).toBe(true);
  await clock.advance(11_000);
  const [reply] = await replied;
  expect(reply[':status']).toBe(408);
  stream.resume();
  await ended;
});

test('of contents that come at once, those beyond 128 KB are refused with 503', async () => {
  const { port } = await serve();
  const session = await openHttp2(port);
  const half = Buffer.alloc(40_000);
  const statuses: unknown[] = [];
  for (let count = 0; count < 8; count++) {
    const stream = session.request(POST);
    stream.on('error', () => undefined);
    stream.on('response', reply => statuses.push(reply[':status']));
    stream.write(half);
  }
  await expect.poll(() => statuses.length).toBeGreaterThan(3);
  expect(new Set(statuses)).toEqual(new Set([503]));
  expect(await isAnswered(port)).toBe(true);
});

test('a client that does not take its replies gets no more of them, and is cut off in the end', async () => {
  const { port, clock, tally } = await serve({ idleMs: 3000 });
  // No octet of content may be sent to it.
  const socket = await openFrames(port, { values: { 4: 0 } });
  const { path } = getting(buildQuery('large.example.org TXT'));
  for (let stream = 1; stream < 200; stream += 2)
    socket.write(frame(FRAME.HEADERS, FLAG.END_STREAM | FLAG.END_HEADERS, stream, fields(path!)));
  await expect.poll(() => tally.statuses()[0]).toBeGreaterThan(0);
  expect(await isAnswered(port)).toBe(true);
  // One of 48 KB is enough.
  expect(tally.statuses()[0]).toBeLessThanOrEqual(2);
  const closed = closingOf(socket.resume());
  await clock.advance(5000);
  await closed;
});

const head = (stream: number, flags: number) => frame(FRAME.HEADERS, flags, stream, fields(target));
const many = (count: number, one: (index: number) => Buffer) =>
  Buffer.concat(Array.from({ length: count }, (_, index) => one(index)));

/** What is sent, made where it is sent: it would be long in the names of tests. */
const FLOODS: Readonly<Record<string, () => Buffer>> = {
  'cancels each request at once': () =>
    many(500, index => {
      const stream = 1 + 2 * index;
      const reset = frame(FRAME.RESET, 0, stream, Buffer.alloc(4, 8));
      return Buffer.concat([head(stream, FLAG.END_STREAM | FLAG.END_HEADERS), reset]);
    }),
  'sends PING after PING': () => many(500, () => frame(FRAME.PING, 0, 0, Buffer.alloc(8))),
  'sends settings after settings': () => many(500, () => settings({ 3: 100 })),
  'sends fields without an end': () =>
    Buffer.concat([head(1, 0), many(50_000, () => frame(FRAME.CONTINUATION, 0, 1))]),
  'sends more fields than there may be': () =>
    Buffer.concat([head(1, 0), many(20, () => frame(FRAME.CONTINUATION, 0, 1, Buffer.alloc(16_000)))]),
};

test.each(Object.keys(FLOODS))('who %s is cut off, and others are answered', async what => {
  const { port } = await serve();
  const socket = await openFrames(port);
  const closed = closingOf(socket.resume());
  socket.write(FLOODS[what]());
  await closed;
  expect(await isAnswered(port, '127.0.0.9')).toBe(true);
});

test('who cancels each request at once begins no connection for ten seconds', async () => {
  const { port, clock } = await serve();
  const socket = await openFrames(port);
  const closed = closingOf(socket.resume());
  socket.write(FLOODS['cancels each request at once']());
  await closed;
  let isAgain = false;
  const again = openFrames(port).then(() => {
    isAgain = true;
  });
  expect(await isAnswered(port, '127.0.0.9')).toBe(true);
  expect(isAgain).toBe(false);
  await clock.advance(10_000);
  await again;
});

test('more requests of HTTP/1.1 that are sent along than there may be end the connection', async () => {
  const { port } = await serve();
  const socket = connect({ port, rejectUnauthorized: false });
  socket.on('error', () => undefined);
  const closed = closingOf(socket.resume());
  socket.write(`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(1000));
  await closed;
  expect(await isAnswered(port)).toBe(true);
});
