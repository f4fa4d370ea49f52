// Which socket a message to an upstream leaves through: many ports over time, few at a time, and none that is left behind.
import { describe, expect, test } from 'vitest';
import { randomBelow, randomPort } from '../../src/transport/random-number.js';
import { SHORTAGE, UpstreamPool } from '../../src/transport/upstream-pool.js';

const UPSTREAM = { address: '192.0.2.53', port: 53 };
const OTHER = { address: '192.0.2.54', port: 53 };

function setUp(most = 100) {
  const open = new Set<object>();
  let opened = 0;
  const state = { isShort: false };
  const pool = new UpstreamPool(
    {
      open: (_upstream, number) => {
        if (state.isShort) return undefined;
        const socket = { number, port: randomPort() };
        opened++;
        open.add(socket);
        return socket;
      },
      close: socket => open.delete(socket),
    },
    most,
  );
  return { pool, open, state, opened: () => opened };
}

test('ports come from all of 1024 to 65535, none more often than others', () => {
  const counts = new Uint32Array(65_536);
  const total = 1_000_000;
  for (let index = 0; index < total; index++) counts[randomPort()]++;
  expect(counts.subarray(0, 1024).every(count => count === 0)).toBe(true);
  const ports = counts.subarray(1024);
  expect(ports.filter(count => count > 0).length).toBeGreaterThan(60_000);
  // Of a fair choice the sum is the number of ports, with a deviation of 359: eight times that never happens.
  const mean = total / ports.length;
  const chiSquare = ports.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
  expect(Math.abs(chiSquare - ports.length)).toBeLessThan(8 * Math.sqrt(2 * ports.length));
});

test('numbers below a bound reach all of them, and nothing else', () => {
  const seen = new Set(Array.from({ length: 2000 }, () => randomBelow(7)));
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

describe('a pool', () => {
  test('spreads messages over several sockets, and each has a bounded number of them', () => {
    const { pool, opened } = setUp();
    const uses = new Map<object | undefined, number>();
    for (let index = 0; index < 6400; index++) {
      const number = pool.acquire(UPSTREAM, 0);
      const socket = pool.get(number);
      uses.set(socket, (uses.get(socket) ?? 0) + 1);
      pool.release(number);
    }
    expect(Math.max(...uses.values())).toBeLessThanOrEqual(64);
    expect(opened()).toBeGreaterThanOrEqual(100);
    expect(pool.open).toBeLessThanOrEqual(16);
  });

  test('gives each upstream sockets of its own', () => {
    const { pool } = setUp();
    const numbers = Array.from({ length: 200 }, () => pool.acquire(UPSTREAM, 0));
    const others = Array.from({ length: 200 }, () => pool.acquire(OTHER, 0));
    expect(others.filter(number => numbers.includes(number))).toEqual([]);
    // A reload brings the same upstream as another object.
    const again = Array.from({ length: 200 }, () => pool.acquire({ ...UPSTREAM }, 0));
    expect(new Set([...numbers, ...again]).size).toBeLessThanOrEqual(32);
  });

  test('replaces old sockets, closes them when nobody waits, and all that are idle in the end', () => {
    const { pool, open } = setUp();
    const waiting = Array.from({ length: 100 }, () => pool.acquire(UPSTREAM, 0));
    const former = new Set(waiting.map(number => pool.get(number)));
    const later = Array.from({ length: 200 }, () => pool.acquire(UPSTREAM, 10_000));
    expect(later.some(number => former.has(pool.get(number)))).toBe(false);
    expect(open.size).toBe(former.size + 16);
    for (const number of waiting) pool.release(number);
    expect(open.size).toBe(16);
    for (const number of later) pool.release(number);
    pool.sweep(20_000);
    expect(open.size).toBe(0);
    expect(pool.open).toBe(0);
  });

  test('stays within its bound with 10,000 messages to an upstream that is silent', () => {
    const { pool, open } = setUp(40);
    const numbers = Array.from({ length: 10_000 }, () => pool.acquire(UPSTREAM, 0));
    expect(numbers).not.toContain(SHORTAGE);
    expect(open.size).toBe(40);
    for (const number of numbers) pool.release(number);
    pool.sweep(10_000);
    expect(open.size).toBe(0);
  });

  test('takes the place of an idle socket of another upstream, and of no other', () => {
    const { pool, open } = setUp(16);
    const held = Array.from({ length: 500 }, () => pool.acquire(UPSTREAM, 0));
    expect(pool.acquire(OTHER, 0)).toBe(SHORTAGE);
    for (const number of held) pool.release(number);
    expect(pool.acquire(OTHER, 0)).not.toBe(SHORTAGE);
    expect(open.size).toBeLessThanOrEqual(16);
  });

  test('goes on with the sockets that it has when the machine gives no more', () => {
    const { pool, state } = setUp();
    state.isShort = true;
    expect(pool.acquire(UPSTREAM, 0)).toBe(SHORTAGE);
    state.isShort = false;
    const number = pool.acquire(UPSTREAM, 0);
    state.isShort = true;
    for (let index = 0; index < 100; index++) expect(pool.acquire(UPSTREAM, 60_000)).toBe(number);
  });

  test('chooses a socket no more that was retired', () => {
    const { pool, open } = setUp();
    const number = pool.acquire(UPSTREAM, 0);
    const socket = pool.get(number);
    pool.retire(number);
    expect(pool.get(number)).toBe(socket);
    for (let index = 0; index < 100; index++) expect(pool.get(pool.acquire(UPSTREAM, 0))).not.toBe(socket);
    pool.release(number);
    expect(open.has(socket as object)).toBe(false);
  });
});
