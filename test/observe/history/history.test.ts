// The history on a clock that moves as it is told: checks of an hour, states of a day, and what comes and goes.
import { describe, expect, it } from 'vitest';
import { Downtime } from '../../../src/health/downtime.js';
import { CheckTimes, MINUTES } from '../../../src/observe/history/check-times.js';
import { History, MEMBER_RANKS, MOST_MEMBERS, POOL_RANKS } from '../../../src/observe/history/history.js';
import { Ring } from '../../../src/observe/history/ring.js';
import { decodeMs, decodePart, encodeMs, encodePart } from '../../../src/observe/history/scale.js';
import { STRIP_BUCKETS } from '../../../src/observe/history/state-strips.js';

const MINUTE_MS = 60_000;
const BEGAN_MS = 7_200_000;
const NOBODY = new Map<string, string>();

/** A member that a test has go up and down. */
class Member {
  readonly downtime = new Downtime();
  state: (typeof MEMBER_RANKS)[number] = 'up';

  constructor(readonly key: string) {}

  turn(state: Member['state'], nowMs: number): void {
    this.state = state;
    this.downtime.note(state === 'down', nowMs);
  }
}

/** What is done each minute. */
function turn(history: History, members: readonly Member[], nowMs: number): void {
  const note = () => {
    history.notePools(nowMs);
    for (const each of members) history.note(each, nowMs);
  };
  note();
  if (history.advance(nowMs)) note();
}

/** A history of these members, with a turn each minute. */
class World {
  nowMs = BEGAN_MS;
  readonly history = new History(BEGAN_MS);
  members: Member[];

  constructor(...keys: readonly string[]) {
    this.members = keys.map(key => new Member(key));
    this.follow();
  }

  follow(formers = NOBODY): void {
    this.history.follow(this.members, new Map(), formers, this.nowMs);
  }

  pass(ms: number): void {
    for (let leftMs = ms; leftMs > 0; ) {
      const stepMs = Math.min(leftMs, MINUTE_MS - (this.nowMs % MINUTE_MS));
      this.nowMs += stepMs;
      leftMs -= stepMs;
      turn(this.history, this.members, this.nowMs);
    }
  }

  /** `up 3, down 1 (0.8)`: states, for how many buckets, and the part that was good where it is neither all nor nothing. */
  states(key = 'a'): string {
    return this.history
      .statesOf(key)
      .map(({ rank, buckets, good }) => {
        const part = good === Number(MEMBER_RANKS[rank - 1] === 'up') ? '' : ` (${good})`;
        return `${rank === 0 ? '-' : MEMBER_RANKS[rank - 1]} ${buckets}${part}`;
      })
      .join(', ');
  }
}

describe('the scale', () => {
  it('keeps times to half a percent, from a hundredth of a millisecond to two minutes', () => {
    for (const ms of [0.01, 0.4, 1, 3.7, 12, 99.5, 100, 2_000, 30_000, 120_000])
      expect(Math.abs(decodeMs(encodeMs(ms))! / ms - 1)).toBeLessThan(0.005);
    expect([decodeMs(0), encodeMs(0), encodeMs(1e9)]).toEqual([undefined, 1, 0xfff]);
  });

  it('calls nothing whole that is not, and nothing nothing', () => {
    expect([0, 1, 0.999, 0.001, 0.5].map(part => decodePart(encodePart(part)))).toEqual([
      0, 1, 0.97, 0.03, 0.52,
    ]);
  });
});

describe('checks', () => {
  it('have the average and the longest of those that were good, and how many failed', () => {
    const world = new World('a');
    for (const ms of [10, 20, 60]) world.history.check('a', ms, true);
    world.history.check('a', 2_000, false);
    world.history.check('nobody', 1, true);
    world.pass(MINUTE_MS);
    world.history.check('a', 1_000, false);
    const { averageMs, longestMs, failed } = world.history.timesOf('a')!;
    expect(averageMs).toHaveLength(MINUTES);
    expect([averageMs.at(-2), longestMs.at(-2), failed.at(-2)]).toEqual([
      expect.closeTo(30, 0),
      expect.closeTo(60, 0),
      1,
    ]);
    expect([averageMs.at(-1), longestMs.at(-1), failed.at(-1)]).toEqual([undefined, undefined, 1]);
    expect(averageMs.slice(0, -2).every(each => each === undefined)).toBe(true);
  });

  it('are forgotten after an hour, and a minute holds 255 failures', () => {
    const world = new World('a');
    for (let index = 0; index < 300; index++) world.history.check('a', 5, false);
    world.pass(59 * MINUTE_MS);
    expect(world.history.timesOf('a')!.failed[0]).toBe(255);
    world.pass(MINUTE_MS);
    expect(world.history.timesOf('a')!.failed.some(count => count > 0)).toBe(false);
  });

  it('of minutes in which this process stood still are none', () => {
    const world = new World('a');
    world.history.check('a', 5, true);
    world.nowMs += 90 * MINUTE_MS;
    turn(world.history, world.members, world.nowMs);
    expect(world.history.timesOf('a')!.averageMs.some(each => each !== undefined)).toBe(false);
  });
});

describe('states of members', () => {
  it('have the worst state of each five minutes, however short, and the part of the time up', () => {
    const world = new World('a');
    world.pass(6 * MINUTE_MS);
    const [member] = world.members;
    member.turn('down', world.nowMs);
    world.pass(30_000);
    member.turn('up', world.nowMs);
    world.pass(10 * MINUTE_MS - 30_000);
    expect(world.states()).toBe('up 1, down 1 (0.9), up 2');
    member.turn('down', world.nowMs);
    world.pass(15 * MINUTE_MS);
    member.turn('up', world.nowMs);
    world.pass(10 * MINUTE_MS);
    // Down for a moment between two turns.
    member.turn('down', world.nowMs + 100);
    member.turn('up', world.nowMs + 200);
    world.pass(MINUTE_MS);
    expect(world.states()).toBe(
      'up 1, down 1 (0.9), up 1, down 1 (0.19), down 2, down 1 (0.81), up 1, down 1 (0.97)',
    );
  });

  it('begin with the first that is known, and go back for a day', () => {
    const world = new World('a');
    expect(world.states()).toBe('up 1');
    world.members[0].turn('unknown', world.nowMs);
    world.pass(5 * MINUTE_MS);
    expect(world.states()).toBe('up 1, unknown 1');
    world.members[0].turn('up', world.nowMs);
    world.pass(STRIP_BUCKETS * 5 * MINUTE_MS);
    expect(world.states()).toBe(`up ${STRIP_BUCKETS}`);
  });

  it('have no good part of one that is down from the start', () => {
    const world = new World();
    const member = new Member('a');
    member.state = 'unknown';
    world.members = [member];
    world.follow();
    member.turn('down', world.nowMs + 2_000);
    world.pass(2 * MINUTE_MS);
    expect(world.states()).toBe('down 1');
  });

  it('of one that was gone are not known for that time, and after an hour nothing is', () => {
    const world = new World('a', 'b');
    world.pass(5 * MINUTE_MS);
    const [a, b] = world.members;
    world.members = [b];
    world.follow();
    world.pass(20 * MINUTE_MS);
    world.members = [a, b];
    world.follow();
    expect(world.states()).toBe('up 2, - 3, up 1');
    world.members = [b];
    world.follow();
    world.pass(61 * MINUTE_MS);
    expect([world.states(), world.history.timesOf('a')]).toEqual(['', undefined]);
    // Its row is another one's now, who has nothing of it.
    world.members = [b, new Member('c')];
    world.follow();
    expect(world.states('c')).toBe('up 1');
  });

  it('pass to the endpoint that takes the place of another', () => {
    const world = new World('a');
    world.history.check('a', 5, true);
    world.pass(10 * MINUTE_MS);
    const next = new Member('edited');
    world.members = [next];
    world.follow(new Map([['edited', 'a']]));
    expect(world.states('edited')).toBe('up 3');
    expect(world.history.timesOf('edited')!.averageMs.at(-11)).toBeCloseTo(5, 1);
    expect(world.history.timesOf('a')).toBeUndefined();
  });

  it('pass to each that takes its place, and stay with one that is there still', () => {
    const world = new World('a');
    world.history.check('a', 5, true);
    world.pass(10 * MINUTE_MS);
    const [a] = world.members;
    // Another pool has the former probe still.
    world.members = [a, new Member('b')];
    world.follow(new Map([['b', 'a']]));
    expect([world.states('a'), world.states('b')]).toEqual(['up 3', 'up 3']);
    // Two pools had the same one until now.
    world.members = [new Member('c'), new Member('d')];
    world.follow(
      new Map([
        ['c', 'a'],
        ['d', 'a'],
        ['part', 'a'],
      ]),
    );
    expect([world.states('c'), world.states('d'), world.states('part')]).toEqual(['up 3', 'up 3', '']);
    for (const key of ['c', 'd']) expect(world.history.timesOf(key)!.averageMs.at(-11)).toBeCloseTo(5, 1);
  });

  it('are kept of so many at most; those that are gone make room', () => {
    const world = new World();
    world.members = Array.from({ length: MOST_MEMBERS + 1 }, (_, index) => new Member(`${index}`));
    world.follow();
    expect(world.history.timesOf(`${MOST_MEMBERS - 1}`)).toBeDefined();
    expect(world.history.timesOf(`${MOST_MEMBERS}`)).toBeUndefined();
    world.members = world.members.slice(1);
    world.follow();
    expect(world.history.timesOf(`${MOST_MEMBERS}`)).toBeDefined();
    expect(world.history.timesOf('0')).toBeUndefined();
  });
});

describe('states of pools', () => {
  it('have the worst state of each five minutes, and the part of the time with a live member', () => {
    const history = new History(BEGAN_MS);
    const at = (minutes: number) => BEGAN_MS + minutes * MINUTE_MS;
    history.follow([], new Map([['p', () => 'whole' as const]]), NOBODY, at(0));
    history.setPool('p', 'degraded', at(1));
    turn(history, [], at(5));
    history.setPool('p', 'empty', at(6));
    history.setPool('p', 'fallback', at(6) + 100);
    history.setPool('p', 'whole', at(8.5));
    turn(history, [], at(10));
    const shown = history.statesOfPool('p').map(({ rank, good }) => [POOL_RANKS[rank - 1], good]);
    expect(shown).toEqual([
      ['degraded', 1],
      ['empty', 0.52],
      ['whole', 1],
    ]);
  });
});

it('takes 6 MB for 10,000 members', () => {
  const times = new CheckTimes(new Ring(MINUTES, MINUTE_MS, 0));
  times.grow(1);
  const octets = times.octets.length + STRIP_BUCKETS;
  // With sums, marks and the entry of its key, some eighty more.
  expect(octets).toBe(528);
});
