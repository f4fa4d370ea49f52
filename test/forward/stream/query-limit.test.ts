// What is learned of upstreams that answer a few queries a connection.
import { expect, it } from 'vitest';
import { QueryLimit } from '../../../src/forward/stream/query-limit.js';
import { END } from '../../../src/forward/stream/stream-query.js';

const NONE = Number.POSITIVE_INFINITY;

it('is learned at once from a connection that was closed after a few answers', () => {
  const limit = new QueryLimit();
  limit.learn(3, END.CLOSED, 0);
  expect([limit.at(0), limit.at(59_999), limit.at(60_000)]).toEqual([3, 3, NONE]);
});

it('is the least that was seen while it is believed, and believed for longer when it proves true again', () => {
  const limit = new QueryLimit();
  for (const answered of [3, 1, 5]) limit.learn(answered, 'ECONNRESET', 0);
  expect(limit.at(1)).toBe(1);
  limit.learn(2, END.CLOSED, 60_000);
  expect([limit.at(60_000), limit.at(179_999), limit.at(180_000)]).toEqual([2, 2, NONE]);
});

it('is not learned from one silence, from many answers or from none', () => {
  const limit = new QueryLimit();
  limit.learn(2, END.LOST, 0);
  limit.learn(17, END.LOST, 0);
  limit.learn(1000, END.CLOSED, 0);
  limit.learn(2, END.LOST, 0);
  limit.learn(0, END.CLOSED, 0);
  expect(limit.at(0)).toBe(NONE);
  limit.learn(2, END.LOST, 0);
  expect(limit.at(0)).toBe(2);
});
