// Policies, what upstreams cannot do, shortages, failures that are remembered, guesses, and answers of former times: without sockets.
import { describe, expect, it } from 'vitest';
import { FORWARD_POLICY } from '../../src/forward/upstream-order.js';
import { answering, silent, world } from './fake-upstreams.js';
import { answerTo, makeQuery } from './stub-upstream.js';

/** An answer without records, and an OPT with the upper bits of a response code. */
function badVersion(query: Buffer, upper = 1): Buffer {
  const answer = answerTo(query, { records: 0 });
  answer[11] = 1;
  return Buffer.concat([answer, Buffer.from([0, 0, 41, 4, 208, upper, 1, 0, 0, 0, 0])]);
}

const name = (number: number) => `n${number}.example`;

describe('policies', () => {
  it('strict: the first is asked first, however slow it is', async () => {
    const { lookUp, sent } = world([answering(120), answering(1)], { policy: FORWARD_POLICY.STRICT });
    for (let number = 0; number < 20; number++) await lookUp(name(number));
    expect(sent.map(times => times.length)).toEqual([20, 0]);
  });

  it('parallel: the fastest good answer wins', async () => {
    const { lookUp, sent, turns, clock } = world(
      [answering(1, { rcode: 5, records: 0 }), answering(40), answering(4), silent],
      { policy: FORWARD_POLICY.PARALLEL },
    );
    for (let number = 0; number < 50; number++) {
      expect(await lookUp(name(number))).toMatchObject({ rcode: 0, afterMs: 4 });
      await clock.advance(100);
    }
    expect(sent.slice(0, 3).every(times => times.length >= 50)).toBe(true);
    // The silent one is found to be so, and then asked in the background alone.
    expect(turns.map(([upstream]) => upstream)).toEqual(['192.0.2.4:53']);
    expect(sent[3].length).toBeLessThan(45);
  });

  it('random: all have their share, but for those that fail', async () => {
    const { lookUp, sent } = world([answering(4), answering(4), answering(4)], {
      policy: FORWARD_POLICY.RANDOM,
    });
    for (let number = 0; number < 150; number++) await lookUp(name(number));
    for (const times of sent) expect(times.length).toBeGreaterThan(25);
  });
});

describe('EDNS', () => {
  it.each([1, 4])('asks once more without EDNS after response code %i, and remembers that', async rcode => {
    const old = (query: Buffer) => ({
      afterMs: 4,
      message: query[11] > 0 ? answerTo(query, { rcode, records: 0 }) : answerTo(query),
    });
    const { lookUp, sent } = world([old]);
    expect(await lookUp('a.example')).toMatchObject({ rcode: 0, afterMs: 8, addresses: ['192.0.2.7'] });
    expect(await lookUp('b.example')).toMatchObject({ rcode: 0, afterMs: 4 });
    expect(sent[0]).toHaveLength(3);
  });

  it('asks once more without EDNS after BADVERS, whose upper bits stand in the OPT, and remembers that', async () => {
    const old = (query: Buffer) => ({
      afterMs: 4,
      message: query[11] > 0 ? badVersion(query) : answerTo(query),
    });
    const { lookUp, sent } = world([old]);
    expect(await lookUp('a.example')).toMatchObject({ rcode: 0, afterMs: 8, addresses: ['192.0.2.7'] });
    expect(await lookUp('b.example')).toMatchObject({ rcode: 0, afterMs: 4, addresses: ['192.0.2.7'] });
    expect(sent[0]).toHaveLength(3);
  });

  it('takes an empty answer with another upper RCODE or version in its OPT for an answer', async () => {
    const empty = (query: Buffer) => ({ afterMs: 4, message: badVersion(query, 0) });
    const { lookUp, sent } = world([empty]);
    expect(await lookUp('a.example')).toMatchObject({ rcode: 0, afterMs: 4, addresses: [] });
    expect(sent[0]).toHaveLength(1);
  });
});

describe('this machine', () => {
  it('has no socket for a while: the upstream is not blamed, and asked when there is one', async () => {
    const it = world([answering(4)]);
    it.isShort = true;
    const result = it.ask('a.example');
    await it.clock.advance(1000);
    it.isShort = false;
    await it.clock.advance(1000);
    expect(result.answer?.rcode).toBe(0);
    it.isShort = true;
    expect(await it.lookUp('b.example')).toMatchObject({
      rcode: 2,
      edeCode: 23,
      edeText: '192.0.2.1:53 not asked, no free socket',
    });
    it.isShort = false;
    // What was no fault of the name is not remembered.
    expect((await it.lookUp('b.example')).rcode).toBe(0);
    expect(it.turns).toEqual([]);
  });

  it('an error that says so later is one, too', async () => {
    const { lookUp, behaviours, turns } = world([() => ({ afterMs: 0, error: 'ENOBUFS', isLocal: true })]);
    expect((await lookUp('a.example')).edeText).toContain('no free socket');
    behaviours[0] = answering(4);
    expect((await lookUp('a.example')).rcode).toBe(0);
    expect(turns).toEqual([]);
  });
});

describe('failures', () => {
  it('are remembered for 1 s, then for up to 5 s, and for that question alone', async () => {
    const { lookUp, behaviours, sent, clock } = world([answering(4, { rcode: 2, records: 0 })]);
    const times: number[] = [];
    for (let turn = 0; turn < 160; turn++) {
      const before = sent[0].length;
      await lookUp('a.example');
      if (sent[0].length > before) times.push(clock.now());
      await clock.advance(100);
    }
    const gaps = times.slice(1).map((at, index) => Math.round((at - times[index]) / 1000));
    expect(gaps.slice(0, 4)).toEqual([1, 2, 4, 5]);
    behaviours[0] = answering(4);
    expect((await lookUp('b.example')).rcode).toBe(0);
    await clock.advance(5000);
    expect((await lookUp('a.example')).rcode).toBe(0);
    behaviours[0] = silent;
  });
});

describe('guesses', () => {
  it('three replies that are right but for the id send the query over a stream', async () => {
    const { lookUp, streams, table } = world([
      (query, number) => {
        const message = answerTo(query, { address: '203.0.113.66' });
        message.writeUInt16BE((message.readUInt16BE(0) + number) & 0xffff, 0);
        return { afterMs: 1, message };
      },
    ]);
    expect(await lookUp('a.example')).toMatchObject({ addresses: ['192.0.2.99'] });
    expect(streams).toEqual([0]);
    expect(table.isFailing(table.rowOf({ address: '192.0.2.1', port: 53 }))).toBe(false);
  });
});

describe('an answer of former times', () => {
  const stale = () => answerTo(makeQuery('a.example').query, { address: '198.51.100.1' });

  it('is given after 1.8 s, and the query goes on', async () => {
    const { lookUp, sent, clock } = world([silent]);
    expect(await lookUp('a.example', { stale: stale() })).toMatchObject({
      id: 0x1234,
      addresses: ['198.51.100.1'],
      afterMs: 1800,
    });
    const before = sent[0].length;
    await clock.advance(5000);
    expect(sent[0].length).toBeGreaterThan(before);
  });

  it('is given at once when the upstream is known to be away, and instead of a failure', async () => {
    const { lookUp, behaviours } = world([silent]);
    await lookUp('b.example');
    expect(await lookUp('a.example', { stale: stale() })).toMatchObject({ afterMs: 0, rcode: 0 });
    behaviours[0] = answering(4, { rcode: 2, records: 0 });
    await lookUp('c.example');
    // That the question failed a moment ago does not matter either.
    expect(await lookUp('c.example', { stale: stale() })).toMatchObject({ afterMs: 0, rcode: 0 });
    expect(await lookUp('a.example', { stale: stale() })).toMatchObject({ afterMs: 0, rcode: 0 });
  });
});
