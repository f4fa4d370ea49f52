// DNS over TCP as clients do it, well and badly: pipelined, in pieces, in crowds, never reading, never leaving.
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerTo, type Received, type Stub, startStub } from '../forward/stub-upstream.js';
import { answers, ask, framed, TcpClient, tcpQuery, until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { type Served, serve, serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
/** Answers nothing until a test does. */
let upstream: Stub;
let served: Served;

/** An answer of some 50 kB: many such fill every buffer. */
const LARGE = Array.from({ length: 200 }, (_, index) => `large TXT "${String(index).padStart(240, 'x')}"`);

const config = (name: string, ...lines: string[]) =>
  folder.write(name, ['zones: [shop.example.zone]', ...lines, ''].join('\n'));

beforeAll(async () => {
  folder.write('shop.example.zone', masterFile('www A 192.0.2.1', 'ww2 A 192.0.2.2', ...LARGE));
  upstream = await startStub(() => undefined);
  config(
    'rondo.yaml',
    `forward: 127.0.0.1:${upstream.port}`,
    'tcp: { max-per-client: 2000, max-connections: 2000 }',
  );
  served = await serve(['--admin', '127.0.0.1:0'], folder.path);
});

afterAll(async () => {
  await served?.server.stop();
  await upstream?.close();
  folder.remove();
});

const open = () => TcpClient.open(served.port);

/** Takes so many answers; their ids and how many records each has. */
async function take(client: TcpClient, count: number): Promise<{ id: number; records: number }[]> {
  const taken = [];
  for (let index = 0; index < count; index++) {
    const message = (await client.next()) ?? expect.fail(`closed after ${index} of ${count} answers`);
    taken.push({ id: message.id, records: message.answer.length });
  }
  return taken;
}

/** The query for a name at the upstream, when it has arrived. */
const forwarded = async (name: string): Promise<Received> => {
  const seen = () => upstream.received.find(({ query }) => query.includes(name));
  return (await until(seen, found => found !== undefined)) as Received;
};

describe('one connection', () => {
  test('100 queries in one segment get 100 answers, in order', async () => {
    const client = await open();
    const ids = Array.from({ length: 100 }, (_, index) => index);
    client.send(...ids.map(id => tcpQuery(id % 2 === 0 ? 'www.shop.example A' : 'ww2.shop.example A', id)));
    expect((await take(client, 100)).map(({ id }) => id)).toEqual(ids);
    client.socket.destroy();
  });

  test('a query that comes octet by octet', async () => {
    const client = await open();
    for (const octet of tcpQuery('www.shop.example A', 7)) {
      client.send(Uint8Array.of(octet));
      await new Promise(resolve => setImmediate(resolve));
    }
    expect(await take(client, 1)).toEqual([{ id: 7, records: 1 }]);
    client.socket.destroy();
  });

  test('a query and a half, then the rest', async () => {
    const client = await open();
    const second = tcpQuery('ww2.shop.example A', 2);
    client.send(tcpQuery('www.shop.example A', 1), second.subarray(0, 9));
    expect(await take(client, 1)).toEqual([{ id: 1, records: 1 }]);
    client.send(second.subarray(9));
    expect(await take(client, 1)).toEqual([{ id: 2, records: 1 }]);
    client.socket.destroy();
  });

  test('an answer that UDP cannot hold comes whole', async () => {
    expect((await ask(served.port, 'large.shop.example TXT')).flags).toContain('tc');
    const client = await open();
    client.send(tcpQuery('large.shop.example TXT', 3));
    expect(await take(client, 1)).toEqual([{ id: 3, records: 200 }]);
    client.socket.destroy();
  });

  test('a query that waits for the upstream holds up none behind it', async () => {
    const client = await open();
    client.send(tcpQuery('slow.example.org A', 1), tcpQuery('www.shop.example A', 2));
    expect(await take(client, 1)).toEqual([{ id: 2, records: 1 }]);
    const { query, send } = await forwarded('slow');
    send(answerTo(query));
    expect(await take(client, 1)).toEqual([{ id: 1, records: 1 }]);
    client.socket.destroy();
  });

  test('a client that ends its side after the query still gets its answers, from here and from upstream', async () => {
    const client = await open();
    client.send(tcpQuery('half.example.org A', 1), tcpQuery('www.shop.example A', 2));
    client.socket.end();
    expect(await take(client, 1)).toEqual([{ id: 2, records: 1 }]);
    const { query, send } = await forwarded('half');
    send(answerTo(query));
    expect(await take(client, 1)).toEqual([{ id: 1, records: 1 }]);
    await client.closed;
  });

  test('more forwarded queries than may be under way, then the end: all are answered', async () => {
    const before = upstream.received.length;
    const client = await open();
    const ids = Array.from({ length: 130 }, (_, id) => id);
    client.send(...ids.map(id => tcpQuery(`many${id}.example.org A`, id)));
    client.socket.end();
    const answered = new Set<Received>();
    const timer = setInterval(() => {
      for (const received of upstream.received.slice(before))
        if (!answered.has(received)) {
          answered.add(received);
          received.send(answerTo(received.query));
        }
    }, 5);
    const seen = (await take(client, 130)).map(({ id }) => id).sort((a, b) => a - b);
    clearInterval(timer);
    expect(seen).toEqual(ids);
    await client.closed;
  });
});

describe('what is no DNS', () => {
  test.each([
    ['an empty message', Buffer.alloc(2)],
    ['a message of three octets', framed(Uint8Array.of(1, 2, 3))],
    ['an answer instead of a query', framed(Uint8Array.of(0, 1, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0))],
  ])('%s: the connection is closed, with earlier answers sent', async (_what, junk) => {
    const client = await open();
    client.send(tcpQuery('www.shop.example A', 1), junk, tcpQuery('www.shop.example A', 2));
    expect(await take(client, 1)).toEqual([{ id: 1, records: 1 }]);
    expect(await client.next()).toBeUndefined();
    expect(answers(await ask(served.port, 'www.shop.example A'))).toEqual(['60 IN A 192.0.2.1']);
  });
});

describe('many and bad clients', () => {
  test('1,000 connections at once, each answered', async () => {
    const clients = await Promise.all(Array.from({ length: 1000 }, open));
    for (const client of clients) client.send(tcpQuery('www.shop.example A', 5));
    const seen = await Promise.all(clients.map(client => take(client, 1)));
    expect(seen.flat()).toEqual(clients.map(() => ({ id: 5, records: 1 })));
    for (const client of clients) client.socket.destroy();
  });

  test('a client that never reads is cut off in time, and others are answered meanwhile', async () => {
    config('unread.yaml', 'forward: off', 'tcp: { idle: 500ms }');
    const { port, admin } = await serveInTest(
      ['--config', 'unread.yaml', '--admin', '127.0.0.1:0'],
      folder.path,
    );
    const overloaded = async () =>
      (await metricsOf(admin)).sum('rondo_dns_dropped_total', { reason: 'overloaded' });
    const client = await TcpClient.open(port);
    client.socket.pause();
    // 5 MB of answers: more than the system holds for a connection.
    client.send(...Array<Buffer>(100).fill(tcpQuery('large.shop.example TXT')));
    expect(answers(await ask(port, 'www.shop.example A'))).toEqual(['60 IN A 192.0.2.1']);
    await until(overloaded, drops => drops === 1);
    client.socket.resume();
    await client.closed;
    expect(answers(await ask(port, 'www.shop.example A'))).toEqual(['60 IN A 192.0.2.1']);
  });

  test('a client that reads late gets all of its answers, in order', async () => {
    const client = await open();
    client.socket.pause();
    const ids = Array.from({ length: 200 }, (_, id) => id);
    client.send(...ids.map(id => tcpQuery('large.shop.example TXT', id)));
    expect(answers(await ask(served.port, 'www.shop.example A'))).toEqual(['60 IN A 192.0.2.1']);
    client.socket.resume();
    expect((await take(client, 200)).map(({ id }) => id)).toEqual(ids);
    client.socket.destroy();
  });

  test('one client may hold so many connections; with the next one it loses the one that was idle longest', async () => {
    config('few.yaml', 'forward: off', 'tcp: { max-per-client: 3 }');
    const { port } = await serveInTest(['--config', 'few.yaml'], folder.path);
    const clients = await Promise.all([1, 2, 3].map(() => TcpClient.open(port)));
    const answerAll = async () => {
      for (const client of clients) client.send(tcpQuery('www.shop.example A'));
      for (const client of clients) await take(client, 1);
    };
    await answerAll();
    // Octets that make no query are no use of a connection.
    clients[0].send(tcpQuery('www.shop.example A').subarray(0, 5));
    const fourth = await TcpClient.open(port);
    await clients[0].closed;
    clients[0] = fourth;
    await answerAll();
    for (const client of clients) client.socket.destroy();
  });

  test('when all places are taken, the connection that was idle longest makes room', async () => {
    config('full.yaml', 'forward: off', 'tcp: { max-connections: 2 }');
    const { port } = await serveInTest(['--config', 'full.yaml'], folder.path);
    const [first, second] = [await TcpClient.open(port), await TcpClient.open(port)];
    for (const client of [second, first]) {
      client.send(tcpQuery('www.shop.example A'));
      await take(client, 1);
    }
    const third = await TcpClient.open(port);
    third.send(tcpQuery('www.shop.example A'));
    await take(third, 1);
    await second.closed;
    expect(first.isClosed).toBe(false);
    first.socket.destroy();
    third.socket.destroy();
  });

  test('an idle connection is closed, also one that sends half a query; one that waits for the upstream is not', async () => {
    config('idle.yaml', `forward: 127.0.0.1:${upstream.port}`, 'tcp: { idle: 150ms }');
    const { port } = await serveInTest(['--config', 'idle.yaml'], folder.path);
    const [idle, half, waiting] = await Promise.all([1, 2, 3].map(() => TcpClient.open(port)));
    half.send(tcpQuery('www.shop.example A').subarray(0, 10));
    waiting.send(tcpQuery('patient.example.org A', 9));
    await Promise.all([idle.closed, half.closed]);
    const { query, send } = await forwarded('patient');
    await pause(300);
    send(answerTo(query));
    expect(await take(waiting, 1)).toEqual([{ id: 9, records: 1 }]);
    await waiting.closed;
  });
});

test('a client that sends an octet now and then is closed when no whole query has come in time', async () => {
  config('slow.yaml', 'forward: off', 'tcp: { idle: 200ms }');
  const { port } = await serveInTest(['--config', 'slow.yaml'], folder.path);
  const slow = await TcpClient.open(port);
  const query = tcpQuery('www.shop.example A');
  let sent = 0;
  const timer = setInterval(() => slow.send(query.subarray(sent, ++sent)), 40);
  await slow.closed;
  clearInterval(timer);
  expect(sent).toBeLessThan(query.length);
});

test('a limit that is edited holds for connections to come', async () => {
  config('edited.yaml', 'forward: off', 'tcp: { max-per-client: 1 }');
  const { port, server } = await serveInTest(['--config', 'edited.yaml'], folder.path);
  const replaced = await TcpClient.open(port);
  const first = await TcpClient.open(port);
  await replaced.closed;
  config('edited.yaml', 'forward: off', 'tcp: { max-per-client: 2 }');
  await server.says(/"msg":"reloaded"/);
  const second = await TcpClient.open(port);
  second.send(tcpQuery('www.shop.example A'));
  await take(second, 1);
  const ends = [first, second].map(client => once(client.socket, 'close'));
  for (const client of [first, second]) client.socket.destroy();
  await Promise.all(ends);
});
