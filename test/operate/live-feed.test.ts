// Who reads the stream of changes: what it costs, how many they are, and who has to leave.
import { describe, expect, test, vi } from 'vitest';
import { MAX_READERS } from '../../src/operate/live-feed.js';
import { MAX_UNREAD } from '../../src/operate/live-reader.js';
import { Connection, FILES, MEMBERS, World } from './live-world.js';

// Others have their turn after each pool, as on a machine that is busy.
vi.mock('../../src/time/turns.js', async original => {
  const { setImmediate } = await import('node:timers/promises');
  return {
    ...(await original<typeof import('../../src/time/turns.js')>()),
    Turns: class {
      readonly isOver = true;
      pass = () => setImmediate();
    },
  };
});

describe('readers', () => {
  /** A world with some readers, whose snapshots are whole. */
  async function watched(count: number) {
    const world = new World();
    world.load(FILES);
    await world.advance(1_000);
    const readers = Array.from({ length: count }, () => world.join());
    await world.rest();
    return { world, readers };
  }

  test('nobody reads: nothing is looked at', async () => {
    const { world, readers } = await watched(1);
    for (const reader of readers) reader.close();
    await world.advance(200);
    world.viewed = 0;
    world.order(0, 0, 'drain');
    await world.advance(5_000);
    expect([world.viewed, world.feed.readers]).toEqual([0, 0]);
  });

  test('what changed is made once for all', async () => {
    const { world, readers } = await watched(10);
    await world.advance(100);
    world.viewed = 0;
    world.order(0, 0, 'drain');
    await world.advance(150);
    for (const { view } of readers)
      expect(view.pools.get('app0.test A')?.members[0].admin?.state).toBe('drain');
    // Once to remember how often its members were handed out, once for the view.
    expect(world.viewed).toBeLessThanOrEqual(2 * MEMBERS);
  });

  test('what changes many times at once is sent once', async () => {
    const { world, readers } = await watched(1);
    await world.advance(100);
    const [{ view }] = readers;
    const before = view.counts.get('pool') ?? 0;
    for (let time = 0; time < 20; time++) world.order(0, 0, time % 2 === 0 ? 'drain' : 'ready');
    world.order(0, 1, 'maint');
    await world.advance(150);
    expect(view.counts.get('pool')).toBe(before + 1);
    expect(view.events).toHaveLength(21);
  });

  test('pools that have only been handed out come in their turn, so many members in a second', async () => {
    const { world, readers } = await watched(1);
    world.freeze();
    const [{ view }] = readers;
    for (let time = 0; time < 40; time++) {
      for (const pool of FILES.pools) world.answer(pool, 7);
      await world.advance(100);
      await world.rest();
    }
    expect(view.counts.get('pool')).toBeLessThanOrEqual((4 * 100 + 100) / MEMBERS + 1);
    for (let time = 0; time < 30; time++) {
      await world.advance(100);
      await world.rest();
    }
    for (const pool of FILES.pools) expect(view.pools.get(`app${pool}.test A`)?.members[7].answers).toBe(40);
  });

  test('the seventeenth takes the place of the oldest', async () => {
    const { world, readers } = await watched(MAX_READERS);
    const next = world.join();
    await world.rest();
    expect(next.view.isWhole).toBe(true);
    expect(readers.map(({ isClosed }) => isClosed)).toEqual(readers.map((_, place) => place === 0));
    expect(readers[0].view.end?.reason).toBe('replaced');
    expect(world.feed.readers).toBe(MAX_READERS);
  });

  test('one that leaves too much unread is cut off, and the others go on', async () => {
    const { world, readers } = await watched(2);
    const [slow, other] = readers;
    slow.isSlow = true;
    for (let time = 0; !slow.isClosed && time < 10_000; time++) {
      world.order(time % 5, 0, time % 2 === 0 ? 'drain' : 'ready');
      await world.advance(100);
    }
    expect([slow.wasCut, slow.unread > MAX_UNREAD, slow.unread < 2 * MAX_UNREAD]).toEqual([true, true, true]);
    expect([other.isClosed, world.feed.readers]).toEqual([false, 1]);
  });

  test('one that comes and goes at once costs no snapshot', async () => {
    const { world } = await watched(1);
    world.viewed = 0;
    const hasty = world.join();
    setImmediate(() => hasty.close());
    await world.rest();
    expect(world.viewed).toBe(0);
  });

  test('one that does not even take the snapshot is sent no more of it', async () => {
    const { world } = await watched(0);
    const slow = new Connection();
    slow.isSlow = true;
    slow.leave = world.feed.join(slow);
    await world.rest();
    expect([slow.view.counts.get('snapshot'), slow.view.isWhole]).toEqual([1, false]);
    slow.read();
    await world.rest();
    expect(slow.view.isWhole).toBe(true);
  });

  test('of events that are not kept any more, those that are', async () => {
    const { world } = await watched(0);
    for (let time = 0; time < 1_200; time++) world.ring.add('admin', false, `event ${time}`);
    const reader = world.join('3');
    await world.rest();
    expect(reader.view.events.map(({ number }) => number)).toEqual(
      world.ring.all.map(({ number }) => number),
    );
    expect(reader.view.events).toHaveLength(1_000);
    expect(reader.view.lastEventId).toBe('1200');
  });

  test('when it fails, all are told and the log is', async () => {
    const { world, readers } = await watched(2);
    world.fail();
    await world.advance(2_000);
    expect(world.errors.map(({ message }) => message)).toEqual(['no head']);
    expect(readers.map(({ view }) => view.end?.reason)).toEqual(['failed', 'failed']);
  });
});
