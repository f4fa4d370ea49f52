// The places of an HTTP server: who asks gets a reply, whoever else holds connections open.
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HttpConnections } from '../../src/api/http-connections.js';
import { sendParts } from '../../src/api/output.js';
import { until } from '../support/ask.js';
import { FakeClock } from '../support/fake-clock.js';

const PLACES = 16;
/** More than the buffers of the system hold. */
const HUGE = Buffer.alloc(32 << 20, 'x');

/** As many parts as somebody reads. */
async function* endless(): AsyncGenerator<string, void, void> {
  for (;;) yield 'x'.repeat(1 << 16);
}

let clock: FakeClock;
let connections: HttpConnections;
let port: number;
/** Requests that were taken, and replies that wait to be made. */
let taken: string[];
let waiting: (() => void)[];
/** The server's ends of the connections, in the order in which they came. */
let ends: Socket[];
const sockets: Socket[] = [];

beforeEach(async () => {
  clock = new FakeClock();
  taken = [];
  waiting = [];
  ends = [];
  connections = new HttpConnections(
    PLACES,
    async (request, response) => {
      taken.push(request.url ?? '');
      if (request.url === '/later') await new Promise<void>(resolve => waiting.push(resolve));
      if (request.url === '/endless')
        await sendParts(response, { contentType: 'text/plain', parts: endless() });
      else response.end(request.url === '/huge' ? HUGE : 'ok');
    },
    { clock },
  );
  connections.server.on('connection', socket => ends.push(socket));
  connections.server.listen(0, '127.0.0.1');
  await once(connections.server, 'listening');
  port = (connections.server.address() as { port: number }).port;
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const reply of waiting) reply();
  connections.close();
});

/** A connection that sends a text; `closed` tells whether the server has ended it. */
async function hold(text = '', localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  sockets.push(socket);
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

/** Each by itself, so that all of them are accepted. */
async function holdMany(count: number, text = '', localAddress?: string): Promise<Socket[]> {
  const held: Socket[] = [];
  for (let index = 0; index < count; index++) held.push(await hold(text, localAddress));
  return held;
}

/** Asks from another address than those who hold connections. */
function status(path = '/'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(
      { port, host: '127.0.0.1', path, agent: false, localAddress: '127.0.0.9' },
      response => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    asked.on('error', reject).end();
  });
}

/** What the system has taken of what the server sent. */
const takenOf = ({ bytesWritten, writableLength }: Socket) => bytesWritten - writableLength;

/** Reads until the server sees that something was read: a system tells when a part of its buffer is free. */
async function readSome(socket: Socket, end: Socket): Promise<void> {
  for (const before = takenOf(end); takenOf(end) === before; ) {
    await once(socket.resume(), 'data');
    socket.pause();
  }
}

const isGone = (socket: Socket) =>
  until(
    () => socket.resume().destroyed,
    gone => gone,
  );
const HALF = 'GET / HTTP/1.1\r\nHost: a\r\nX-';
const WHOLE = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const LATER = 'GET /later HTTP/1.1\r\nHost: a\r\n\r\n';

test('half-open requests of one address or many leave room for whole ones', async () => {
  for (const from of ['127.0.0.1', '127.0.0.2', '127.0.0.3']) {
    const held = await holdMany(2 * PLACES, HALF, from);
    expect(await status()).toBe(200);
    await isGone(held[0]);
    expect(connections.size).toBeLessThanOrEqual(PLACES);
  }
});

test('one address has three quarters of the places, and its own connections make room for its next one', async () => {
  const other = await hold(HALF, '127.0.0.2');
  await holdMany(3 * PLACES, HALF);
  await until(
    () => connections.size,
    size => size === PLACES * 0.75 + 1,
  );
  expect(other.destroyed).toBe(false);
});

test('while those who stay have all places, a quarter is for those who have just come', async () => {
  for (let address = 10; address < 10 + PLACES; address++) await hold(LATER, `127.0.0.${address}`);
  await until(
    () => taken.length,
    count => count === PLACES,
  );
  const slow = await hold('', '127.0.0.9');
  // Others who come do not take its place, as long as they are no more than that part.
  for (let address = 50; address < 50 + PLACES / 4 - 1; address++) await hold(HALF, `127.0.0.${address}`);
  slow.write(WHOLE);
  expect(String(await once(slow, 'data'))).toContain(' 200 ');
});

test('of those who have just come, the client that holds most of them makes room', async () => {
  await holdMany(3, HALF, '127.0.0.2');
  const alone = await hold('', '127.0.0.9');
  for (let round = 0; round < 4; round++)
    for (let address = 3; address < 7; address++) await holdMany(4, HALF, `127.0.0.${address}`);
  alone.write(WHOLE);
  expect(String(await once(alone, 'data'))).toContain(' 200 ');
});

test('whoever sends a body slowly has just come', async () => {
  const slow = await holdMany(
    2,
    'POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx',
    '127.0.0.2',
  );
  await holdMany(PLACES / 2, LATER, '127.0.0.3');
  await holdMany(PLACES / 2, LATER, '127.0.0.4');
  await Promise.all(slow.map(isGone));
});

test('those that were kept alive go first, then those that have not asked, and last those that wait for a reply', async () => {
  const waits = await holdMany(2, LATER, '127.0.0.1');
  const half = await holdMany(2, HALF, '127.0.0.2');
  const idle = await holdMany(PLACES - 4, WHOLE, '127.0.0.3');
  await until(
    () => taken.length,
    count => count === PLACES - 2,
  );
  await Promise.all(idle.map(socket => once(socket, 'data')));
  await holdMany(PLACES - 4, LATER, '127.0.0.4');
  await Promise.all(idle.map(isGone));
  expect(half.map(({ destroyed }) => destroyed)).toEqual([false, false]);
  await holdMany(2, LATER, '127.0.0.5');
  await Promise.all(half.map(isGone));
  expect(waits.map(({ destroyed }) => destroyed)).toEqual([false, false]);
});

test('who reads nothing is cut off after some seconds, and who reads slowly is not', async () => {
  const silent = (await hold('GET /endless HTTP/1.1\r\nHost: a\r\n\r\n')).pause();
  const slow = (await hold('GET /endless HTTP/1.1\r\nHost: a\r\n\r\n', '127.0.0.2')).pause();
  await until(
    () => ends.filter(({ writableLength }) => writableLength > 0),
    full => full.length === 2,
  );
  for (let second = 0; second < 10 || !ends[0].destroyed; second++) {
    await readSome(slow, ends[1]);
    await clock.advance(1000);
  }
  await isGone(silent);
  expect(slow.destroyed).toBe(false);
});

test('what waits for all who read nothing has a bound', async () => {
  for (let index = 0; index < PLACES / 2; index++)
    (await hold('GET /huge HTTP/1.1\r\nHost: a\r\n\r\n', `127.0.1.${index + 1}`)).pause();
  await until(
    () => taken.length,
    count => count === PLACES / 2,
  );
  expect(await status()).toBe(200);
  expect(connections.size).toBeLessThanOrEqual(4);
});

test('while a reply goes on, requests that are sent along are not read without end', async () => {
  const socket = await hold(LATER);
  await until(
    () => waiting.length,
    count => count === 1,
  );
  socket.write(WHOLE.repeat(200_000));
  for (let round = 0; round < 20; round++) expect(await status()).toBe(200);
  expect(ends[0].bytesRead).toBeLessThan(1 << 20);
});

test('of requests that are sent along with another, only the first is taken', async () => {
  const socket = await hold(LATER + WHOLE.repeat(1000));
  await until(
    () => waiting.length,
    count => count === 1,
  );
  waiting[0]();
  let text = '';
  socket.on('data', data => {
    text += data;
  });
  await once(socket, 'close');
  expect(text.match(/^HTTP\/1.1 200 OK/gm)).toHaveLength(1);
  expect(text).toMatch(/^Connection: close/m);
  expect(taken).toEqual(['/later']);
});
