// A hello of TLS is known by its first record, in whatever pieces it comes; anything else is known as soon as it shows.
import { expect, test } from 'vitest';
import { BEGINNING } from '../../src/transport/beginning.js';
import { helloState } from '../../src/transport/tls/client-hello.js';
import { clientHello } from './client-hello.js';

const { WHOLE, PART, MALFORMED } = BEGINNING;
/** The head of a record, and the longest that may stand behind it (RFC 8446 §5.1). */
const MOST_OCTETS = 5 + 16_384;
const stateOf = (hex: string) => helloState(Buffer.from(hex, 'hex'));

test('a hello is a part until its record is whole, whatever comes behind', async () => {
  const hello = await clientHello();
  for (let length = 1; length < hello.length; length++)
    expect(helloState(hello.subarray(0, length))).toBe(PART);
  expect(helloState(hello)).toBe(WHOLE);
  expect(helloState(Buffer.concat([hello, Buffer.of(0)]))).toBe(WHOLE);
});

test.each([
  ['another protocol', '47'],
  ['a record of data', '17'],
  ['SSL 2', '802e'],
  ['another version', '1602'],
  ['an empty record', '1603010000'],
  ['a record that is too long', '1603014001'],
  ['another message than a hello', '160301000402'],
])('%s is none', (_, hex) => {
  expect(stateOf(hex)).toBe(MALFORMED);
});

test('a hello may go on in further records, and the longest record is one', () => {
  expect(stateOf('160301000101')).toBe(WHOLE);
  expect(stateOf('1603014000')).toBe(PART);
});

test.each(['', '16', '1603', '1603014000', '160301400001'])(
  'of what begins with "%s" no more octets are kept than a record has',
  begun => {
    for (const filler of [0, 1, 3, 22, 64, 255]) {
      const octets = Buffer.alloc(MOST_OCTETS, filler);
      octets.write(begun, 'hex');
      expect(helloState(octets)).not.toBe(PART);
    }
  },
);
