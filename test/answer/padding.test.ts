// Padding of answers: whole blocks, the end of OPT, and what is left as it is.
import { expect, test } from 'vitest';
import { pad, padded } from '../../src/answer/padding.js';
import { decodeMessage } from '../support/message.js';
import { buildQuery } from '../support/query.js';

const QUESTION_END = 12 + 17 + 4;
const PADDING = 12;

/** As an answer: a query with OPT is laid out as one. @param octets of other options */
function message(octets: number): Uint8Array {
  const options = `fde8${octets.toString(16).padStart(4, '0')}${'11'.repeat(octets)}`;
  return buildQuery('www.example.org A', { edns: { options } });
}

test.each([0, 1, 400, 411, 412, 416, 1000])(
  'with an option of %i octets it ends at the end of a block',
  octets => {
    const answer = message(octets);
    const out = new Uint8Array(4096).fill(0xee);
    out.set(answer, 7);
    const length = pad(out, 7, answer.length, QUESTION_END);
    expect(length % 468).toBe(0);
    expect(length - answer.length).toBeGreaterThanOrEqual(4);
    expect(length - answer.length).toBeLessThan(468 + 4);
    const { edns } = decodeMessage(out.slice(7, 7 + length));
    const [first, last] = edns!.options;
    expect(first.data).toHaveLength(octets);
    expect(last.code).toBe(PADDING);
    expect(last.data.every(octet => octet === 0)).toBe(true);
    expect(out[7 + length]).toBe(0xee);
    expect(padded(answer, QUESTION_END)).toEqual(out.slice(7, 7 + length));
  },
);

test('without OPT, or with a signature behind it, it stays as it is', () => {
  const plain = buildQuery('www.example.org A', { edns: false });
  expect(padded(plain, QUESTION_END)).toEqual(Uint8Array.from(plain));
  const signed = Buffer.concat([message(0), Buffer.from('0000fa00ff000000000000', 'hex')]);
  signed[11] = 2;
  expect(padded(signed, QUESTION_END)).toEqual(Uint8Array.from(signed));
});

test('the largest message is not exceeded', () => {
  const large = message(65_535 - message(0).length - 10);
  expect(padded(large, QUESTION_END)).toHaveLength(65_535);
  const full = message(65_535 - message(0).length);
  expect(padded(full, QUESTION_END)).toHaveLength(65_535);
});
