// The strict decoder must refuse what a sloppy server could send.
import { expect, test } from 'vitest';
import { decodeMessage, MalformedMessage } from './message.js';
import { fromHex } from './query.js';

const question = '03777777 00 0001 0001';

test('a well-formed answer is taken apart', () => {
  const answer = `1234 8580 0001 0001 0000 0001 ${question}
    c00c 0005 0001 0000003c 0006 0361 6263 c00c
    00 0029 04d0 01008000 0000`;
  const { id, flags, rcode, answer: records, edns } = decodeMessage(fromHex(answer));
  expect({ id, flags: [...flags], rcode }).toEqual({
    id: 0x1234,
    flags: ['qr', 'aa', 'rd', 'ra'],
    rcode: 16,
  });
  expect(records).toEqual([
    {
      name: fromHex('03777777 00'),
      type: 5,
      class: 1,
      ttl: 60,
      rdata: fromHex('03616263 03777777 00'),
    },
  ]);
  expect(edns).toMatchObject({ size: 1232, version: 0, dnssecOk: true });
});

test.each([
  ['octets left over', `1234 8000 0001 0000 0000 0000 ${question} 00`],
  ['a record that is missing', `1234 8000 0001 0001 0000 0000 ${question}`],
  ['a pointer forward', `1234 8000 0001 0001 0000 0000 ${question} c01a 0001 0001 00000000 0004 7f000001`],
  ['a pointer to itself', `1234 8000 0001 0001 0000 0000 ${question} c015 0001 0001 00000000 0004 7f000001`],
  [
    'a pointer into the header',
    `1234 8000 0001 0001 0000 0000 ${question} c004 0001 0001 00000000 0004 7f000001`,
  ],
  [
    'RDLENGTH beyond the end',
    `1234 8000 0001 0001 0000 0000 ${question} c00c 0001 0001 00000000 0005 7f000001`,
  ],
  ['RDLENGTH within a name', `1234 8000 0001 0001 0000 0000 ${question} c00c 0005 0001 00000000 0001 c00c`],
  [
    'two OPT records',
    `1234 8000 0001 0000 0000 0002 ${question} 00 0029 04d0 00000000 0000 00 0029 04d0 00000000 0000`,
  ],
  ['OPT as an answer', `1234 8000 0001 0001 0000 0000 ${question} 00 0029 04d0 00000000 0000`],
  ['half an option', `1234 8000 0001 0000 0000 0001 ${question} 00 0029 04d0 00000000 0003 000f00`],
  ['a reserved label type', '1234 8000 0001 0000 0000 0000 4077 00 0001 0001'],
])('%s is refused', (_, hex) => {
  expect(() => decodeMessage(fromHex(hex))).toThrow(MalformedMessage);
});
