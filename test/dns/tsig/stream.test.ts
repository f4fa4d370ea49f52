// Streams of signed messages, of which some are unsigned (RFC 8945 §5.3.1).
import { expect, test } from 'vitest';
import { FOUND, TsigRecord } from '../../../src/dns/tsig/record.js';
import { TsigSigner } from '../../../src/dns/tsig/signer.js';
import { TsigVerifier, VERIFIED, type Verified } from '../../../src/dns/tsig/verifier.js';
import { buildQuery } from '../../support/query.js';
import { keyFor, sign } from '../../support/signed.js';

const NOW = 1_796_000_000;
const key = keyFor('axfr.');
const REQUEST_MAC = new Uint8Array(32).fill(7);

const message = (number: number) =>
  buildQuery(`www${number}.example. A`).map((octet, at) => (at === 2 ? 0x85 : octet));

/** Messages of which those with a number in `signedOnes` are signed. */
function stream(count: number, signedOnes: (number: number) => boolean): Uint8Array[] {
  const signer = new TsigSigner(key, REQUEST_MAC);
  return Array.from({ length: count }, (_, number) => {
    const plain = message(number);
    if (!signedOnes(number)) {
      signer.leaveUnsigned(plain);
      return plain;
    }
    return sign(signer, plain, NOW + number);
  });
}

function verify(messages: readonly Uint8Array[]): { found: Verified[]; mayEnd: boolean } {
  const verifier = new TsigVerifier(key, REQUEST_MAC);
  const found = messages.map(each => verifier.verify(each, NOW));
  return { found, mayEnd: verifier.mayEnd };
}

const isSigned = (each: Uint8Array) => new TsigRecord().find(each) === FOUND.RECORD;
const { SIGNED, NOT_YET, UNSIGNED, WRONG_MAC } = VERIFIED;

test('every message, every third, or the first and the last of 101 may be signed', () => {
  expect(verify(stream(5, () => true))).toEqual({ found: Array(5).fill(SIGNED), mayEnd: true });
  const third = verify(stream(7, number => number % 3 === 0));
  expect(third.found).toEqual([SIGNED, NOT_YET, NOT_YET, SIGNED, NOT_YET, NOT_YET, SIGNED]);
  const long = verify(stream(101, number => number === 0 || number === 100));
  expect(long).toMatchObject({ mayEnd: true });
  expect(long.found.filter(each => each === NOT_YET)).toHaveLength(99);
});

test('a stream that does not end with a signed message is not whole', () => {
  expect(verify(stream(3, number => number < 2))).toEqual({
    found: [SIGNED, SIGNED, NOT_YET],
    mayEnd: false,
  });
});

test('a hundredth unsigned message in a row is one too many, and a signer makes none', () => {
  const messages = [...stream(100, number => number === 0), message(100)];
  expect(verify(messages).found.at(-1)).toBe(UNSIGNED);
  expect(() => stream(101, number => number === 0)).toThrow('this message must be signed');
  expect(() => stream(1, () => false)).toThrow('this message must be signed');
});

test.each<[string, (messages: Uint8Array[]) => Uint8Array[]]>([
  ['that is missing', messages => messages.toSpliced(1, 1)],
  ['that comes twice', messages => messages.toSpliced(1, 0, messages[1])],
  ['in the place of another', ([first, second, third, ...rest]) => [first, third, second, ...rest]],
  ['of somebody else', messages => messages.toSpliced(1, 0, message(9))],
  [
    'that has changed',
    ([first, second, ...rest]) => [first, second.map((octet, at) => octet ^ +(at === 14)), ...rest],
  ],
])('an unsigned message %s is found with the next signed one', (_, change) => {
  const messages = change(stream(5, number => number === 0 || number === 4));
  const { found } = verify(messages);
  const at = messages.findLastIndex(isSigned);
  expect(found[at]).toBe(WRONG_MAC);
});

test('of signed messages, too, none can be missing, come again or change places', () => {
  const [first, second, third] = stream(3, () => true);
  expect(verify([first, third]).found).toEqual([SIGNED, WRONG_MAC]);
  expect(verify([first, second, second]).found).toEqual([SIGNED, SIGNED, WRONG_MAC]);
  expect(verify([second]).found).toEqual([WRONG_MAC]);
});
