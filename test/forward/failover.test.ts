// Which upstream is asked when one is dead, silent or unable, and what the client reads when all are.
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.js';
import { ask, forwarder, stub, until } from './harness.js';
import { answerTo, deadUpstream, makeQuery } from './stub-upstream.js';

describe('failover', () => {
  it('goes to the next upstream at once when the first refuses, with no time passing', async () => {
    const quick = await stub(({ query, send }) => send(answerTo(query)));
    const from = forwarder({ clock: new FakeClock() });
    const answer = await ask(from, [await deadUpstream(), quick]);
    expect(answer.addresses).toEqual(['192.0.2.7']);
    expect(from.stats().upstreams).toMatchObject([
      { requests: 1, errors: 1, timeouts: 0 },
      { requests: 1, responses: 1 },
    ]);
  });

  it.each([
    ['SERVFAIL', 2],
    ['REFUSED', 5],
  ])('looks for a better answer than %s, and passes it on when there is none', async (_, rcode) => {
    const unable = await stub(({ query, send }) => send(answerTo(query, { rcode, records: 0 })));
    const able = await stub(({ query, send }) => send(answerTo(query)));
    const from = forwarder({ clock: new FakeClock() });
    expect((await ask(from, [unable, able])).addresses).toEqual(['192.0.2.7']);
    const answer = await ask(from, [unable, await deadUpstream()]);
    expect(answer).toMatchObject({ rcode, edeCode: undefined, hasOpt: false });
  });

  it('takes NXDOMAIN from the first upstream as the answer', async () => {
    const first = await stub(({ query, send }) => send(answerTo(query, { rcode: 3, records: 0 })));
    const second = await stub(({ query, send }) => send(answerTo(query)));
    expect((await ask(forwarder(), [first, second])).rcode).toBe(3);
    expect(second.received).toHaveLength(0);
  });

  it('names every upstream and its trouble in EDE 22 when one was silent', async () => {
    const clock = new FakeClock();
    const silent = await stub(() => {});
    const dead = await deadUpstream();
    const pending = ask(forwarder({ clock }), [silent, dead], 'example.org', { dnssecOk: true });
    await until(() => silent.received.length === 1);
    await clock.advance(5000);
    expect(await pending).toMatchObject({
      id: 0x1234,
      rcode: 2,
      question: 'example.org',
      recursionAvailable: true,
      authoritative: false,
      dnssecOk: true,
      edeCode: 22,
      edeText: `127.0.0.1:${silent.port} no answer within 5 s, 127.0.0.1:${dead.port} connection refused`,
    });
  });

  it('says EDE 23 when no upstream could be reached at all', async () => {
    const dead = await deadUpstream();
    const answer = await ask(forwarder(), [dead]);
    expect(answer).toMatchObject({ rcode: 2, edeCode: 23 });
    expect(answer.edeText).toBe(`127.0.0.1:${dead.port} connection refused`);
  });

  it('gives no OPT to a client that sent none', async () => {
    const { query, questionEnd } = makeQuery('example.org', { edns: false });
    const answer = await forwarder().forward(query, questionEnd, [await deadUpstream()], 'udp', 512);
    expect(answer).toHaveLength(questionEnd);
    expect(answer[3] & 0x0f).toBe(2);
  });

  it('keeps the text within 200 octets and counts the upstreams that it leaves out', async () => {
    const route = Array.from({ length: 12 }, (_, index) => ({ address: '127.0.0.1', port: 70_000 + index }));
    const answer = await ask(forwarder(), route);
    expect(answer.rcode).toBe(2);
    expect(answer.edeText?.length).toBeLessThanOrEqual(200);
    expect(answer.edeText).toMatch(/, and \d+ more$/);
  });

  it('spends 5 s and a few messages at most, however many upstreams are silent', async () => {
    const clock = new FakeClock();
    const stubs = await Promise.all(Array.from({ length: 4 }, () => stub(() => {})));
    const pending = ask(forwarder({ clock }), stubs);
    await until(() => stubs[0].received.length === 1);
    await clock.advance(5000);
    expect((await pending).edeText).toContain('no answer within 4.7 s');
    const sent = stubs.map(({ received }) => received.length);
    expect(Math.min(...sent)).toBeGreaterThan(0);
    expect(sent.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(16 + 3 * 3);
  });

  it('goes on when a TCP connection is closed without an answer', async () => {
    const rude = await stub(({ query, via, send, hangUp }) => {
      if (via === 'udp') send(answerTo(query, { truncated: true }));
      else hangUp();
    });
    const able = await stub(({ query, send }) => send(answerTo(query)));
    const answer = await ask(forwarder({ clock: new FakeClock() }), [rude, able], 'example.org', {
      transport: 'tcp',
    });
    expect(answer).toMatchObject({ truncated: false, addresses: ['192.0.2.7'] });
  });
});
