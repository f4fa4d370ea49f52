// Which answers of upstreams are kept, and for how long.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keepable as keepableWithin } from '../../../src/forward/cache/keepable.js';
import { receive } from '../../../src/forward/received.js';
import { decodeMessage } from '../../support/message.js';
import { buildQuery } from '../../support/query.js';
import { A, questionEndOf, type ReplyText, replyTo, soa } from './reply.js';

/** As a server that says nothing else keeps them. */
const LIFETIMES = { maxSeconds: 86_400, minSeconds: 0, maxNegativeSeconds: 10_800, bareNegativeSeconds: 0 };
const keepable = (answer: Uint8Array, questionEnd: number, qtype: number) =>
  keepableWithin(answer, questionEnd, qtype, LIFETIMES);

const query = buildQuery('www.example.org A');
const end = questionEndOf(query);
const lifetimeOf = (text: ReplyText) => keepable(replyTo(query, text), end, 1)?.lifetimeSeconds;

const CNAME = { type: 5, ttl: 30, rdata: '00' };
const NS = { type: 2, ttl: 500, rdata: '00' };

describe('positive answers', () => {
  test.each<[string, ReplyText, number | undefined]>([
    ['last as long as their records', { answer: [A(300)] }, 300],
    ['last as long as the shortest of them', { answer: [A(300), A(20)] }, 20],
    ['the authority section counts', { answer: [A(300)], authority: [{ ...NS, ttl: 7 }] }, 7],
    ['the additional section counts', { answer: [A(300)], additional: [A(8)] }, 8],
    ['an alias counts', { answer: [CNAME, A(300)] }, 30],
    ['OPT does not count', { answer: [A(300)], options: '' }, 300],
    ['at most a day', { answer: [A(604_800)] }, 86_400],
    ['TTL 0 is not kept', { answer: [A(300), A(0)] }, undefined],
    ['a TTL with the top bit set is 0 (RFC 2181 §8)', { answer: [A(0x8000_0001)] }, undefined],
    ['the longest TTL is none of those', { answer: [A(0x7fff_ffff)] }, 86_400],
  ])('%s', (_, text, expected) => expect(lifetimeOf(text)).toBe(expected));
});

describe('negative answers (RFC 2308 §5)', () => {
  test.each<[string, ReplyText, number | undefined]>([
    ['NXDOMAIN: the minimum, when it is smaller', { rcode: 3, authority: [soa(3600, 60)] }, 60],
    ['NXDOMAIN: the TTL of the SOA, when it is smaller', { rcode: 3, authority: [soa(60, 3600)] }, 60],
    ['NODATA', { authority: [soa(3600, 60)] }, 60],
    ['NODATA behind an alias', { answer: [CNAME], authority: [soa(3600, 60)] }, 30],
    ['NXDOMAIN behind an alias', { rcode: 3, answer: [CNAME], authority: [soa(9, 60)] }, 9],
    ['at most 3 hours', { rcode: 3, authority: [soa(86_400, 86_400)] }, 10_800],
    ['without SOA: not kept', { rcode: 3 }, undefined],
    ['NODATA without SOA: not kept', {}, undefined],
    ['a referral is no negative answer', { authority: [NS] }, undefined],
    ['an alias alone is none, either', { answer: [CNAME] }, undefined],
    ['an SOA elsewhere does not count', { rcode: 3, additional: [soa(60, 60)] }, undefined],
    ['minimum 0: not kept', { rcode: 3, authority: [soa(60, 0)] }, undefined],
    ['a minimum with the top bit set is 0', { rcode: 3, authority: [soa(60, 0xffff_ffff)] }, undefined],
    ['an SOA that is cut off', { rcode: 3, authority: [{ type: 6, ttl: 60, rdata: '0000' }] }, undefined],
  ])('%s', (_, text, expected) => expect(lifetimeOf(text)).toBe(expected));

  test.each<[string, ReplyText, number | undefined]>([
    ['NXDOMAIN without SOA', { rcode: 3 }, 20],
    ['NODATA without SOA', {}, 20],
    ['a referral, all the same', { authority: [NS] }, undefined],
    ['an alias alone, all the same', { answer: [CNAME] }, undefined],
    ['with SOA: what that says', { rcode: 3, authority: [soa(3600, 60)] }, 60],
  ])('with neg-ttl=20: %s', (_, text, expected) => {
    const lifetimes = { ...LIFETIMES, bareNegativeSeconds: 20 };
    expect(keepableWithin(replyTo(query, text), end, 1, lifetimes)?.lifetimeSeconds).toBe(expected);
  });

  test.each<[string, ReplyText, number | undefined]>([
    ['raises the minimum', { rcode: 3, authority: [soa(300, 1)] }, 5],
    ['raises the TTL of the SOA', { authority: [soa(1, 300)] }, 5],
    ['raises 0, as that of records', { rcode: 3, authority: [soa(300, 0)] }, 5],
    ['leaves what is longer', { rcode: 3, authority: [soa(300, 7)] }, 7],
  ])('the least TTL that is set %s', (_, text, expected) => {
    // As it comes here: what stands in the TTL of a record was raised when it was received.
    const answer = replyTo(query, text);
    receive(answer, query, end, { minTtlSeconds: 5, maxTtlSeconds: 86_400 });
    const kept = keepableWithin(answer, end, 1, { ...LIFETIMES, minSeconds: 5 });
    expect(kept?.lifetimeSeconds).toBe(expected);
    expect(decodeMessage(kept!.message).authority[0].ttl).toBe(expected);
  });

  test('the SOA that is given out has the TTL with which the answer is kept', () => {
    const kept = keepable(replyTo(query, { rcode: 3, authority: [soa(3600, 60)] }), end, 1);
    expect(decodeMessage(kept!.message).authority[0].ttl).toBe(60);
  });

  test('an SOA that was asked for is an answer like others', () => {
    const asked = buildQuery('www.example.org SOA');
    const kept = keepable(replyTo(asked, { answer: [soa(3600, 60)] }), end, 6);
    expect(kept?.lifetimeSeconds).toBe(3600);
  });
});

describe('not kept', () => {
  const answer = [A(300)];
  test.each<[string, ReplyText]>([
    ['FORMERR', { rcode: 1, answer }],
    ['SERVFAIL', { rcode: 2, answer }],
    ['NOTIMP', { rcode: 4, answer }],
    ['REFUSED', { rcode: 5, answer }],
    ['a truncated answer', { flags: [0x83, 0x80], answer }],
    ['TSIG, which signs one message', { answer, additional: [{ type: 250, ttl: 1 }] }],
    ['SIG(0), too', { answer, additional: [{ type: 24, ttl: 1 }] }],
    ['a client subnet', { answer, options: '0008 0007 0001 18 18 c00002' }],
    ['an option that nobody knows', { answer, options: 'fde9 0001 61' }],
    ['an option that does not fit', { answer, options: '000f 0009 61' }],
    ['an option that is cut off', { answer, options: '000f 00' }],
  ])('%s', (_, text) => expect(lifetimeOf(text)).toBeUndefined());

  test('OPT in front of other records', () => {
    const reply = replyTo(query, { answer, options: '' });
    const tail = replyTo(query, { additional: [A(5)] }).subarray(end);
    const both = Buffer.concat([reply, tail]);
    both[11] = 2;
    expect(keepable(both, end, 1)).toBeUndefined();
  });

  test('a response code in OPT', () => {
    const reply = replyTo(query, { answer, options: '' });
    reply[reply.length - 6] = 1;
    expect(keepable(reply, end, 1)).toBeUndefined();
  });

  test.each([
    ['octets behind the last record', (reply: Buffer) => Buffer.concat([reply, Buffer.alloc(1)])],
    ['a record that is cut off', (reply: Buffer) => reply.subarray(0, -1)],
    ['no records where there should be some', (reply: Buffer) => reply.subarray(0, end)],
    ['not even the question', (reply: Buffer) => reply.subarray(0, 14)],
    ['nothing', () => Buffer.alloc(0)],
  ])('%s', (_, change) => expect(keepable(change(replyTo(query, { answer })), end, 1)).toBeUndefined());
});

describe('what is kept', () => {
  test('has no AA and none of the options between two neighbours, but the Extended DNS Error', () => {
    const reply = replyTo(query, {
      flags: [0x85, 0xa0],
      answer: [A(300)],
      options: '000a 0010 0102030405060708 1112131415161718 000f 0002 0003 000c 0002 0000 0003 0001 78',
    });
    const before = Buffer.from(reply);
    const kept = keepable(reply, end, 1);
    const message = decodeMessage(kept!.message);
    expect([...message.flags]).toEqual(['qr', 'rd', 'ra', 'ad']);
    expect(message.edns?.options).toEqual([{ code: 15, data: Uint8Array.of(0, 3) }]);
    expect(reply).toEqual(before);
  });

  test('random octets as an answer never throw', () => {
    const octets = fc.uint8Array({ maxLength: 200 });
    const behind = octets.map(tail => Buffer.concat([replyTo(query, { answer: [A(300)] }), tail]));
    fc.assert(
      fc.property(
        fc.oneof(octets, behind),
        fc.array(fc.tuple(fc.nat(60), fc.nat(255))),
        (answer, changes) => {
          for (const [at, octet] of changes) if (at < answer.length) answer[at] = octet;
          const kept = keepable(answer, end, 1);
          if (kept === undefined) return;
          expect(kept.lifetimeSeconds).toBeGreaterThan(0);
          for (const place of kept.ttlPlaces) expect(place + 4).toBeLessThanOrEqual(kept.message.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});
