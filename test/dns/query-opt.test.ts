// Whether a query carries an OPT record, in whatever company it comes.
import { expect, it } from 'vitest';
import { findOpt } from '../../src/dns/query-opt.js';

const QUESTION_END = 12 + 5;

/** A query for the root, with the counts of its three record sections and the records as hex. */
function query(counts: [number, number, number], ...records: string[]): Uint8Array {
  const header = Buffer.alloc(QUESTION_END);
  header[5] = 1;
  for (const [index, count] of counts.entries()) header.writeUInt16BE(count, 6 + 2 * index);
  return Buffer.concat([header, ...records.map(record => Buffer.from(record.replaceAll(' ', ''), 'hex'))]);
}

const OPT = '00 0029 04d0 00000000 0000';
const OPT_DO = '00 0029 04d0 00008000 0000';
const A_BY_POINTER = 'c00c 0001 0001 00000000 0004 7f000001';
const A_BY_LABELS = '0161 0162 00 0001 0001 00000000 0004 7f000001';

it.each([
  ['alone', query([0, 0, 1], OPT), false],
  ['with DO', query([0, 0, 1], OPT_DO), true],
  ['after other additional records', query([0, 0, 3], A_BY_POINTER, A_BY_LABELS, OPT_DO), true],
  ['after records of other sections', query([1, 1, 1], A_BY_LABELS, A_BY_POINTER, OPT), false],
])('finds OPT %s', (_, message, dnssecOk) => {
  expect(findOpt(message, QUESTION_END)).toMatchObject({ dnssecOk });
});

it.each([
  ['there is none', query([0, 0, 1], A_BY_LABELS)],
  ['ARCOUNT is 0', query([0, 0, 0], OPT)],
  ['it is in the answer section', query([1, 0, 1], OPT, A_BY_LABELS)],
  ['its owner is not the root', query([0, 0, 1], '0161 00 0029 04d0 00000000 0000')],
  ['it is cut off', query([0, 0, 1], OPT).subarray(0, -1)],
  ['a record before it is longer than the message', query([0, 0, 2], '00 0001 0001 00000000 ffff', OPT)],
  ['an owner has a reserved label type', query([0, 0, 2], '40 0001 0001 00000000 0000', OPT)],
  ['the counts promise 196,605 records', query([0xffff, 0xffff, 0xffff], OPT)],
])('finds nothing when %s', (_, message) => {
  expect(findOpt(message, QUESTION_END)).toBeUndefined();
});
