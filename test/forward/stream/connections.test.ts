// Streams to an upstream are kept and shared: how many there are, and what becomes of queries when one dies.
import { expect, it } from 'vitest';
import { FakeClock } from '../../support/fake-clock.js';
import { until } from '../harness.js';
import { deadUpstream } from '../stub-upstream.js';
import {
  answerTo,
  ask,
  idOf,
  nameIn,
  pool,
  reply,
  type StreamReceived,
  streamStub,
  underId,
} from './stream-stub.js';

it('asks one query after another on one connection', async () => {
  const [upstream, streams] = [await streamStub(), pool()];
  for (const name of ['a.test', 'b.test', 'c.test'])
    expect(nameIn(await ask(streams, upstream, name))).toBe(name);
  expect(upstream.sockets).toHaveLength(1);
  expect(streams.samples()).toMatchObject([{ opened: 1, open: 1, failed: 0, handshakes: 0 }]);
});

it('has several under way on it, each under an id of its own, and takes replies in any order', async () => {
  const held: StreamReceived[] = [];
  const upstream = await streamStub(received => {
    if (held.push(received) === 20) for (const each of held.reverse()) reply(each);
  });
  const streams = pool();
  const names = Array.from({ length: 20 }, (_, index) => `n${index}.test`);
  const answers = await Promise.all(names.map(name => ask(streams, upstream, name)));
  expect(answers.map(nameIn)).toEqual(names);
  expect(upstream.sockets).toHaveLength(1);
  const ids = upstream.received.map(({ query }) => idOf(query));
  expect(new Set(ids).size).toBe(20);
  // Not that of the client, whose retry would look like a loop.
  expect(ids).not.toContain(0x1234);
});

it('opens a few connections at most, however many queries wait', async () => {
  const [upstream, streams] = [await streamStub(() => {}), pool()];
  const asked = Array.from({ length: 2000 }, (_, index) => ask(streams, upstream, `n${index}.test`));
  await until(() => upstream.received.length === 2000);
  expect(upstream.sockets).toHaveLength(4);
  expect(streams.inFlight).toBe(2000);
  for (const each of asked) each.cancel();
  expect(streams.inFlight).toBe(0);
});

it('refuses queries over its bound as trouble of this machine', async () => {
  const [upstream, streams] = [await streamStub(() => {}), pool()];
  for (let index = 0; index < 10_000; index++) ask(streams, upstream, 'n.test');
  expect(await ask(streams, upstream)).toEqual({ code: 'too many queries!' });
});

it('refuses octets over its bound as well', async () => {
  const [upstream, streams] = [await streamStub(() => {}), pool()];
  const sink = { answered: () => {}, failed: () => {}, mismatched: () => {} };
  for (let index = 0; index < 4096; index++) streams.ask(upstream, new Uint8Array(4096), 12, sink);
  expect(await ask(streams, upstream)).toEqual({ code: 'too many queries!' });
});

it('closes an idle connection to make room for another upstream', async () => {
  const [one, other, streams] = [await streamStub(), await streamStub(), pool()];
  streams.maxConnections = 1;
  expect(nameIn(await ask(streams, one, 'a.test'))).toBe('a.test');
  expect(nameIn(await ask(streams, other, 'b.test'))).toBe('b.test');
  expect(streams.connections).toBe(1);
});

it('has no connection for a further upstream while all are busy, and blames nobody', async () => {
  const [one, other, streams] = [await streamStub(() => {}), await streamStub(), pool()];
  streams.maxConnections = 1;
  ask(streams, one);
  expect(await ask(streams, other)).toEqual({ code: 'too many connections!' });
  expect(streams.samples().map(({ failed }) => failed)).toEqual([0, 0]);
});

it('closes after some seconds without a query', async () => {
  const clock = new FakeClock();
  const [upstream, streams] = [await streamStub(), pool(clock)];
  expect(nameIn(await ask(streams, upstream, 'a.test'))).toBe('a.test');
  await clock.advance(9_000);
  expect(streams.connections).toBe(1);
  await clock.advance(1_500);
  expect(streams.connections).toBe(0);
  expect(nameIn(await ask(streams, upstream, 'b.test'))).toBe('b.test');
});

it.each(['end', 'destroy'] as const)(
  'takes what is under way to a new connection when the upstream ends one: %s',
  async how => {
    const upstream = await streamStub(received => {
      if (received.connection === 0) received.socket[how]();
      else reply(received);
    });
    const streams = pool();
    const answers = await Promise.all([ask(streams, upstream, 'a.test'), ask(streams, upstream, 'b.test')]);
    expect(answers.map(nameIn)).toEqual(['a.test', 'b.test']);
  },
);

it('does so once, and then waits before it tries again', async () => {
  const upstream = await streamStub(({ socket }) => socket.resetAndDestroy());
  const clock = new FakeClock();
  const streams = pool(clock);
  expect(await ask(streams, upstream)).toEqual({ code: 'ECONNRESET' });
  expect(upstream.sockets).toHaveLength(2);
  expect(await ask(streams, upstream)).toEqual({ code: 'ECONNRESET' });
  expect(upstream.sockets).toHaveLength(2);
  await clock.advance(200);
  expect(await ask(streams, upstream)).toEqual({ code: 'ECONNRESET' });
  expect(upstream.sockets.length).toBeGreaterThan(2);
});

it('says at once that nothing listens', async () => {
  const [upstream, streams] = [await deadUpstream(), pool()];
  expect(await ask(streams, upstream)).toEqual({ code: 'ECONNREFUSED' });
  expect(streams.samples()).toMatchObject([{ opened: 0, failed: 1, open: 0 }]);
});

it('opens another connection for new queries while one is stuck behind a slow one', async () => {
  const upstream = await streamStub(received => {
    if (received.connection > 0) reply(received);
  });
  const clock = new FakeClock();
  const streams = pool(clock);
  const slow = ask(streams, upstream, 'slow.test');
  await until(() => upstream.received.length === 1);
  await clock.advance(300);
  expect(nameIn(await ask(streams, upstream, 'quick.test'))).toBe('quick.test');
  reply(upstream.received[0]);
  expect(nameIn(await slow)).toBe('slow.test');
});

it('has no more connections to one upstream than it may, and none is lost for that', async () => {
  const [upstream, streams] = [await streamStub(), pool()];
  streams.maxEach = 1;
  const names = Array.from({ length: 200 }, (_, index) => `n${index}.test`);
  const answers = await Promise.all(names.map(name => ask(streams, upstream, name)));
  expect(answers.map(nameIn)).toEqual(names);
  expect(upstream.sockets).toHaveLength(1);
});

it('gives up an upstream that does not take the connection, in its own time', async () => {
  const clock = new FakeClock();
  // TLS without a word from the other side: the handshake never ends.
  const [upstream, streams] = [await streamStub(), pool(clock)];
  const asked = ask(streams, { ...upstream, tls: { isOpportunistic: true } });
  await until(() => upstream.sockets.length === 1);
  await clock.advance(5_100);
  expect(await asked).toEqual({ code: 'no handshake' });
});

it('keeps little of an upstream that does not read', async () => {
  const upstream = await streamStub(() => {});
  const streams = pool();
  ask(streams, upstream);
  await until(() => upstream.sockets.length === 1);
  for (const socket of upstream.sockets) socket.pause();
  const sink = { answered: () => {}, failed: () => {}, mismatched: () => {} };
  for (let index = 0; index < 200; index++) streams.ask(upstream, new Uint8Array(60_000), 12, sink);
  for (let turn = 0; turn < 50; turn++) await new Promise(resolve => setImmediate(resolve));
  expect(streams.unread).toBeLessThan(4 * (65_536 + 60_002));
});

it.each([
  ['a wrong id', (query: Buffer) => underId(answerTo(query), idOf(query) + 1)],
  ['another question', (query: Buffer) => Buffer.from(answerTo(query)).fill('x', 13, 14)],
  ['no question', (query: Buffer) => answerTo(query).fill(0, 4, 6)],
  ['a query', (query: Buffer) => query],
  ['a header cut short', (query: Buffer) => query.subarray(0, 5)],
  ['nothing', () => Buffer.alloc(0)],
])('ignores a message with %s before the answer', async (_, junk) => {
  const upstream = await streamStub(received => {
    reply(received, junk(received.query));
    reply(received);
  });
  expect(nameIn(await ask(pool(), upstream, 'a.test'))).toBe('a.test');
});

it('takes an error without the question for the answer', async () => {
  const upstream = await streamStub(received =>
    reply(received, answerTo(received.query, { rcode: 1 }).subarray(0, 12).fill(0, 4, 12)),
  );
  const { message } = await ask(pool(), upstream);
  expect(message).toHaveLength(12);
});

it('ends a connection that sends without end what nobody asked for', async () => {
  const upstream = await streamStub(({ socket }) => {
    const junk = Buffer.alloc(65_536);
    const more = () => socket.writable && socket.write(junk, more);
    more();
  });
  expect(await ask(pool(), upstream)).toEqual({ code: 'garbage' });
});

it('waits for the rest of a message whose length is a lie, and holds no more than one', async () => {
  const upstream = await streamStub(({ socket }) => socket.write(Uint8Array.of(0xff, 0xff, 1, 2, 3)));
  const streams = pool();
  const asked = ask(streams, upstream);
  await until(() => upstream.received.length === 1);
  asked.cancel();
  expect(streams.inFlight).toBe(0);
});

it('does not mind replies that come after they were given up', async () => {
  const held: StreamReceived[] = [];
  const upstream = await streamStub(received => {
    if (held.length < 100) held.push(received);
    else for (const each of [...held, received]) reply(each);
  });
  const streams = pool();
  const late = Array.from({ length: 100 }, (_, index) => ask(streams, upstream, `n${index}.test`));
  await until(() => held.length === 100);
  for (const each of late) each.cancel();
  expect(nameIn(await ask(streams, upstream, 'a.test'))).toBe('a.test');
});
