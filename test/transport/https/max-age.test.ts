// For how long an HTTP cache may keep which answer.
import { expect, test } from 'vitest';
import { RCODE } from '../../../src/dns/constants.js';
import { TYPE } from '../../../src/dns/types.js';
import { maxAgeSeconds } from '../../../src/transport/https/max-age.js';

interface Given {
  readonly type: number;
  readonly ttl: number;
  readonly rdata?: readonly number[];
}

const A = (ttl: number): Given => ({ type: TYPE.A, ttl, rdata: [192, 0, 2, 1] });
/** Both names are the root; four numbers before the minimum. */
const SOA = (ttl: number, minimum: number): Given => {
  const last = Buffer.alloc(4);
  last.writeUInt32BE(minimum);
  return { type: TYPE.SOA, ttl, rdata: [0, 0, ...Array<number>(16).fill(9), ...last] };
};

function message(
  rcode: number,
  answer: readonly Given[],
  authority: readonly Given[] = [],
  additional: readonly Given[] = [],
) {
  const header = [0, 0, 0x80, rcode, 0, 1, 0, answer.length, 0, authority.length, 0, additional.length];
  const question = [1, 97, 0, 0, 1, 0, 1];
  const records = [...answer, ...authority, ...additional].flatMap(({ type, ttl, rdata = [] }) => {
    const fixed = Buffer.alloc(12);
    fixed.writeUInt16BE(0xc00c);
    fixed.writeUInt16BE(type, 2);
    fixed.writeUInt16BE(1, 4);
    fixed.writeUInt32BE(ttl, 6);
    fixed.writeUInt16BE(rdata.length, 10);
    return [...fixed, ...rdata];
  });
  return Uint8Array.from([...header, ...question, ...records]);
}

test('it is the smallest TTL of the answer section (RFC 8484 §5.1)', () => {
  expect(maxAgeSeconds(message(RCODE.NOERROR, [A(300), A(60), A(120)], [A(5)], [A(1)]))).toBe(60);
  expect(maxAgeSeconds(message(RCODE.NOERROR, [A(0), A(60)]))).toBe(0);
});

test('a TTL with the top bit is 0 (RFC 2181 §8)', () => {
  expect(maxAgeSeconds(message(RCODE.NOERROR, [A(0x8000_0000), A(60)]))).toBe(0);
  expect(maxAgeSeconds(message(RCODE.NOERROR, [A(0x7fff_ffff)]))).toBe(0x7fff_ffff);
});

test('what is not there goes by the TTL and the minimum of the SOA (RFC 2308 §5)', () => {
  expect(maxAgeSeconds(message(RCODE.NXDOMAIN, [], [SOA(3600, 900)]))).toBe(900);
  expect(maxAgeSeconds(message(RCODE.NOERROR, [], [SOA(30, 900)]))).toBe(30);
  expect(maxAgeSeconds(message(RCODE.NXDOMAIN, [A(600)], [SOA(3600, 900)]))).toBe(600);
  // An SOA that was asked for is an answer as any other.
  expect(maxAgeSeconds(message(RCODE.NOERROR, [SOA(3600, 5)]))).toBe(3600);
});

test('nothing else is kept: errors, referrals, answers without records', () => {
  expect(maxAgeSeconds(message(RCODE.SERVFAIL, [A(60)]))).toBe(0);
  expect(maxAgeSeconds(message(RCODE.REFUSED, []))).toBe(0);
  expect(maxAgeSeconds(message(RCODE.NOERROR, [], [A(3600)]))).toBe(0);
  expect(maxAgeSeconds(message(RCODE.NOERROR, []))).toBe(0);
});

test('of what is cut off nothing is kept', () => {
  const whole = message(RCODE.NOERROR, [A(60), A(60)]);
  for (let length = 12; length < whole.length; length++)
    expect(maxAgeSeconds(whole.subarray(0, length)), `${length} octets`).toBe(0);
});
