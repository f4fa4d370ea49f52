// Patience: resending, second upstreams, policies, and who is asked in the background; by a clock, without sockets.
import { describe, expect, it } from 'vitest';
import { answering, losing, silent, world } from './fake-upstreams.js';
import { answerTo } from './stub-upstream.js';

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((one, other) => one - other)[Math.ceil(values.length * share) - 1];
}

/** The answer with one address, whose owner is these octets; the question is 15 octets long. */
function withName(reply: Buffer, owner: readonly number[], length = 4): Buffer {
  const record = [...owner, 0, 1, 0, 1, 0, 0, 0, 9, 0, length, 192, 0, 2, 66].slice(
    0,
    owner.length + 10 + length,
  );
  return Buffer.concat([reply.subarray(0, 27), Buffer.from(record)]);
}

const name = (number: number) => `n${number}.example`;

describe('a line that loses datagrams', () => {
  it.each([
    ['5% in each direction', 0.05, 200, 0],
    ['30% in each direction', 0.3, 100, 1],
  ])('%s: as good as no lookup fails', async (_, share, count, most) => {
    const { lookUp, turns } = world([losing(share, answering(12))]);
    let failed = 0;
    for (let number = 0; number < count; number++) {
      // As glibc: two tries of 5 s.
      const first = await lookUp(name(number));
      if (first.rcode !== 0 && (await lookUp(name(number))).rcode !== 0) failed++;
    }
    expect(failed).toBeLessThanOrEqual(most);
    if (share < 0.1) expect(turns).toEqual([]);
  });

  it('two upstreams that both lose 30%: none fails', async () => {
    const { lookUp } = world([losing(0.3, answering(12)), losing(0.3, answering(12), 7)]);
    for (let number = 0; number < 100; number++) expect((await lookUp(name(number))).rcode).toBe(0);
  });

  it('sends again after 200 ms, then after twice as long each time up to 1 s, and takes the answer to any of them', async () => {
    const { lookUp, sent, clock } = world([
      (query, number) => (number === 2 ? { afterMs: 3000, message: answerTo(query) } : undefined),
    ]);
    const { rcode, afterMs } = await lookUp('a.example');
    expect([rcode, afterMs]).toEqual([0, 3200]);
    expect(sent[0]).toEqual([0, 200, 600, 1400, 2400]);
    await clock.advance(10_000);
    expect(sent[0]).toHaveLength(5);
  });

  it('sends each query again at its own time, whatever is sent beside it', async () => {
    const { ask, sent, clock } = world([silent]);
    ask('a.example');
    await clock.advance(100);
    ask('b.example');
    await clock.advance(1400);
    expect(sent[0]).toEqual([0, 100, 200, 304, 600, 704, 1400]);
  });

  it('sends less often when a thousand wait, so that those who can be answered are', async () => {
    const { ask, sent, clock } = world([silent]);
    for (let number = 0; number < 1000; number++) ask(name(number));
    await clock.advance(5000);
    // Those before there was a crowd are sent again once as usual.
    expect(sent[0].length).toBeLessThan(4100);
    expect(sent[0].length).toBeGreaterThan(2000);
  });

  it('waits by the round-trip times of earlier answers', async () => {
    const { lookUp, sent, behaviours } = world([answering(240)]);
    for (let number = 0; number < 20; number++) await lookUp(name(number));
    const before = sent[0].length;
    expect(before).toBeLessThan(25);
    behaviours[0] = silent;
    await lookUp('late.example');
    const [first, second] = sent[0].slice(before);
    expect(second - first).toBeGreaterThan(240);
    expect(second - first).toBeLessThan(400);
  });

  it('sends again when the client asks again, but not at once', async () => {
    const { ask, sent, clock } = world([silent]);
    ask('a.example');
    await clock.advance(80);
    ask('a.example');
    ask('a.example', { id: 77 });
    expect(sent[0]).toEqual([0]);
    await clock.advance(32);
    ask('a.example', { id: 5 });
    expect(sent[0]).toEqual([0]);
    ask('a.example');
    expect(sent[0]).toEqual([0, 112]);
    for (let count = 0; count < 100; count++) {
      await clock.advance(40);
      ask('a.example');
    }
    expect(sent[0].length).toBeLessThanOrEqual(16);
  });
});

describe('several upstreams', () => {
  it('two of three are silent: the third answers in half a second, then at once; the others are asked beside', async () => {
    const { lookUp, clock, turns, sent } = world([silent, silent, answering(4)]);
    const times: number[] = [];
    for (let number = 0; number < 60; number++) {
      times.push((await lookUp(name(number))).afterMs);
      await clock.advance(100);
    }
    expect(percentile(times.slice(0, 20), 0.95)).toBeLessThanOrEqual(500);
    expect(Math.max(...times.slice(5))).toBeLessThanOrEqual(30);
    await clock.advance(10_000);
    expect(turns.map(([upstream]) => upstream).sort()).toEqual(['192.0.2.1:53', '192.0.2.2:53']);
    expect(turns[0][1]).toMatch(/^no answer within \d+\.\d s$/);
    for (const [position, most] of [
      [0, 30],
      [1, 30],
    ])
      expect(sent[position].length).toBeLessThan(most);
  });

  it('the first is slow by 1.5 s: it loses its place after few lookups, and gets it back when it is fast again', async () => {
    const { lookUp, clock, behaviours, sent, turns } = world([answering(1500), answering(8)]);
    const times: number[] = [];
    for (let number = 0; number < 60; number++) {
      times.push((await lookUp(name(number))).afterMs);
      await clock.advance(200);
    }
    expect(Math.max(...times.slice(20))).toBeLessThanOrEqual(50);
    expect(turns).toEqual([]);
    behaviours[0] = answering(8);
    for (let number = 60; number < 400; number++) {
      await lookUp(name(number));
      await clock.advance(500);
    }
    const before = sent[1].length;
    for (let number = 400; number < 410; number++) await lookUp(name(number));
    expect(sent[1].length).toBe(before);
  });

  it('the second is as fast as the first: the first keeps its place', async () => {
    const { lookUp, sent } = world([answering(20), answering(18)]);
    for (let number = 0; number < 50; number++) await lookUp(name(number));
    expect(sent.map(times => times.length)).toEqual([50, 0]);
  });

  it('a silent one is asked in the background, and is in order again when it answers that', async () => {
    const { lookUp, clock, behaviours, turns, sent } = world([silent, answering(4)]);
    for (let number = 0; number < 30; number++) {
      await lookUp(name(number));
      await clock.advance(200);
    }
    expect(turns).toHaveLength(1);
    behaviours[0] = answering(4);
    for (let number = 30; number < 60; number++) {
      expect((await lookUp(name(number))).afterMs).toBeLessThanOrEqual(30);
      await clock.advance(200);
    }
    expect(turns.slice(1)).toEqual([['192.0.2.1:53', undefined]]);
    expect(sent[0].length).toBeLessThan(40);
  });

  it('goes on at once when one refuses the connection, and when all do there is nothing to wait for', async () => {
    const refused = () => ({ afterMs: 0, error: 'ECONNREFUSED' });
    const { lookUp, behaviours } = world([refused, answering(4)]);
    expect(await lookUp('a.example')).toMatchObject({ rcode: 0, afterMs: 4 });
    behaviours[1] = refused;
    expect(await lookUp('b.example')).toMatchObject({ rcode: 2, afterMs: 0, edeCode: 23 });
  });

  it.each(['FORMERR', 'SERVFAIL', 'NOTIMP', 'REFUSED'])('goes on at once after %s', async text => {
    const rcode = { FORMERR: 1, SERVFAIL: 2, NOTIMP: 4, REFUSED: 5 }[text];
    const { lookUp, sent } = world([answering(4, { rcode, records: 0 }), answering(4)]);
    expect(await lookUp('a.example', { edns: false })).toMatchObject({ rcode: 0, afterMs: 8 });
    // And it is not the first to be asked for ever.
    for (let number = 0; number < 20; number++) await lookUp(name(number), { edns: false });
    expect(sent[0].length).toBeLessThan(8);
  });

  it.each([
    ['without the question', (reply: Buffer) => Buffer.concat([reply.subarray(0, 4), Buffer.alloc(8)])],
    ['that is cut', (reply: Buffer) => reply.subarray(0, reply.length - 3)],
    ['with a record too few', (reply: Buffer) => reply.fill(2, 7, 8)],
    ['with octets behind it', (reply: Buffer) => Buffer.concat([reply, Buffer.alloc(3)])],
    ['with a pointer to itself', (reply: Buffer) => withName(reply, [0xc0, 27])],
    ['with a pointer forward', (reply: Buffer) => withName(reply, [0xc0, 29])],
    ['with a pointer into the header', (reply: Buffer) => withName(reply, [0xc0, 2])],
    ['with a label type of old', (reply: Buffer) => withName(reply, [0x41, 0])],
    ['with an address of three octets', (reply: Buffer) => withName(reply, [0xc0, 12], 3)],
  ])('goes on at once after an answer %s, and passes it on to nobody', async (_, spoil) => {
    const bad = (query: Buffer) => ({ afterMs: 4, message: spoil(answerTo(query)) });
    const { lookUp, behaviours } = world([bad, answering(4)]);
    expect(await lookUp('a.example')).toMatchObject({ rcode: 0, afterMs: 8, addresses: ['192.0.2.7'] });
    behaviours[1] = bad;
    expect(await lookUp('b.example')).toMatchObject({ rcode: 2, addresses: [] });
  });

  it('waits for others for 2 s when it has an answer that helps nobody, and prefers that of one that has tried', async () => {
    const { lookUp } = world([
      answering(4, { rcode: 5, records: 0 }),
      answering(4, { rcode: 2, records: 0 }),
      silent,
    ]);
    expect(await lookUp('a.example')).toMatchObject({ rcode: 2, afterMs: 2008, edeCode: undefined });
  });
});
