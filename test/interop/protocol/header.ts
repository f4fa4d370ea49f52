// Messages whose flags, counts or sizes are odd.
import { buildQuery } from '../../support/query.js';
import { message, type NamedMessage, OPT, QUESTION, raw, withOpcode } from './messages.js';

export const header: readonly NamedMessage[] = [
  ['no RD', message('0000 0001 0000 0000 0000', QUESTION)],
  ['AA set', message('0500 0001 0000 0000 0000', QUESTION)],
  ['TC set', message('0300 0001 0000 0000 0000', QUESTION)],
  ['RA set', message('0180 0001 0000 0000 0000', QUESTION)],
  ['Z set', message('0140 0001 0000 0000 0000', QUESTION)],
  ['AD set', message('0120 0001 0000 0000 0000', QUESTION)],
  ['CD set', message('0110 0001 0000 0000 0000', QUESTION)],
  ['CD set, no RD', message('0010 0001 0000 0000 0000', QUESTION)],
  ['CD and DO set', buildQuery('www.example A', { cd: true, edns: { do: true } })],
  ['CD set for a name outside the zones', buildQuery('www.elsewhere A', { cd: true, edns: false })],
  ['AD and DO set', message('0120 0001 0000 0000 0001', QUESTION, '00 0029 04d0 00008000 0000')],
  ['all header bits but QR and opcode', message('07ff 0001 0000 0000 0000', QUESTION)],
  ['a response code in the query', message('0103 0001 0000 0000 0000', QUESTION)],
  ['QR set', message('8100 0001 0000 0000 0000', QUESTION)],
  ['QR set, opcode NOTIFY', message('a000 0001 0000 0000 0000', QUESTION)],
  ['QR set, QDCOUNT 0', message('8000 0000 0000 0000 0000')],
];

export const counts: readonly NamedMessage[] = [
  ['QDCOUNT 0', message('0100 0000 0000 0000 0000')],
  ['QDCOUNT 0 with OPT', message('0100 0000 0000 0000 0001', OPT)],
  ['QDCOUNT 0 with a question', message('0100 0000 0000 0000 0000', QUESTION)],
  ['QDCOUNT 2', message('0100 0002 0000 0000 0000', QUESTION, QUESTION)],
  ['QDCOUNT 2, another type', message('0100 0002 0000 0000 0000', QUESTION, 'c00c 001c 0001')],
  ['QDCOUNT 2 with OPT', message('0100 0002 0000 0000 0001', QUESTION, QUESTION, OPT)],
  ['QDCOUNT 2, one question', message('0100 0002 0000 0000 0000', QUESTION)],
  ['QDCOUNT 65535', message('0100 ffff 0000 0000 0000', QUESTION)],
  [
    'ANCOUNT 1 with a record',
    message('0100 0001 0001 0000 0000', QUESTION, 'c00c 0001 0001 00000000 0004 c0000201'),
  ],
  ['ANCOUNT 1 without a record', message('0100 0001 0001 0000 0000', QUESTION)],
  [
    'NSCOUNT 1 with a record',
    message('0100 0001 0000 0001 0000', QUESTION, 'c00c 0001 0001 00000000 0004 c0000201'),
  ],
  ['ARCOUNT 65535', message('0100 0001 0000 0000 ffff', QUESTION)],
  ['one octet behind the question', message('0100 0001 0000 0000 0000', QUESTION, '00')],
  ['a record that no count names', message('0100 0001 0000 0000 0000', QUESTION, OPT)],
  ['octets behind OPT', message('0100 0001 0000 0000 0001', QUESTION, OPT, '0000')],
];

export const sizes: readonly NamedMessage[] = [
  ['empty', raw('')],
  ['one octet', raw('00')],
  ['two octets', raw('0000')],
  ['eleven octets', raw('0000 0100 0001 0000 0000 00')],
  ['a header that promises a question', message('0100 0001 0000 0000 0000')],
  ['a question without its class', message('0100 0001 0000 0000 0000', '03777777 076578616d706c65 00 0001')],
  [
    'a question that ends in its class',
    message('0100 0001 0000 0000 0000', '03777777 076578616d706c65 00 0001 00'),
  ],
  ['a question that ends in a label', message('0100 0001 0000 0000 0000', '03777777 0765')],
];

export const opcodes: readonly NamedMessage[] = [
  ['opcode IQUERY', withOpcode('www.example A', 1)],
  [
    'opcode IQUERY as RFC 1035 has it',
    message('0800 0000 0001 0000 0000', '00 0001 0001 00000000 0004 c0000201'),
  ],
  ['opcode STATUS', withOpcode('www.example A', 2)],
  ['opcode STATUS without a question', message('1000 0000 0000 0000 0000')],
  ['opcode STATUS with EDNS', buildQuery('www.example A', { opcode: 2, rd: false })],
  ['opcode 3', withOpcode('www.example A', 3)],
  ['opcode NOTIFY', withOpcode('example SOA', 4)],
  ['opcode NOTIFY with EDNS', buildQuery('example SOA', { opcode: 4, rd: false })],
  ['opcode NOTIFY without a question', message('2000 0000 0000 0000 0000')],
  ['opcode NOTIFY outside the zones', withOpcode('elsewhere SOA', 4)],
  ['opcode UPDATE', withOpcode('example SOA', 5)],
  ['opcode UPDATE with EDNS', buildQuery('example SOA', { opcode: 5, rd: false })],
  ['opcode UPDATE without a zone', message('2800 0000 0000 0000 0000')],
  ['opcode UPDATE outside the zones', withOpcode('elsewhere SOA', 5)],
  [
    'opcode UPDATE that adds a record',
    message(
      '2800 0001 0000 0001 0000',
      '076578616d706c65 00 0006 0001 c00c 0001 0001 0000003c 0004 c0000263',
    ),
  ],
  ['opcode DSO', message('3000 0000 0000 0000 0000', '0001 0004 00003a98 00003a98')],
  ['opcode DSO with a question', withOpcode('www.example A', 6)],
  ['opcode 7 with EDNS', buildQuery('www.example A', { opcode: 7, rd: false })],
  ['opcode 15', withOpcode('www.example A', 15)],
  ['opcode 15 with RD', buildQuery('www.example A', { opcode: 15, edns: false })],
  ['opcode 15, not readable', message('7800 0001 0000 0000 0000', '3f')],
  ['opcode 15, EDNS version 1', buildQuery('www.example A', { opcode: 15, edns: { version: 1 } })],
];
