// What is done to every answer of an upstream: RA, AD and TTLs.
import { describe, expect, test } from 'vitest';
import { receive } from '../../src/forward/received.js';
import { decodeMessage } from '../support/message.js';
import { buildQuery, type QueryOptions } from '../support/query.js';
import { A, questionEndOf, type ReplyText, replyTo } from './cache/reply.js';

function received(text: ReplyText, options: QueryOptions = {}, bounds?: Parameters<typeof receive>[3]) {
  const query = buildQuery('www.example.org A', options);
  const answer = Uint8Array.from(replyTo(query, text));
  receive(answer, query, questionEndOf(query), bounds);
  return decodeMessage(answer);
}

const flagsOf = (text: ReplyText, options?: QueryOptions) => [...received(text, options).flags];

test('RA is set when the upstream leaves it out', () => {
  expect(flagsOf({ flags: [0x81, 0], answer: [A(60)] })).toContain('ra');
});

describe('AD (RFC 6840 §5.8)', () => {
  test.each<[string, QueryOptions, boolean]>([
    ['a client that asked for nothing', {}, false],
    ['one without EDNS', { edns: false }, false],
    ['one that set AD', { ad: true }, true],
    ['one that set DO', { edns: { do: true } }, true],
  ])('%s', (_, options, expected) => {
    expect(flagsOf({ flags: [0x81, 0xa0], answer: [A(60)] }, options).includes('ad')).toBe(expected);
  });
});

const ttlsOf = (ttls: number[], bounds?: Parameters<typeof receive>[3]) =>
  received({ answer: ttls.map(ttl => A(ttl)), options: '' }, {}, bounds).answer.map(({ ttl }) => ttl);

test('a TTL with the highest bit set is 0 (RFC 2181 §8)', () => {
  expect(ttlsOf([0x8000_0001, 0xffff_ffff, 0x7fff_ffff, 0, 5])).toEqual([0, 0, 0x7fff_ffff, 0, 5]);
});

test('TTLs keep the bounds', () => {
  expect(ttlsOf([0, 20, 500, 0x8000_0001], { minTtlSeconds: 10, maxTtlSeconds: 100 })).toEqual([
    10, 20, 100, 10,
  ]);
});

test('a message that is signed stays as it is', () => {
  const text: ReplyText = {
    flags: [0x81, 0x20],
    answer: [A(0x8000_0001)],
    additional: [{ type: 250, ttl: 0 }],
  };
  const { flags, answer } = received(text);
  expect([[...flags], answer[0].ttl]).toEqual([['qr', 'rd', 'ad'], 0x8000_0001]);
});
