// What an upstream's answer and a client's query look like after passing through the forwarder.
import { describe, expect, it } from 'vitest';
import { ask, forwarder, stub } from './harness.js';
import { answerTo, makeQuery, readAnswer } from './stub-upstream.js';

describe('pass-through', () => {
  it('changes nothing but the id, in both directions', async () => {
    const upstream = await stub(({ query, send }) => send(answerTo(query, { records: 3 })));
    const { query, questionEnd } = makeQuery('ExAmPle.org', { id: 0xbeef, dnssecOk: true });
    const answer = await forwarder().forward(query, questionEnd, [upstream], 'udp', 1232);
    const [seen] = upstream.received;
    expect(seen.query.subarray(2)).toEqual(query.subarray(2));
    const sent = answerTo(query, { records: 3 });
    expect(Buffer.from(answer)).toEqual(sent);
  });

  it('uses a fresh id for every query, and many source ports', async () => {
    const upstream = await stub(({ query, send }) => send(answerTo(query)));
    const from = forwarder();
    for (let count = 0; count < 40; count++) await ask(from, [upstream], `n${count}.example`, { id: 7 });
    expect(new Set(upstream.received.map(({ fromPort }) => fromPort)).size).toBeGreaterThan(8);
    expect(new Set(upstream.received.map(({ query }) => query.readUInt16BE(0))).size).toBeGreaterThan(35);
    expect(upstream.received.every(({ query }) => query.readUInt16BE(0) !== 7)).toBe(true);
  });

  it('leaves the caller free to reuse the buffer of the query', async () => {
    const upstream = await stub(({ query, send }) => send(answerTo(query)));
    const { query, questionEnd } = makeQuery('example.org');
    const pending = forwarder().forward(query, questionEnd, [upstream], 'udp', 1232);
    query.fill(0xff);
    const answer = await pending;
    expect((answer[0] << 8) | answer[1]).toBe(0x1234);
    expect(readAnswer(answer).question).toBe('example.org');
  });

  it('passes a truncated answer on to a UDP client', async () => {
    const upstream = await stub(({ query, send }) => send(answerTo(query, { truncated: true, records: 0 })));
    const answer = await ask(forwarder(), [upstream]);
    expect(answer.truncated).toBe(true);
    expect(upstream.received.map(({ via }) => via)).toEqual(['udp']);
  });

  it('fetches the whole of a truncated answer over TCP for a TCP client', async () => {
    const upstream = await stub(({ query, via, send }) =>
      send(answerTo(query, via === 'udp' ? { truncated: true, records: 0 } : { records: 2000 })),
    );
    const answer = await ask(forwarder(), [upstream], 'example.org', { transport: 'tcp' });
    expect(answer).toMatchObject({ id: 0x1234, truncated: false, rcode: 0 });
    expect(answer.addresses).toHaveLength(2000);
    expect(upstream.received.map(({ via }) => via)).toEqual(['udp', 'tcp']);
  });

  it('skips an empty message on a TCP connection', async () => {
    const upstream = await stub(({ query, via, send }) => {
      if (via === 'udp') send(answerTo(query, { truncated: true }));
      else {
        send(Buffer.alloc(0));
        send(answerTo(query));
      }
    });
    const answer = await ask(forwarder(), [upstream], 'example.org', { transport: 'tcp' });
    expect(answer.addresses).toEqual(['192.0.2.7']);
  });

  it('cuts an answer over the client’s size to TC with the question and OPT', async () => {
    const upstream = await stub(({ query, send }) => send(answerTo(query, { records: 100 })));
    const answer = await ask(forwarder(), [upstream], 'example.org', { maxSize: 1232, dnssecOk: true });
    expect(answer).toMatchObject({
      id: 0x1234,
      rcode: 0,
      truncated: true,
      recursionAvailable: true,
      question: 'example.org',
      addresses: [],
      hasOpt: true,
      dnssecOk: true,
      edeCode: undefined,
    });
  });

  it('asks an upstream over IPv6', async () => {
    const answer = await ask(forwarder(), [{ address: '::1', port: 9 }]);
    expect(answer.rcode).toBe(2);
    expect(answer.edeText).toMatch(/^\[::1\]:9 /);
  });
});
