// The prefixes that are told of, and very many clients: both in memory of a fixed size.
import { describe, expect, test } from 'vitest';
import { OUTCOME } from '../../src/answer/exchange.js';
import { buildQuery } from '../support/query.js';
import { AT_ONCE, open } from './limited-server.js';

describe('the worst prefixes', () => {
  test('are told once a minute each, and forgotten when they are quiet', () => {
    const { clock, flood, lines, worst } = open();
    flood(30, 'www.example.org A', '203.0.113.5');
    flood(50, 'www.example.org A', '2001:db8:0:1ff::5');
    expect(lines).toEqual(['203.0.113.0/24', '2001:db8:0:100::/56']);
    expect(worst()).toMatchObject([
      { prefix: '2001:db8:0:100::/56', answers: 50 - AT_ONCE, over: 0, agoSeconds: 0 },
      { prefix: '203.0.113.0/24', answers: 30 - AT_ONCE, over: 0 },
    ]);
    clock.seconds += 61;
    flood(30, 'www.example.org A', '203.0.113.5');
    expect(lines.length).toBe(3);
    clock.seconds += 599;
    expect(worst()).toMatchObject([{ prefix: '203.0.113.0/24', answers: 2 * (30 - AT_ONCE) }]);
    clock.seconds += 2;
    expect(worst()).toEqual([]);
  });

  test('are a short list, in which the worst stays', () => {
    const { flood, worst } = open();
    flood(2_000, 'www.example.org A', '203.0.113.5');
    for (let index = 0; index < 500; index++)
      flood(AT_ONCE + 1, 'www.example.org A', `198.18.${index & 255}.${index >> 8}`);
    expect(worst().length).toBe(64);
    expect(worst()[0]).toMatchObject({ prefix: '203.0.113.0/24', answers: 2_000 - AT_ONCE });
  });

  test('a thread that ended while it counted keeps nobody from counting', () => {
    const { memory, clock, flood, worst } = open();
    new Int32Array(memory)[4] = Math.floor(clock.seconds) - 5;
    flood(AT_ONCE + 2, 'www.example.org A', '203.0.113.5');
    expect(worst()).toMatchObject([{ answers: 2 }]);
  });
});

test('after 200,000 random prefixes in a second no fresh client is held back, and the table has its size', () => {
  const { ask, memory } = open({ perSecond: 200 });
  const octets = memory.byteLength;
  const query = buildQuery('www.example.org A');
  let word = 12_345;
  const random = () => {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) | 0;
    return `${(word >>> 26) + 129}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
  };
  let refused = 0;
  for (let index = 0; index < 200_000; index++) if (ask(query, random()) !== OUTCOME.ANSWERED) refused++;
  for (let index = 0; index < 1_000; index++)
    if (ask(query, `193.${index >> 8}.${index & 255}.1`) !== OUTCOME.ANSWERED) refused++;
  expect(refused).toBe(0);
  expect(memory.byteLength).toBe(octets);
});
