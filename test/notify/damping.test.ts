// What a person gets is few messages that tell all: gathered, damped, tried again within bounds, and counted when they are lost.
import { describe, expect, it } from 'vitest';
import { EVENT } from '../../src/view/event-names.js';
import { down, noticeOf, notifierFor, REFUSED, SENT, up } from './notices.js';

const addresses = (count: number) =>
  Array.from({ length: count }, (_, index) => `10.0.${index >> 8}.${index & 255}:80`);

describe('events', () => {
  it('of a hundred members are one message with a count and the first names', async () => {
    const { clock, notifier, bodies } = notifierFor();
    for (const subject of addresses(100)) notifier.take(down(subject));
    await clock.advance(4_999);
    expect(bodies).toEqual([]);
    await clock.advance(1);
    expect(bodies).toMatchObject([
      {
        body: {
          status: 'bad',
          summary: '100 backends down: 10.0.0.0:80, 10.0.0.1:80, 10.0.0.2:80, and 97 more',
          ...{ count: 100, open: 100, counts: { 'backend-down': 100 }, more: 0 },
        },
      },
    ]);
  });

  it('of more members than are kept are counted', async () => {
    const { clock, notifier, bodies } = notifierFor();
    for (const subject of addresses(10_000)) notifier.take(down(subject));
    await clock.advance(5_000);
    const [{ body }] = bodies;
    expect(body).toMatchObject({
      count: 10_000,
      open: 10_000,
      counts: { 'backend-down': 10_000 },
      more: 9_900,
    });
    expect(body.events).toHaveLength(100);
    expect(JSON.stringify(body).length).toBeLessThan(50_000);
  });

  it('of one member are told by the last, with the number of changes', async () => {
    const { clock, notifier, bodies } = notifierFor();
    for (let round = 0; round < 7; round++) {
      notifier.take(down('a'));
      notifier.take(up('a'));
    }
    await clock.advance(5_000);
    expect(bodies).toMatchObject([
      { body: { summary: 'all is in order again: backend-up a (14 changes)', status: 'quiet', count: 14 } },
    ]);
  });

  it('that are bad come first', async () => {
    const { clock, notifier, bodies } = notifierFor();
    notifier.take(up('a'));
    notifier.take(noticeOf(EVENT.POOL_OPEN, 'www.a.test A'));
    notifier.take(up('b'));
    await clock.advance(5_000);
    expect(bodies[0].body).toMatchObject({ summary: '1 pool open, 2 backends up: www.a.test A, a, b' });
  });

  it('of the first round are told on request alone, and known nevertheless', async () => {
    const { clock, notifier, bodies } = notifierFor();
    notifier.take(down('a', { isFirst: true }));
    await clock.advance(60_000);
    expect(bodies).toEqual([]);
    notifier.take(down('b'));
    notifier.take(up('b'));
    await clock.advance(60_000);
    expect(bodies).toMatchObject([{ body: { status: 'good', open: 1 } }]);

    const asked = notifierFor({ wantsFirst: true });
    asked.notifier.take(down('a', { isFirst: true }));
    await asked.clock.advance(60_000);
    expect(asked.bodies).toHaveLength(1);
  });
});

describe('messages', () => {
  it('keep the interval from one to the next', async () => {
    const { clock, notifier, bodies } = notifierFor();
    notifier.take(down('a'));
    await clock.advance(10_000);
    notifier.take(down('b'));
    await clock.advance(10_000);
    notifier.take(down('c'));
    await clock.advance(60_000);
    expect(bodies.map(({ atMs, body }) => [atMs, body.count])).toEqual([
      [5_000, 1],
      [35_000, 2],
    ]);
  });

  it.each([
    [4_000, 600_000],
    [60_000, 600_000],
    [45_000, 3_600_000],
  ])('about a member that turns each %i ms are three, then one for each %i ms', async (turnMs, flapMs) => {
    const { clock, notifier, bodies } = notifierFor({ flapMs });
    const hourMs = 3_600_000;
    for (let atMs = 0, isUp = false; atMs < 4 * hourMs; atMs += turnMs, isUp = !isUp) {
      notifier.take(isUp ? up('a') : down('a'));
      await clock.advance(turnMs);
    }
    const most = 3 + Math.ceil((4 * hourMs) / flapMs);
    expect(bodies.length).toBeLessThanOrEqual(most);
    expect(bodies.length).toBeGreaterThanOrEqual(most - 2);
    // Nothing that happened is missing.
    notifier.take(up('a'));
    await clock.advance(flapMs + 60_000);
    expect(bodies.at(-1)?.body).toMatchObject({ status: 'quiet', open: 0 });
  });

  it('about others are not held up by one that flaps, which stands in them', async () => {
    const { clock, notifier, bodies } = notifierFor();
    for (let round = 0; round < 6; round++) {
      notifier.take(round % 2 === 0 ? down('a') : up('a'));
      await clock.advance(60_000);
    }
    const before = bodies.length;
    notifier.take(down('b'));
    await clock.advance(5_000);
    expect(bodies).toHaveLength(before + 1);
    expect(bodies.at(-1)?.body.events).toMatchObject([{ subject: 'b' }, { subject: 'a' }]);
  });

  it('say when all is in order again, and not before', async () => {
    const { clock, notifier, bodies } = notifierFor();
    notifier.take(down('a'));
    notifier.take(down('b'));
    await clock.advance(60_000);
    notifier.take(up('a'));
    await clock.advance(60_000);
    notifier.take(up('b'));
    await clock.advance(60_000);
    notifier.take(noticeOf(EVENT.ADMIN_ORDER, 'x'));
    await clock.advance(60_000);
    expect(bodies.map(({ body }) => body.status)).toEqual(['bad', 'good', 'quiet', 'good']);
  });

  it('forget the trouble of what is not there any more', async () => {
    const { clock, notifier, bodies } = notifierFor();
    notifier.take(down('a'));
    notifier.take(down('b'));
    await clock.advance(60_000);
    notifier.keep(key => key !== 'backend b');
    notifier.take(up('a'));
    await clock.advance(60_000);
    expect(bodies.at(-1)?.body).toMatchObject({ status: 'quiet', open: 0 });
  });
});

describe('a receiver that fails', () => {
  it('is tried again with growing pauses, and what comes meanwhile is one message', async () => {
    let works = false;
    const { clock, notifier, bodies, said } = notifierFor({}, () => (works ? SENT : REFUSED));
    notifier.take(down('a'));
    await clock.advance(60_000);
    expect(bodies.map(({ atMs }) => atMs)).toEqual([5_000, 6_000, 8_000, 12_000, 20_000, 36_000]);
    expect(new Set(bodies.map(({ id }) => id)).size).toBe(1);
    for (const subject of addresses(500)) notifier.take(down(subject));
    works = true;
    await clock.advance(120_000);
    expect(bodies.slice(6).map(({ body }) => body.count)).toEqual([1, 500]);
    expect(said).toEqual(['ops: connection refused', 'ops: works']);
    expect(notifier.states).toMatchObject([{ receiver: 'ops', sent: 2, failed: 0, retries: 6 }]);
  });

  it('is given up in the end, which is told and counted; the next message is tried', async () => {
    const { clock, notifier, bodies, said } = notifierFor({ retryMs: 60_000 }, () => REFUSED);
    notifier.take(down('a'));
    notifier.take(down('b'));
    await clock.advance(90_000);
    expect(bodies).toHaveLength(6);
    notifier.take(down('c'));
    await clock.advance(5_000);
    expect(bodies).toHaveLength(7);
    expect(said).toEqual(['ops: connection refused', 'ops lost 2: connection refused']);
    expect(notifier.states).toMatchObject([
      { sent: 0, failed: 1, lostEvents: 2, failure: 'connection refused' },
    ]);
  });

  it('for good is not tried again', async () => {
    const { clock, notifier, bodies, said } = notifierFor({}, () => ({
      ...REFUSED,
      text: '404',
      mayHelp: false,
    }));
    notifier.take(down('a'));
    await clock.advance(3_600_000);
    expect(bodies).toHaveLength(1);
    expect(said).toEqual(['ops: 404', 'ops lost 1: 404']);
  });

  it.each([
    [30_000, 35_000],
    [100, 6_000],
    [700_000, undefined],
  ])('and asks to wait %i ms is tried again at %s', async (retryAfterMs, atMs) => {
    const { clock, notifier, bodies } = notifierFor({}, () => ({ ...REFUSED, retryAfterMs }));
    notifier.take(down('a'));
    await clock.advance(3_600_000);
    expect(bodies[1]?.atMs).toBe(atMs);
  });

  it('to answer holds nothing else up, and takes bounded memory', async () => {
    const { clock, notifier, bodies } = notifierFor({}, () => undefined);
    for (let round = 0; round < 50; round++) {
      for (const subject of addresses(2_000)) notifier.take(round % 2 === 0 ? down(subject) : up(subject));
      await clock.advance(5_000);
    }
    expect(bodies).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});

describe('at the end', () => {
  it('what was gathered is sent at once', async () => {
    const { notifier, bodies } = notifierFor();
    notifier.take(down('a'));
    await notifier.close(1_000);
    expect(bodies).toHaveLength(1);
  });

  it('a receiver that does not answer is waited for a moment only', async () => {
    const { clock, notifier, bodies } = notifierFor({}, () => undefined);
    notifier.take(down('a'));
    let isClosed = false;
    const closed = notifier.close(1_000).then(() => {
      isClosed = true;
    });
    await clock.advance(999);
    expect(isClosed).toBe(false);
    await clock.advance(1);
    await closed;
    expect(bodies).toHaveLength(1);
  });

  it('of a receiver with other settings its counters go on, and one that stays keeps what it has', async () => {
    const { clock, notifier, bodies } = notifierFor();
    const [spec] = [{ ...(await import('./notices.js')).SPEC }];
    notifier.take(down('a'));
    await clock.advance(5_000);
    notifier.take(down('b'));
    notifier.follow([spec]);
    await clock.advance(1_000);
    expect(bodies).toHaveLength(1);
    notifier.follow([{ ...spec, waitMs: 1 }]);
    await clock.advance(1_000);
    expect(bodies).toHaveLength(2);
    expect(notifier.states).toMatchObject([{ sent: 2 }]);
  });
});
