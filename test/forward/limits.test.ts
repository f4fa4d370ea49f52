// Merged queries, the limits on what is in flight, forwarding loops, and closing.
import { describe, expect, it } from 'vitest';
import type { Forwarder } from '../../src/forward/forwarder.js';
import type { Route } from '../../src/forward/upstream.js';
import { FakeClock } from '../support/fake-clock.js';
import { ask, forwarder, stub, until } from './harness.js';
import { answerTo, makeQuery, type Received } from './stub-upstream.js';

describe('merging', () => {
  it('asks upstream once for equal queries and gives each client its own id', async () => {
    const held: Received[] = [];
    const upstream = await stub(entry => held.push(entry));
    const from = forwarder({ clock: new FakeClock() });
    const clients = [1, 2, 2, 3].map(id => ask(from, [upstream], 'example.org', { id }));
    await until(() => held.length === 1);
    held[0].send(answerTo(held[0].query));
    const answers = await Promise.all(clients);
    expect(answers.map(({ id }) => id)).toEqual([1, 2, 2, 3]);
    expect(answers.every(({ addresses }) => addresses?.[0] === '192.0.2.7')).toBe(true);
    expect(from.stats()).toMatchObject({ merged: 3, inFlight: 0 });
    expect(upstream.received).toHaveLength(1);
  });

  it('keeps queries apart that differ in case, DO, transport or route', async () => {
    const upstream = await stub(({ query, send }) => send(answerTo(query)));
    const other = await stub(({ query, send }) => send(answerTo(query)));
    const from = forwarder();
    await Promise.all([
      ask(from, [upstream], 'example.org'),
      ask(from, [upstream], 'Example.org'),
      ask(from, [upstream], 'example.org', { dnssecOk: true }),
      ask(from, [upstream], 'example.org', { transport: 'tcp' }),
      ask(from, [other], 'example.org'),
    ]);
    expect(upstream.received).toHaveLength(4);
    expect(other.received).toHaveLength(1);
    expect(from.stats().merged).toBe(0);
  });
});

describe('limits', () => {
  it('refuses with a reason what is over the number in flight, and takes queries again afterwards', async () => {
    const held: Received[] = [];
    const upstream = await stub(entry => held.push(entry));
    const from = forwarder({ maxInFlight: 2 });
    const taken = [ask(from, [upstream], 'a.example'), ask(from, [upstream], 'b.example')];
    expect(await ask(from, [upstream], 'c.example')).toMatchObject({
      rcode: 5,
      edeCode: 0,
      edeText: 'too many forwarded queries in flight',
    });
    await until(() => held.length === 2);
    for (const { query, send } of held.splice(0)) send(answerTo(query));
    await Promise.all(taken);
    const again = ask(from, [upstream], 'c.example');
    await until(() => held.length === 1);
    held[0].send(answerTo(held[0].query));
    expect((await again).rcode).toBe(0);
    expect(from.stats().overflow).toBe(1);
  });

  it('refuses what is over the number of clients that wait for one answer', async () => {
    const held: Received[] = [];
    const upstream = await stub(entry => held.push(entry));
    const from = forwarder({ maxWaiters: 2 });
    const taken = [1, 2].map(id => ask(from, [upstream], 'example.org', { id }));
    await until(() => held.length === 1);
    // Its id must not be the one that went upstream, which would make it a loop.
    const id = held[0].query.readUInt16BE(0) ^ 1;
    expect((await ask(from, [upstream], 'example.org', { id })).rcode).toBe(5);
    held[0].send(answerTo(held[0].query));
    expect((await Promise.all(taken)).map(({ rcode }) => rcode)).toEqual([0, 0]);
  });

  it('refuses what is over the number of clients that wait for all answers together', async () => {
    const held: Received[] = [];
    const upstream = await stub(entry => held.push(entry));
    const from = forwarder({ maxInFlight: 2 });
    const taken = Array.from({ length: 8 }, (_, at) =>
      ask(from, [upstream], at < 4 ? 'a.example' : 'b.example', { id: at }),
    );
    await until(() => held.length === 2);
    const ids = held.map(({ query }) => query.readUInt16BE(0));
    const id = [20, 21, 22].find(other => !ids.includes(other));
    expect((await ask(from, [upstream], 'a.example', { id })).rcode).toBe(5);
    for (const { query, send } of held.splice(0)) send(answerTo(query));
    expect((await Promise.all(taken)).every(({ rcode }) => rcode === 0)).toBe(true);
    const again = [ask(from, [upstream], 'c.example'), ask(from, [upstream], 'c.example', { id: 30 })];
    await until(() => held.length === 1);
    held[0].send(answerTo(held[0].query));
    expect((await Promise.all(again)).map(({ rcode }) => rcode)).toEqual([0, 0]);
  });

  it('refuses a query that is too long to keep', async () => {
    const upstream = await stub(() => {});
    const { query, questionEnd } = makeQuery('example.org', { edns: false });
    const long = Buffer.concat([query, Buffer.alloc(5000)]);
    const answer = await forwarder().forward(long, questionEnd, [upstream], 'tcp', 65_535);
    expect(answer[3] & 0x0f).toBe(5);
    expect(upstream.received).toHaveLength(0);
  });

  it('carries 2,000 queries, 100 at a time, and leaves no socket', async () => {
    const upstream = await stub(({ query, send }) => send(answerTo(query)));
    const from = forwarder();
    const names = Array.from({ length: 2000 }, (_, index) => `n${index}.example`);
    const answers: { rcode: number }[] = [];
    for (let at = 0; at < names.length; at += 100)
      answers.push(
        ...(await Promise.all(names.slice(at, at + 100).map(name => ask(from, [upstream], name)))),
      );
    expect(answers.every(({ rcode }) => rcode === 0)).toBe(true);
    expect(from.stats()).toMatchObject({ inFlight: 0, unanswered: 0 });
  });
});

describe('forwarding loop', () => {
  /** An upstream that hands each query to the forwarder again, as this server would if it were its own upstream. */
  async function mirror(transform: (query: Buffer) => Buffer, more: Route = []) {
    let from: Forwarder | undefined;
    const upstream = await stub(({ query, via, send }) => {
      const back = transform(query);
      void from?.forward(back, makeQuery('example.org').questionEnd, route, via, 1232).then(answer => {
        const reply = Buffer.from(answer);
        query.copy(reply, 0, 0, 2);
        send(reply);
      });
    });
    const route = [upstream, ...more];
    return { upstream, route, join: (own: Forwarder) => (from = own) };
  }

  it('ends at once with SERVFAIL and says so when this server is its own upstream', async () => {
    const { upstream, join } = await mirror(query => query);
    const from = join(forwarder({ clock: new FakeClock() }));
    const answer = await ask(from, [upstream]);
    expect(answer).toMatchObject({ rcode: 2, edeCode: 22 });
    expect(answer.edeText).toBe('forwarding loop: an upstream leads back to this server');
    expect(upstream.received).toHaveLength(1);
    expect(from.stats()).toMatchObject({ looped: 1, inFlight: 0 });
  });

  it('goes on to an upstream outside the loop', async () => {
    const able = await stub(({ query, send }) => send(answerTo(query)));
    const { upstream, route, join } = await mirror(query => query, [able]);
    const from = join(forwarder({ clock: new FakeClock() }));
    const answer = await ask(from, route);
    expect(upstream.received).toHaveLength(1);
    expect(answer.addresses).toEqual(['192.0.2.7']);
  });

  it('ends for a client over TCP too', async () => {
    const { upstream, join } = await mirror(query => query);
    const from = join(forwarder({ clock: new FakeClock() }));
    const answer = await ask(from, [upstream], 'example.org', { transport: 'tcp' });
    expect(answer.rcode).toBe(2);
    expect(upstream.received).toHaveLength(2);
    expect(from.stats().inFlight).toBe(0);
  });

  it('ends with the time limit, after few queries upstream, when another server in the circle changes the id', async () => {
    const clock = new FakeClock();
    const { upstream, join } = await mirror(query => {
      const copy = Buffer.from(query);
      copy[0] ^= 0x55;
      return copy;
    });
    const from = join(forwarder({ clock }));
    const pending = ask(from, [upstream]);
    await until(() => from.stats().merged === 1);
    expect(from.stats().inFlight).toBe(1);
    await clock.advance(5000);
    expect((await pending).rcode).toBe(2);
    expect(upstream.received.length).toBeLessThan(10);
    expect(from.stats().inFlight).toBe(0);
  });
});

describe('closing', () => {
  it('answers what waits with SERVFAIL and forwards nothing more', async () => {
    const upstream = await stub(({ query, via, send }) => {
      if (via === 'udp' && query.includes('stream')) send(answerTo(query, { truncated: true }));
    });
    const from = forwarder({ clock: new FakeClock() });
    const waiting = [
      ask(from, [upstream], 'a.example'),
      ask(from, [upstream], 'b.example'),
      ask(from, [upstream], 'stream.example', { transport: 'tcp' }),
    ];
    await until(() => upstream.received.length === 4);
    await from.close();
    const answers = [...(await Promise.all(waiting)), await ask(from, [upstream], 'c.example')];
    for (const answer of answers) expect(answer).toMatchObject({ rcode: 2, edeCode: 14 });
    expect(upstream.received).toHaveLength(4);
  });

  it('stops a query that has not left yet', async () => {
    const upstream = await stub(() => {});
    const from = forwarder();
    const waiting = ask(from, [upstream]);
    await from.close();
    expect((await waiting).rcode).toBe(2);
  });
});
