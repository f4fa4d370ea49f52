// The response rate limit as clients meet it: what passes, what is truncated, who is not limited, and that no stranger gets into another's bucket.
import { describe, expect, test } from 'vitest';
import { LIMIT } from '../../src/answer/answer-limit.js';
import { DROP, OUTCOME, PROTOCOL } from '../../src/answer/exchange.js';
import { RCODE } from '../../src/dns/constants.js';
import { headerRcode } from '../../src/dns/header.js';
import { buildQuery } from '../support/query.js';
import { AT_ONCE, COOKIE, full, open, TC } from './limited-server.js';

describe('how much passes', () => {
  test('three quarters of a second’s worth at once, then as much as comes back', () => {
    const { clock, flood, tally, limits } = open({ perSecond: 100 });
    expect(flood(76, 'www.example.org A', '203.0.113.5')).toEqual(full(76));
    expect(flood(1, 'www.example.org A', '203.0.113.5')).toEqual(full(0));
    expect(tally.drops()[DROP.RATE_LIMITED]).toBe(1);
    expect(limits(LIMIT.DROP)).toBe(1);
    clock.seconds += 2;
    expect(flood(76, 'www.example.org A', '203.0.113.5')).toEqual(full(76));
  });

  test.each([
    [90, 90, 90],
    [120, 90, 100],
    [200, 60, 80],
    [800, 0, 10],
  ])('of %d a second, where 100 are allowed, from %d to %d', (asked, least, most) => {
    const { clock, flood } = open({ perSecond: 100 });
    let got = 0;
    for (let tick = 0; tick < 1_000; tick++) {
      clock.seconds += 0.01;
      const due = Math.floor(((tick + 1) * asked) / 100) - Math.floor((tick * asked) / 100);
      got += flood(due, 'www.example.org A', '203.0.113.5').full;
    }
    expect(got / 10).toBeGreaterThanOrEqual(least);
    expect(got / 10).toBeLessThanOrEqual(most);
  });

  test('who has asked far too often is as before a second after it ends', () => {
    const { clock, flood } = open({ perSecond: 100 });
    flood(10_000, 'www.example.org A', '203.0.113.5');
    clock.seconds += 1;
    expect(flood(50, 'www.example.org A', '203.0.113.5')).toEqual(full(50));
  });

  test.each([
    ['/24', (host: number) => `203.0.113.${host}`, '203.0.114.1'],
    ['/56', (host: number) => `2001:db8:1:${(0x4200 + host).toString(16)}::1`, '2001:db8:1:4300::1'],
  ])('an address that is flooded leaves its neighbours of the %s what it does not get', (_, at, other) => {
    const { clock, flood } = open({ perSecond: 100 });
    flood(10_000, 'www.example.org A', at(5));
    expect(flood(100, 'www.example.org A', at(6)).full).toBeGreaterThan(20);
    expect(flood(76, 'www.example.org A', other)).toEqual(full(76));
    let neighbour = 0;
    for (let tick = 0; tick < 500; tick++) {
      clock.seconds += 0.01;
      expect(flood(20, 'www.example.org A', at(5))).toEqual(full(0));
      if (tick % 3 === 0) neighbour += flood(1, 'www.example.org A', at(6)).full;
    }
    expect(neighbour).toBeGreaterThan(140);
  });

  test('a flood of all addresses of a network is held back', () => {
    const { clock, flood } = open({ perSecond: 100 });
    let got = 0;
    for (let tick = 0; tick < 500; tick++) {
      clock.seconds += 0.01;
      for (let host = 0; host < 10; host++)
        got += flood(1, 'www.example.org A', `203.0.113.${(tick * 10 + host) % 256}`).full;
    }
    expect(got).toBeLessThan(150);
  });

  test.each([
    ['/24', (host: number) => `203.0.113.${host}`],
    ['/56', (host: number) => `2001:db8:1:${(0x4200 + host).toString(16)}::1`],
  ])('of a %s, in which a few addresses are flooded and later others ask, too', (_, at) => {
    const { clock, flood } = open({ perSecond: 100 });
    let got = 0;
    for (let tick = 0; tick < 3_000; tick++) {
      clock.seconds += 0.001;
      for (let host = 0; host < 3; host++) got += flood(4, 'www.example.org A', at(host)).full;
      if (tick > 1_000 && tick % 10 === 0) got += flood(1, 'www.example.org A', at(100 + (tick % 70))).full;
    }
    expect(got).toBeLessThan(400);
  });

  test('all of an IPv6 /64 counts as one address, and IPv4 within IPv6 as IPv4', () => {
    const { flood } = open();
    expect(flood(5, 'www.example.org A', '2001:db8::1')).toEqual(full(5));
    expect(flood(6, 'www.example.org A', '2001:db8::ffff:2').full).toBeLessThan(5);
    expect(flood(5, 'www.example.org A', '203.0.113.9')).toEqual(full(5));
    expect(flood(6, 'www.example.org A', '::ffff:203.0.113.9').full).toBeLessThan(5);
  });

  test('a clock that goes back holds nobody back', () => {
    const { clock, flood } = open();
    flood(100, 'www.example.org A', '203.0.113.5');
    clock.seconds -= 3_600;
    expect(flood(10, 'www.example.org A', '203.0.113.5')).toEqual(full(AT_ONCE));
  });
});

test.each([
  ['other data', 'www.example.org A', 'ns1.example.org A', AT_ONCE],
  ['other types of a name', 'www.example.org A', 'www.example.org AAAA', 0],
  ['names of a wildcard', 'a.w.example.org A', 'b.w.example.org A', 0],
  ['names that do not exist', 'no.example.org A', 'none.example.org A', 0],
  ['types that do not exist', 'no.example.org A', 'www.example.org MX', 0],
  ['names below a cut', 'a.sub.example.org A', 'b.sub.example.org A', 0],
  ['errors', 'example.org AXFR', 'www.example.org A HS', 0],
  ['forwarded names', 'a.elsewhere.test A', 'b.elsewhere.test A', AT_ONCE],
])('%s: after a flood for %s, %s has %d left', (_, first, second, left) => {
  const { tally, ask } = open();
  const count = (text: string) => {
    let passed = 0;
    for (let index = 0; index < AT_ONCE; index++)
      if (ask(buildQuery(text), '203.0.113.5') !== OUTCOME.DROPPED) passed++;
    return passed;
  };
  expect(count(first)).toBe(AT_ONCE);
  expect(count(second)).toBe(left);
  expect(tally.drops()[DROP.RATE_LIMITED]).toBe(AT_ONCE - left);
});

describe('slip', () => {
  test.each([
    [1, 10],
    [2, 5],
    [3, 3],
    [0, 0],
  ])('with %d, %d of ten answers over the limit are truncated', (slip, truncated) => {
    const { flood, limits } = open({ slip });
    expect(flood(AT_ONCE + 10, 'www.example.org A', '203.0.113.5')).toEqual({ full: AT_ONCE, truncated });
    expect(limits(LIMIT.SLIP)).toBe(truncated);
    expect(limits(LIMIT.DROP)).toBe(10 - truncated);
  });

  test('a truncated answer has the question, OPT and a cookie if one was asked for, and nothing else', () => {
    const { ask, exchange } = open({ slip: 1, nsid: 'a-rather-long-name-of-this-server' });
    const query = buildQuery('texts.example.org TXT', { edns: { options: `000a0008${COOKIE}00030000` } });
    for (let index = 0; index < 11; index++) ask(query, '203.0.113.5');
    const answer = exchange.output.subarray(0, exchange.length);
    expect(answer[2] & TC).toBe(TC);
    expect([...answer.subarray(4, 12)]).toEqual([0, 1, 0, 0, 0, 0, 0, 1]);
    // The query without NSID, and 16 octets of a server cookie.
    expect(answer.length).toBe(query.length - 4 + 16);
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
    expect(flood(50, 'www.example.org A', '203.0.113.16')).toEqual(full(AT_ONCE));
    expect(flood(50, 'www.example.org A', '127.0.0.1')).toEqual(full(AT_ONCE));
  });

  test('anybody in a dry run, which counts and tells', () => {
    const { flood, limits, lines, tally } = open({ isDryRun: true });
    expect(flood(50, 'www.example.org A', '203.0.113.5')).toEqual(full(50));
    expect(limits(LIMIT.DRY_RUN)).toBe(50 - AT_ONCE);
    expect(tally.drops()[DROP.RATE_LIMITED]).toBe(0);
    expect(lines).toEqual(['203.0.113.0/24']);
  });
});

test('threads with one memory have one limit', () => {
  const first = open();
  const second = open({ memory: first.memory });
  expect(first.flood(5, 'www.example.org A', '203.0.113.5')).toEqual(full(5));
  expect(second.flood(5, 'www.example.org A', '203.0.113.5')).toEqual(full(AT_ONCE - 5));
});

test('a thread whose clock is a little behind gives nobody more', () => {
  const first = open();
  const second = open({ memory: first.memory });
  first.clock.seconds += 0.02;
  first.flood(1_000, 'www.example.org A', '203.0.113.5');
  expect(second.flood(50, 'www.example.org A', '203.0.113.5')).toEqual(full(0));
  expect(first.flood(50, 'www.example.org A', '203.0.113.5')).toEqual(full(0));
});
