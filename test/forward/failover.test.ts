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

  it('goes to the next upstream when the first is silent for its time limit', async () => {
    const clock = new FakeClock();
    const silent = await stub(() => {});
    const quick = await stub(({ query, send }) => send(answerTo(query)));
    const from = forwarder({ clock });
    const pending = ask(from, [silent, quick]);
    await until(() => silent.received.length === 1);
    await clock.advance(1999);
    expect(quick.received).toHaveLength(0);
    await clock.advance(1);
    expect((await pending).addresses).toEqual(['192.0.2.7']);
    expect(from.stats().upstreams[0]).toMatchObject({ requests: 1, timeouts: 1 });
  });

  it('asks a failed upstream last for 3 s, then lets one query try it', async () => {
    const clock = new FakeClock();
    const turns: (string | undefined)[] = [];
    let works = false;
    const first = await stub(({ query, send }) => {
      if (works) send(answerTo(query, { address: '192.0.2.1' }));
    });
    const second = await stub(({ query, send }) => send(answerTo(query)));
    const from = forwarder({ clock, onTurn: (_, reason) => turns.push(reason) });
    const route = [first, second];
    const slow = ask(from, route, 'a.example');
    await until(() => first.received.length === 1);
    await clock.advance(2000);
    await slow;
    await ask(from, route, 'b.example');
    expect(first.received).toHaveLength(1);
    await clock.advance(3000);
    const trial = ask(from, route, 'c.example');
    await until(() => first.received.length === 2);
    await ask(from, route, 'd.example');
    expect(first.received).toHaveLength(2);
    await clock.advance(2000);
    await trial;
    works = true;
    await clock.advance(3000);
    expect((await ask(from, route, 'e.example')).addresses).toEqual(['192.0.2.1']);
    expect((await ask(from, route, 'f.example')).addresses).toEqual(['192.0.2.1']);
    expect(turns).toEqual(['no answer within 2 s', undefined]);
  });

  it.each([
    ['SERVFAIL', 2],
    ['REFUSED', 5],
  ])('looks for a better answer than %s, and passes it on when there is none', async (_, rcode) => {
    const unable = await stub(({ query, send }) => send(answerTo(query, { rcode, records: 0 })));
    const able = await stub(({ query, send }) => send(answerTo(query)));
    const from = forwarder();
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
    await clock.advance(2000);
    expect(await pending).toMatchObject({
      id: 0x1234,
      rcode: 2,
      question: 'example.org',
      recursionAvailable: true,
      authoritative: false,
      dnssecOk: true,
      edeCode: 22,
      edeText: `127.0.0.1:${silent.port} no answer within 2 s, 127.0.0.1:${dead.port} connection refused`,
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

  it('spends 5 s at most, however many upstreams are silent', async () => {
    const clock = new FakeClock();
    const stubs = await Promise.all(Array.from({ length: 4 }, () => stub(() => {})));
    const pending = ask(forwarder({ clock }), stubs);
    for (const { received } of stubs.slice(0, 3)) {
      await until(() => received.length === 1);
      await clock.advance(2000);
    }
    const answer = await pending;
    expect(answer.edeText).toContain('no answer within 1 s');
    expect(stubs[3].received).toHaveLength(0);
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
