// The hash of NSEC3 names against the library's.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sha1 } from '../../src/answer/sha1.js';

test('equals SHA-1 for every message that a name and a salt can make, also when digested again', () => {
  const sha1 = new Sha1();
  const check = (message: Uint8Array, again: boolean) => {
    sha1.message.set(message);
    sha1.digest(message.length);
    let expected = createHash('sha1').update(message).digest();
    if (again) {
      sha1.digest(sha1.feedBack());
      expected = createHash('sha1').update(expected).digest();
    }
    expect(Buffer.from(Uint32Array.from(sha1.words).buffer).swap32().toString('hex')).toBe(
      expected.toString('hex'),
    );
  };
  for (let length = 0; length <= 510; length++) check(new Uint8Array(length).fill(length), length % 2 === 0);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 510 }), fc.boolean(), check));
});
