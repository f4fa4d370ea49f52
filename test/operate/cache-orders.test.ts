// What operators see and do of kept answers.
import { expect, test } from 'vitest';
import { USUAL_KEEPING } from '../../src/config/cache-settings.js';
import { AnswerCache } from '../../src/forward/cache/answer-cache.js';
import { flushCache, showCache } from '../../src/operate/cache-orders.js';
import type { ServerState } from '../../src/operate/server-state.js';
import { A, replyTo, soa } from '../forward/cache/reply.js';
import { buildQuery } from '../support/query.js';

function setUp() {
  const clock = { seconds: 100 };
  const cache = AnswerCache.ofSize(100, USUAL_KEEPING, () => clock.seconds);
  const route = [{ address: '192.0.2.53', port: 53 }];
  const keep = (text: string, reply = { answer: [A(60)] } as Parameters<typeof replyTo>[1]) => {
    const query = buildQuery(text);
    cache.store(query, route, replyTo(query, reply));
  };
  keep('www.example.org A');
  keep('WWW.example.org AAAA', { authority: [soa(9, 9)] });
  keep('a.www.example.org A');
  keep('xwww.example.org A');
  const state = { generation: { cache, routes: [[], route] } } as unknown as ServerState;
  return { cache, clock, state };
}

test('show lists all types, what is left of their time, and where they are from', async () => {
  const { clock, state } = setUp();
  clock.seconds += 10;
  const { name, answers } = await showCache(state, 'www.EXAMPLE.org');
  expect(name).toBe('www.example.org.');
  expect(answers).toMatchObject([
    { type: 'A', rcode: 'NOERROR', records: 1, state: 'fresh', ttl: 50, queries: 'rd edns' },
    { type: 'AAAA', records: 0, state: 'stale', ttl: -1, held: 0, upstreams: '192.0.2.53:53' },
  ]);
});

test.each([
  [{}, 4],
  [{ name: 'www.example.org' }, 2],
  [{ name: 'www.example.org', below: true }, 3],
  [{ name: 'none.example.org', below: true }, 0],
])('flush %j', async (order, flushed) => {
  const { cache, state } = setUp();
  expect(await flushCache(state, order)).toEqual({ flushed });
  expect(cache.entries).toBe(4 - flushed);
});

test('what is no name, and a server that keeps nothing, are said to be so', async () => {
  const { state } = setUp();
  await expect(showCache(state, 'a..b')).rejects.toThrow('is no name');
  const none = { generation: { cache: undefined, routes: [] } } as unknown as ServerState;
  await expect(flushCache(none, {})).rejects.toThrow('no answers are kept here');
});
