// Replies that are not the answer: forged, late, garbled. Each is ignored and counted.
import { createSocket } from 'node:dgram';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.js';
import { ask, forwarder, stub, until } from './harness.js';
import { answerTo, makeQuery } from './stub-upstream.js';

function changed(message: Buffer, at: number, flip: number): Buffer {
  const copy = Buffer.from(message);
  copy[at] ^= flip;
  return copy;
}

describe('hostile replies', () => {
  it.each([
    ['another question', (reply: Buffer) => changed(reply, 13, 0x01)],
    ['another type', (reply: Buffer) => changed(reply, 12 + 13 + 1, 0x1c)],
    ['QR=0', (reply: Buffer) => changed(reply, 2, 0x80)],
    ['another opcode', (reply: Buffer) => changed(reply, 2, 0x08)],
    ['QDCOUNT 257', (reply: Buffer) => changed(reply, 4, 0x01)],
    ['a bare header', (reply: Buffer) => reply.subarray(0, 12)],
    ['nothing at all', () => Buffer.alloc(0)],
  ])('ignores a reply with %s and takes the true one after it', async (_, forge) => {
    const upstream = await stub(({ query, send }) => {
      send(forge(answerTo(query, { address: '203.0.113.66' })));
      send(answerTo(query));
    });
    const from = forwarder();
    expect((await ask(from, [upstream])).addresses).toEqual(['192.0.2.7']);
    expect(from.stats().upstreams[0]).toMatchObject({ requests: 1, responses: 1, mismatched: 1 });
  });

  it('takes the answer over TCP after three replies with a wrong id', async () => {
    const upstream = await stub(({ query, via, send }) => {
      if (via === 'udp')
        for (const flip of [1, 2, 3]) send(changed(answerTo(query, { address: '203.0.113.66' }), 0, flip));
      send(answerTo(query, { address: via === 'udp' ? '203.0.113.67' : '192.0.2.7' }));
    });
    const from = forwarder();
    expect((await ask(from, [upstream])).addresses).toEqual(['192.0.2.7']);
    expect(upstream.received.map(({ via }) => via)).toEqual(['udp', 'tcp']);
    const [counts] = from.stats().upstreams;
    expect(counts).toMatchObject({ requests: 1, responses: 1, nearMisses: 3 });
    // The last one has the right id, but comes when nobody waits for it.
    expect(counts.mismatched).toBeGreaterThanOrEqual(3);
  });

  it('asks once more over UDP from another port when the upstream has no TCP', async () => {
    const upstream = await stub(
      ({ query, send }) => {
        for (const flip of [1, 2, 3]) send(changed(answerTo(query), 1, flip));
        send(answerTo(query));
      },
      { tcp: false },
    );
    const answer = await ask(forwarder(), [upstream]);
    expect(answer.addresses).toEqual(['192.0.2.7']);
    expect(upstream.received).toHaveLength(2);
  });

  it('asks once over TCP where an upstream cuts off all that it says, and then the next one', async () => {
    const cutting = () => stub(({ query, send }) => send(answerTo(query, { truncated: true, records: 0 })));
    const [first, second] = [await cutting(), await cutting()];
    const from = forwarder();
    const answer = await ask(from, [first, second], 'example.org', { transport: 'tcp' });
    expect(answer).toMatchObject({ rcode: 2, truncated: false });
    expect(answer.edeText).toContain('cuts its answer off over TCP, too');
    for (const { received } of [first, second])
      expect(received.map(({ via }) => via)).toEqual(['udp', 'tcp']);
    // Who asks over UDP comes again over TCP, and is told so.
    expect(await ask(from, [first], 'example.net')).toMatchObject({ rcode: 0, truncated: true });
  });

  it('drops what another port of the same host sends', async () => {
    const stranger = createSocket('udp4');
    const upstream = await stub(({ query, fromPort, send }) => {
      const forged = answerTo(query, { address: '203.0.113.66' });
      stranger.send(forged, fromPort, '127.0.0.1', () => send(answerTo(query)));
    });
    const answer = await ask(forwarder(), [upstream]);
    stranger.close();
    expect(answer.addresses).toEqual(['192.0.2.7']);
  });

  it('takes an answer whose question is in another case, and shows the client its own', async () => {
    const upstream = await stub(({ query, send }) => {
      const answer = answerTo(query);
      for (let at = 12; at < 24; at++)
        answer[at] = String.fromCharCode(answer[at]).toLowerCase().charCodeAt(0);
      send(answer);
    });
    expect(await ask(forwarder(), [upstream], 'eXample.ORG')).toMatchObject({
      question: 'eXample.ORG',
      addresses: ['192.0.2.7'],
    });
  });

  it('takes the late answer of the first upstream when it comes before that of the second', async () => {
    let late = () => {};
    const slow = await stub(({ query, send }) => {
      late = () => send(answerTo(query, { address: '203.0.113.66' }));
    });
    const quick = await stub(({ query, send }) => {
      late();
      send(answerTo(query));
    });
    const clock = new FakeClock();
    const pending = ask(forwarder({ clock }), [slow, quick]);
    await until(() => slow.received.length === 1);
    await clock.advance(200);
    expect((await pending).addresses).toEqual(['203.0.113.66']);
  });

  it('refuses an answer of TCP that is not to the question', async () => {
    const upstream = await stub(({ query, via, send }) =>
      send(via === 'udp' ? answerTo(query, { truncated: true }) : changed(answerTo(query), 13, 0x01)),
    );
    const clock = new FakeClock();
    const from = forwarder({ clock });
    const pending = ask(from, [upstream], 'example.org', { transport: 'tcp' });
    await until(() => from.stats().upstreams[0]?.mismatched === 1);
    await clock.advance(5000);
    expect(await pending).toMatchObject({ rcode: 2, edeCode: 22 });
    expect(from.stats().upstreams[0]).toMatchObject({ timeouts: 1, mismatched: 1 });
  });

  it('survives any garbage before the answer', async () => {
    let garbage: Uint8Array = Buffer.alloc(0);
    const upstream = await stub(({ query, send }) => {
      send(garbage);
      send(Buffer.concat([query.subarray(0, 2), garbage]));
      send(answerTo(query));
    });
    const from = forwarder();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async bytes => {
        garbage = bytes;
        const answer = await ask(from, [upstream], `n${count++}.example`);
        expect(answer.addresses).toEqual(['192.0.2.7']);
      }),
      { numRuns: 100 },
    );
    expect(from.stats()).toMatchObject({ inFlight: 0, unanswered: 0 });
  });

  it('always answers a query whose records after the question are garbage', async () => {
    const from = forwarder();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.uint8Array({ minLength: 6, maxLength: 6 }),
        async (tail, counts) => {
          const { query, questionEnd } = makeQuery('example.org', { edns: false });
          const garbled = Buffer.concat([query, tail]);
          garbled.set(counts, 6);
          const answer = await from.forward(garbled, questionEnd, [], 'udp', 1232);
          expect((answer[0] << 8) | answer[1]).toBe(0x1234);
          expect(answer[3] & 0x0f).toBe(2);
          expect(Buffer.from(answer.subarray(12, questionEnd))).toEqual(query.subarray(12, questionEnd));
        },
      ),
      { numRuns: 300 },
    );
    await until(() => from.stats().inFlight === 0);
  });
});
