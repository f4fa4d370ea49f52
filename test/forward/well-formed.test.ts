// Which messages of upstreams are well-formed, and what is mended in them.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { recordsOf } from '../../src/forward/expand.js';
import { isWellFormed } from '../../src/forward/well-formed.js';
import { answerTo, makeQuery } from './stub-upstream.js';

const { query, questionEnd } = makeQuery('a.example', { edns: false });

/** The answer with these octets as its one record. */
function withRecord(...octets: readonly number[]): Buffer {
  const head = answerTo(query, { records: 0 });
  head[7] = 1;
  return Buffer.concat([head, Buffer.from(octets)]);
}

it('takes a name of pointers that lead backwards', () => {
  expect(isWellFormed(withRecord(0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 1), questionEnd)).toBe(
    true,
  );
  // CNAME b.example, MX 1 b.example, an unknown type with the octets of a bad name in it.
  expect(isWellFormed(withRecord(0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 9, 0, 4, 1, 98, 0xc0, 14), questionEnd)).toBe(
    true,
  );
  expect(
    isWellFormed(withRecord(0xc0, 12, 0, 15, 0, 1, 0, 0, 0, 9, 0, 6, 0, 1, 1, 98, 0xc0, 14), questionEnd),
  ).toBe(true);
  expect(isWellFormed(withRecord(0xc0, 12, 0xff, 1, 0, 1, 0, 0, 0, 9, 0, 2, 0xc0, 0xff), questionEnd)).toBe(
    true,
  );
});

it.each([
  ['a name in the data that leads forward', [0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 9, 0, 2, 0xc0, 0x30]],
  ['a name in the data that ends after it', [0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 9, 0, 1, 1, 98, 0]],
  ['octets behind the name in the data', [0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 9, 0, 3, 0xc0, 12, 0]],
  ['an IPv6 address of four octets', [0xc0, 12, 0, 28, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 1]],
  ['an SOA without its numbers', [0xc0, 12, 0, 6, 0, 1, 0, 0, 0, 9, 0, 4, 0xc0, 12, 0xc0, 12]],
  [
    'a name of 256 octets',
    [
      ...Array(4)
        .fill([63, ...Array(63).fill(97)])
        .flat(),
      0,
      0,
      1,
      0,
      1,
      0,
      0,
      0,
      9,
      0,
      4,
      1,
      1,
      1,
      1,
    ],
  ],
])('refuses %s', (_, octets) => {
  expect(isWellFormed(withRecord(...octets), questionEnd)).toBe(false);
});

it('turns a TTL with the top bit into 0, but not the flags of OPT', () => {
  const answer = withRecord(0xc0, 12, 0, 1, 0, 1, 0x80, 0, 0, 1, 0, 4, 192, 0, 2, 1);
  expect(isWellFormed(answer, questionEnd)).toBe(true);
  expect(answer.subarray(questionEnd + 6, questionEnd + 10)).toEqual(Buffer.alloc(4));
  const most = withRecord(0xc0, 12, 0, 1, 0, 1, 0x7f, 0xff, 0xff, 0xff, 0, 4, 192, 0, 2, 1);
  isWellFormed(most, questionEnd);
  expect(most.readUInt32BE(questionEnd + 6)).toBe(0x7fffffff);
  const opt = withRecord(0, 0, 41, 4, 0xd0, 0x80, 0, 0x80, 0, 0, 0);
  opt.set([0, 0, 0, 0, 0, 1], 6);
  isWellFormed(opt, questionEnd);
  expect(opt[questionEnd + 5]).toBe(0x80);
});

it('whatever the octets are, it does not throw, and what it takes can be read', () => {
  const octets = fc.uint8Array({ maxLength: 80 });
  const counts = fc.uint8Array({ minLength: 6, maxLength: 6, max: 2 });
  fc.assert(
    fc.property(octets, counts, (tail, count) => {
      const message = Buffer.concat([answerTo(query, { records: 0 }), tail]);
      for (const place of [1, 3, 5]) message[6 + place] = count[place];
      if (!isWellFormed(message, questionEnd)) return;
      const total = count[1] + count[3] + count[5];
      expect([...recordsOf(message, questionEnd, total)]).toHaveLength(total);
    }),
    { numRuns: 2000 },
  );
});

it('follows no more pointers than a name has labels, however many a message has', () => {
  /** So many pointers, each to the one before it and the first to the question, in the data of an unknown type. */
  const chain = (length: number) => {
    const octets = [0xc0, 12, 0xff, 1, 0, 1, 0, 0, 0, 9, length >> 7, (2 * length) & 0xff];
    const first = questionEnd + octets.length;
    for (let index = 0; index < length; index++) {
      const target = index === 0 ? 12 : first + 2 * (index - 1);
      octets.push(0xc0 | (target >> 8), target & 0xff);
    }
    return { octets, last: first + 2 * (length - 1) };
  };
  const answerWith = (length: number) => {
    const { octets, last } = chain(length);
    const message = withRecord(...octets, 0xc0 | (last >> 8), last & 0xff, 0xff, 1, 0, 1, 0, 0, 0, 9, 0, 0);
    message[7] = 2;
    return message;
  };
  const records = (message: Buffer) => () => [...recordsOf(message, questionEnd, 2)];
  expect(isWellFormed(answerWith(100), questionEnd)).toBe(true);
  expect(records(answerWith(100))()).toHaveLength(2);
  expect(isWellFormed(answerWith(1000), questionEnd)).toBe(false);
  expect(records(answerWith(1000))).toThrow('do not lead backwards');
});

it('takes one OPT record, owned by the root and among the additional ones (RFC 6891 §6.1.1)', () => {
  const opt = [0, 0, 41, 4, 0xd0, 0, 0, 0, 0, 0, 0];
  const withCounts = (message: Buffer, ...counts: readonly number[]) => {
    for (const [index, count] of counts.entries()) message.writeUInt16BE(count, 6 + 2 * index);
    return isWellFormed(message, questionEnd);
  };
  expect(withCounts(withRecord(...opt), 0, 0, 1)).toBe(true);
  expect(withCounts(withRecord(...opt), 1, 0, 0)).toBe(false);
  expect(withCounts(withRecord(...opt), 0, 1, 0)).toBe(false);
  expect(withCounts(withRecord(...opt, ...opt), 0, 0, 2)).toBe(false);
  expect(withCounts(withRecord(0xc0, 12, ...opt.slice(1)), 0, 0, 1)).toBe(false);
});
