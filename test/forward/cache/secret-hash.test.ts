// The hash under which answers are found.
import { expect, test } from 'vitest';
import { secretHash } from '../../../src/forward/cache/secret-hash.js';

test('it is HalfSipHash-1-3, as others compute it', () => {
  const octets = Uint8Array.from({ length: 8 }, (_, index) => index);
  const hashes = [0, 1, 2, 3, 4, 5].map(length => secretHash(octets, length, 0x03020100, 0x07060504) >>> 0);
  expect(hashes).toEqual([0x5814c896, 0xe7e864ca, 0xbc4b0e30, 0x01539939, 0x7e059ea6, 0x88e3d89b]);
});

test('another key, another hash', () => {
  const name = Uint8Array.of(3, 0x61, 0x62, 0x63, 0);
  const hashes = new Set([1, 2, 3].map(key => secretHash(name, name.length, key, 0)));
  expect(hashes.size).toBe(3);
});
