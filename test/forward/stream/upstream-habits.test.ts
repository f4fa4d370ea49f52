// What is made of upstreams that answer a few queries a connection, take few connections, or fall silent on one.
import { expect, it } from 'vitest';
import { FakeClock } from '../../support/fake-clock.js';
import { until } from '../harness.js';
import { ask, nameIn, pool, reply, type StreamReceived, streamStub } from './stream-stub.js';

it('answers all from an upstream that closes after each answer', async () => {
  const upstream = await streamStub(received => {
    reply(received);
    received.socket.removeAllListeners('data').end();
  });
  const streams = pool();
  const names = Array.from({ length: 50 }, (_, index) => `n${index}.test`);
  const answers = await Promise.all(names.map(name => ask(streams, upstream, name)));
  expect(answers.map(nameIn)).toEqual(names);
  // It learns that there is one query a connection.
  expect(upstream.received.length).toBeLessThan(110);
});

it('answers all from an upstream whose answer is lost when it closes before it has read further queries', async () => {
  const queries = new Map<number, number>();
  const upstream = await streamStub(received => {
    const { connection, socket } = received;
    const count = 1 + (queries.get(connection) ?? 0);
    queries.set(connection, count);
    if (count > 1) socket.resetAndDestroy();
    else
      setImmediate(() => {
        if (socket.destroyed) return;
        reply(received);
        socket.end();
      });
  });
  const streams = pool();
  const names = Array.from({ length: 50 }, (_, index) => `n${index}.test`);
  const answers = await Promise.all(names.map(name => ask(streams, upstream, name)));
  expect(answers.map(nameIn)).toEqual(names);
});

it('gives up an upstream that closes each connection without an answer, after few of them', async () => {
  const upstream = await streamStub(({ socket }) => socket.resetAndDestroy());
  const streams = pool();
  const asked = Array.from({ length: 50 }, (_, index) => ask(streams, upstream, `n${index}.test`));
  expect((await Promise.all(asked)).map(nameIn)).toEqual(Array(50).fill(undefined));
  expect(upstream.sockets.length).toBeLessThan(12);
});

it('answers all from an upstream that falls silent after two answers, as some do that count queries', async () => {
  const answered = new Map<number, number>();
  const upstream = await streamStub(received => {
    const count = 1 + (answered.get(received.connection) ?? 0);
    answered.set(received.connection, count);
    if (count <= 2) reply(received);
  });
  const clock = new FakeClock();
  const streams = pool(clock);
  const names = Array.from({ length: 50 }, (_, index) => `n${index}.test`);
  const asked = Promise.all(names.map(name => ask(streams, upstream, name)));
  await until(() => upstream.received.length === 50);
  for (let tenths = 0; tenths < 25; tenths++) {
    await clock.advance(100);
    await new Promise(resolve => setImmediate(resolve));
  }
  expect((await asked).map(nameIn)).toEqual(names);
  // What it has learned holds for a while: nobody waits for the same silence.
  const more = Array.from({ length: 50 }, (_, index) => `more${index}.test`);
  const answers = await Promise.all(more.map(name => ask(streams, upstream, name)));
  expect(answers.map(nameIn)).toEqual(more);
});

it('gives an upstream that accepts no further connection no more than it takes', async () => {
  const held: StreamReceived[] = [];
  const upstream = await streamStub(received => {
    if (received.connection > 0) received.socket.resetAndDestroy();
    else if (held.push(received) >= 100) for (const each of held) reply(each);
  });
  const streams = pool();
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) => ask(streams, upstream, `n${index}.test`)),
  );
  expect(answers.filter(({ code }) => code !== undefined)).toEqual([]);
});

it('leaves a connection that has fallen silent after answers', async () => {
  const upstream = await streamStub(received => {
    if (received.connection > 0 || upstream.received.length === 1) reply(received);
  });
  const clock = new FakeClock();
  const streams = pool(clock);
  await ask(streams, upstream, 'a.test');
  const second = ask(streams, upstream, 'b.test');
  await until(() => upstream.received.length === 2);
  await clock.advance(1_500);
  expect(nameIn(await second)).toBe('b.test');
  expect(upstream.sockets).toHaveLength(2);
});

it('leaves a connection on which an answer drips in, octet by octet', async () => {
  const upstream = await streamStub(received => {
    if (received.connection > 0) reply(received);
    else received.socket.write(Buffer.from([0, 100]));
  });
  const clock = new FakeClock();
  const streams = pool(clock);
  const slow = ask(streams, upstream, 'a.test');
  await until(() => upstream.received.length === 1);
  for (let octet = 0; octet < 12 && upstream.received.length === 1; octet++) {
    upstream.sockets[0].write(Buffer.from([0]));
    await new Promise(resolve => setImmediate(resolve));
    await clock.advance(500);
  }
  expect(nameIn(await slow)).toBe('a.test');
  expect(upstream.received.map(({ connection }) => connection)).toEqual([0, 1]);
});

it('asks over another connection while an answer drips in, octet by octet', async () => {
  const upstream = await streamStub(received => {
    if (received.connection > 0) reply(received);
    else received.socket.write(Buffer.from([0xff, 0xff]));
  });
  const clock = new FakeClock();
  const streams = pool(clock);
  const slow = ask(streams, upstream, 'slow.test');
  await until(() => upstream.received.length === 1);
  for (let octets = 0; octets < 12; octets++) {
    upstream.sockets[0].write(Buffer.alloc(100));
    await new Promise(resolve => setImmediate(resolve));
    await clock.advance(100);
  }
  for (const name of ['b.test', 'c.test']) expect(nameIn(await ask(streams, upstream, name))).toBe(name);
  expect(upstream.received.map(({ connection }) => connection)).toEqual([0, 1, 1]);
  slow.cancel();
});
