// HalfSipHash-2-4, against the vector of its authors.
import { expect, it } from 'vitest';
import { halfSipHash } from '../../src/answer/half-sip-hash.js';

it('gives the reference value for the octets 0 to 7 under the key 0 to 7', () => {
  expect(halfSipHash(0x03020100, 0x07060504, 0x03020100, 0x07060504) >>> 0).toBe(0x8f84b8d0);
});
