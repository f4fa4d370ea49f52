// The response rate limit as clients meet it: what passes, what is truncated, who is not limited, and that no stranger gets into another's bucket.
import { describe, expect, test } from 'vitest';
import { LIMIT, type Limit } from '../../src/answer/answer-limit.js';
import { DROP, OUTCOME, PROTOCOL } from '../../src/answer/exchange.js';
import { QueryHandler } from '../../src/answer/handler.js';
import { Tally } from '../../src/answer/tally.js';
import { addressFromText } from '../../src/dns/address.js';
import { RCODE } from '../../src/dns/constants.js';
import { headerRcode } from '../../src/dns/header.js';
import { RateLimit, type RateLimitRules } from '../../src/guard/rate-limit.js';
import { limitedPrefixes, newRateMemory } from '../../src/guard/rate-memory.js';
import { makeResponder } from '../support/many-shapes.js';
import { buildQuery } from '../support/query.js';

const RULES = { perSecond: 10, slip: 0, exempt: ['private'], isDryRun: false };
const COOKIE = '2464c4abcf10c957';
const TC = 0x02;

/** A server with a limit of ten a second, under a clock of the test. */
function open(rules: Partial<RateLimitRules> = {}) {
  const memory = rules.memory ?? newRateMemory();
  const clock = { seconds: 86_400 };
  const lines: string[] = [];
  const limit = new RateLimit(
    { ...RULES, ...rules, memory },
    { nowSeconds: () => clock.seconds, onLimited: (_, prefix) => lines.push(prefix) },
  );
  const tally = new Tally();
  const handler = new QueryHandler(makeResponder(), tally, { allowsClient: () => true });
  handler.limit = limit;
  const { exchange } = handler;
  exchange.output = new Uint8Array(65_535);
  const ask = (query: Uint8Array, from: string, protocol: number = PROTOCOL.UDP) => {
    exchange.input = query;
    exchange.end = query.length;
    exchange.protocol = protocol as typeof exchange.protocol;
    exchange.client.port = 1024;
    const octets = addressFromText(from)!;
    exchange.client.set(octets, 0, octets.length);
    return handler.handle();
  };
  return {
    ...{ clock, tally, exchange, lines, memory, ask },
    /** How many of so many queries are answered, and how many of these in full. */
    flood(count: number, text: string, from: string, { edns = {}, protocol = PROTOCOL.UDP as number } = {}) {
      const query = buildQuery(text, { edns });
      const seen = { full: 0, truncated: 0 };
      for (let index = 0; index < count; index++)
        if (ask(query, from, protocol) === OUTCOME.ANSWERED)
          seen[(exchange.output[2] & TC) === 0 ? 'full' : 'truncated']++;
      return seen;
    },
    worst: () => limitedPrefixes(memory).worst(100, clock.seconds),
    limits: (kind: Limit) => tally.limits(kind),
  };
}

const full = (count: number) => ({ full: count, truncated: 0 });

describe('how much passes', () => {
  test('a second’s worth at once, then as much as comes back', () => {
    const { clock, flood, tally, limits } = open();
    expect(flood(11, 'www.example.org A', '203.0.113.5')).toEqual(full(10));
    expect(tally.drops()[DROP.RATE_LIMITED]).toBe(1);
    expect(limits(LIMIT.DROP)).toBe(1);
    clock.seconds += 0.5;
    expect(flood(5, 'www.example.org A', '203.0.113.5')).toEqual(full(4));
    clock.seconds += 2;
    expect(flood(10, 'www.example.org A', '203.0.113.5')).toEqual(full(10));
  });

  test('who goes on asking far too often gets nothing, and is as before a second after it ends', () => {
    const { clock, flood } = open();
    flood(100, 'www.example.org A', '203.0.113.5');
    for (let tenth = 0; tenth < 50; tenth++) {
      clock.seconds += 0.1;
      expect(flood(10, 'www.example.org A', '203.0.113.5')).toEqual(full(0));
    }
    clock.seconds += 1.1;
    expect(flood(1, 'www.example.org A', '203.0.113.5')).toEqual(full(1));
  });

  test('who asks for twice as much gets more than half of what is allowed', () => {
    const { clock, flood } = open();
    let got = 0;
    for (let tenth = 0; tenth < 100; tenth++) {
      clock.seconds += 0.1;
      got += flood(2, 'www.example.org A', '203.0.113.5').full;
    }
    expect(got).toBeGreaterThan(60);
    expect(got).toBeLessThan(111);
  });

  test.each([
    ['/24', '203.0.113.', '203.0.114.1'],
    ['/56', '2001:db8:1:42::', '2001:db8:1:142::1'],
  ])('one address leaves its neighbours of the %s as much again, and others all', (_, prefix, other) => {
    const { flood } = open();
    flood(1_000, 'www.example.org A', `${prefix}5`);
    const neighbour = prefix.includes(':') ? '2001:db8:1:43::1' : `${prefix}6`;
    expect(flood(100, 'www.example.org A', neighbour)).toEqual(full(10));
    expect(flood(100, 'www.example.org A', prefix.includes(':') ? '2001:db8:1:44::1' : `${prefix}7`)).toEqual(
      full(0),
    );
    expect(flood(10, 'www.example.org A', other)).toEqual(full(10));
  });

  test('all of an IPv6 /64 counts as one address, and IPv4 within IPv6 as IPv4', () => {
    const { flood } = open();
    expect(flood(6, 'www.example.org A', '2001:db8::1')).toEqual(full(6));
    expect(flood(6, 'www.example.org A', '2001:db8::ffff:2')).toEqual(full(4));
    expect(flood(6, 'www.example.org A', '203.0.113.9')).toEqual(full(6));
    expect(flood(6, 'www.example.org A', '::ffff:203.0.113.9')).toEqual(full(4));
  });

  test('a clock that goes back holds nobody back', () => {
    const { clock, flood } = open();
    flood(100, 'www.example.org A', '203.0.113.5');
    clock.seconds -= 3_600;
    expect(flood(10, 'www.example.org A', '203.0.113.5')).toEqual(full(10));
  });
});

test.each([
  ['other data', 'www.example.org A', 'ns1.example.org A', 10],
  ['other types of a name', 'www.example.org A', 'www.example.org AAAA', 0],
  ['names of a wildcard', 'a.w.example.org A', 'b.w.example.org A', 0],
  ['names that do not exist', 'no.example.org A', 'none.example.org A', 0],
  ['types that do not exist', 'no.example.org A', 'www.example.org MX', 0],
  ['names below a cut', 'a.sub.example.org A', 'b.sub.example.org A', 0],
  ['errors', 'example.org AXFR', 'www.example.org A HS', 0],
  ['forwarded names', 'a.elsewhere.test A', 'b.elsewhere.test A', 10],
])('%s: after a flood for %s, %s has %d left', (_, first, second, left) => {
  const { tally, ask } = open();
  const count = (text: string) => {
    let passed = 0;
    for (let index = 0; index < 10; index++)
      if (ask(buildQuery(text), '203.0.113.5') !== OUTCOME.DROPPED) passed++;
    return passed;
  };
  expect(count(first)).toBe(10);
  expect(count(second)).toBe(left);
  expect(tally.drops()[DROP.RATE_LIMITED]).toBe(10 - left);
});

describe('slip', () => {
  test.each([
    [1, 10],
    [2, 5],
    [3, 3],
    [0, 0],
  ])('with %d, %d of ten answers over the limit are truncated', (slip, truncated) => {
    const { flood, limits } = open({ slip });
    expect(flood(20, 'www.example.org A', '203.0.113.5')).toEqual({ full: 10, truncated });
    expect(limits(LIMIT.SLIP)).toBe(truncated);
    expect(limits(LIMIT.DROP)).toBe(10 - truncated);
  });

  test('a truncated answer has the question, OPT and a cookie if one was asked for, and nothing else', () => {
    const { ask, exchange } = open({ slip: 1 });
    const query = buildQuery('texts.example.org TXT', { edns: { options: `000a0008${COOKIE}` } });
    for (let index = 0; index < 11; index++) ask(query, '203.0.113.5');
    const answer = exchange.output.subarray(0, exchange.length);
    expect(answer[2] & TC).toBe(TC);
    expect([...answer.subarray(4, 12)]).toEqual([0, 1, 0, 0, 0, 0, 0, 1]);
    // The query, and 16 octets of a server cookie.
    expect(answer.length).toBe(query.length + 16);
    expect(answer.subarray(12, 12 + 23)).toEqual(query.subarray(12, 12 + 23));
  });

  test.each([
    ['no.example.org A', RCODE.NXDOMAIN],
    ['example.org AXFR', RCODE.REFUSED],
    ['elsewhere.test A', RCODE.NOERROR],
  ])('of %s it keeps the response code', (text, rcode) => {
    const { ask, exchange } = open({ slip: 1 });
    for (let index = 0; index < 10; index++) ask(buildQuery(text), '203.0.113.5');
    expect(ask(buildQuery(text), '203.0.113.5')).toBe(OUTCOME.ANSWERED);
    expect(headerRcode(exchange.output)).toBe(rcode);
    expect(exchange.output[2] & TC).toBe(TC);
  });
});

describe('who is not limited', () => {
  test('a client with a valid cookie, also while its address is flooded; with a wrong one it is', () => {
    const { ask, flood, exchange } = open();
    const fresh = buildQuery('www.example.org A', { edns: { options: `000a0008${COOKIE}` } });
    ask(fresh, '203.0.113.5');
    const cookie = Buffer.from(exchange.output.subarray(exchange.length - 24, exchange.length)).toString(
      'hex',
    );
    flood(1_000, 'www.example.org A', '203.0.113.5');
    const edns = { options: `000a0018${cookie}` };
    expect(flood(50, 'www.example.org A', '203.0.113.5', { edns })).toEqual(full(50));
    const forged = { options: `000a0018${cookie.replace(/..$/, '00')}` };
    expect(flood(50, 'www.example.org A', '203.0.113.5', { edns: forged })).toEqual(full(0));
  });

  test('who comes over TCP', () => {
    expect(open().flood(50, 'www.example.org A', '203.0.113.5', { protocol: PROTOCOL.TCP })).toEqual(
      full(50),
    );
  });

  test.each(['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '100.64.0.1', '169.254.0.1', '::1'])(
    '%s, as it is shipped',
    address => {
      expect(open().flood(50, 'www.example.org A', address)).toEqual(full(50));
    },
  );

  test.each(['fd00::1', 'fe80::1', '::ffff:10.0.0.1'])('%s, as it is shipped', address => {
    expect(open().flood(50, 'www.example.org A', address)).toEqual(full(50));
  });

  test('whom `exempt` names, and then nobody else', () => {
    const { flood } = open({ exempt: ['203.0.113.0/28', '2001:db8::/32'] });
    expect(flood(50, 'www.example.org A', '203.0.113.5')).toEqual(full(50));
    expect(flood(50, 'www.example.org A', '2001:db8::5')).toEqual(full(50));
    expect(flood(50, 'www.example.org A', '203.0.113.16')).toEqual(full(10));
    expect(flood(50, 'www.example.org A', '127.0.0.1')).toEqual(full(10));
  });

  test('anybody in a dry run, which counts and tells', () => {
    const { flood, limits, lines, tally } = open({ isDryRun: true });
    expect(flood(50, 'www.example.org A', '203.0.113.5')).toEqual(full(50));
    expect(limits(LIMIT.DRY_RUN)).toBe(40);
    expect(tally.drops()[DROP.RATE_LIMITED]).toBe(0);
    expect(lines).toEqual(['203.0.113.0/24']);
  });
});

test('threads with one memory have one limit', () => {
  const first = open();
  const second = open({ memory: first.memory });
  expect(first.flood(6, 'www.example.org A', '203.0.113.5')).toEqual(full(6));
  expect(second.flood(6, 'www.example.org A', '203.0.113.5')).toEqual(full(4));
});

describe('the worst prefixes', () => {
  test('are told once a minute each, and forgotten when they are quiet', () => {
    const { clock, flood, lines, worst } = open();
    flood(30, 'www.example.org A', '203.0.113.5');
    flood(50, 'www.example.org A', '2001:db8:0:1ff::5');
    expect(lines).toEqual(['203.0.113.0/24', '2001:db8:0:100::/56']);
    expect(worst()).toMatchObject([
      { prefix: '2001:db8:0:100::/56', answers: 40, over: 0, agoSeconds: 0 },
      { prefix: '203.0.113.0/24', answers: 20, over: 0 },
    ]);
    clock.seconds += 61;
    flood(30, 'www.example.org A', '203.0.113.5');
    expect(lines.length).toBe(3);
    clock.seconds += 599;
    expect(worst()).toMatchObject([{ prefix: '203.0.113.0/24', answers: 40 }]);
    clock.seconds += 2;
    expect(worst()).toEqual([]);
  });

  test('are a short list, in which the worst stays', () => {
    const { flood, worst } = open();
    flood(2_000, 'www.example.org A', '203.0.113.5');
    for (let index = 0; index < 500; index++)
      flood(11, 'www.example.org A', `198.18.${index & 255}.${index >> 8}`);
    expect(worst().length).toBe(64);
    expect(worst()[0]).toMatchObject({ prefix: '203.0.113.0/24', answers: 1_990 });
  });

  test('a thread that ended while it counted keeps nobody from counting', () => {
    const { memory, clock, flood, worst } = open();
    new Int32Array(memory)[4] = Math.floor(clock.seconds) - 5;
    flood(12, 'www.example.org A', '203.0.113.5');
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
