// Messages with odd names, classes and types in the question.
import { buildQuery } from '../../support/query.js';
import { label, message, type NamedMessage, plain, QUESTION } from './messages.js';

const LONG = `${label(63)} ${label(63)} ${label(63)}`;

export const names: readonly NamedMessage[] = [
  ['a pointer to itself', message('0100 0001 0000 0000 0000', 'c00c 0001 0001')],
  ['a label and a pointer to it', message('0100 0001 0000 0000 0000', '03777777 c00c 0001 0001')],
  ['a pointer into the header', message('0100 0001 0000 0000 0000', '03777777 c004 0001 0001')],
  ['a pointer forward', message('0100 0001 0000 0000 0000', '03777777 c016 0001 0001 076578616d706c65 00')],
  ['a pointer behind the message', message('0100 0001 0000 0000 0000', '03777777 c0ff 0001 0001')],
  ['half a pointer', message('0100 0001 0000 0000 0000', '03777777 c0')],
  ['a second question by a pointer back', message('0100 0002 0000 0000 0000', QUESTION, 'c00c 0001 0001')],
  ['label type 01', message('0100 0001 0000 0000 0000', `40${'61'.repeat(64)} 00 0001 0001`)],
  ['label type 10', message('0100 0001 0000 0000 0000', '80 61 00 0001 0001')],
  ['bit-string label', message('0100 0001 0000 0000 0000', '41 08 c0 00 0001 0001')],
  ['a label of 63 octets', message('0100 0001 0000 0000 0000', `${label(63)} 076578616d706c65 00 0001 0001`)],
  [
    'a name of 255 octets',
    message('0100 0001 0000 0000 0000', `${LONG} ${label(53)} 076578616d706c65 00 0001 0001`),
  ],
  [
    'a name of 256 octets',
    message('0100 0001 0000 0000 0000', `${LONG} ${label(54)} 076578616d706c65 00 0001 0001`),
  ],
  ['a name of 258 octets', message('0100 0001 0000 0000 0000', `${LONG} ${label(62)} 0161 00 0001 0001`)],
  [
    'a name of 124 labels',
    message('0100 0001 0000 0000 0000', `${'0162'.repeat(123)} 076578616d706c65 00 0001 0001`),
  ],
  ['0x20', message('0100 0001 0000 0000 0000', '03577757 076558616d506c45 00 0001 0001')],
  [
    '0x20, a name that is not there',
    message('0100 0001 0000 0000 0000', '034e6f4e 076558616d506c45 00 0001 0001'),
  ],
  [
    'strange octets in a label',
    message('0100 0001 0000 0000 0000', '04002e5cff 076578616d706c65 00 0001 0001'),
  ],
  ['the root', plain('. NS')],
];

export const classes: readonly NamedMessage[] = [
  ...['CH', 'HS', 'NONE', 'ANY', 'CLASS0', 'CLASS2', 'CLASS65280'].map((qclass): [string, Uint8Array] => [
    `class ${qclass}`,
    plain(`www.example A ${qclass}`),
  ]),
  ['class ANY outside the zones', plain('www.elsewhere A ANY')],
  ['class ANY, type ANY', plain('www.example ANY ANY')],
  ['class CH, type ANY', plain('www.example ANY CH')],
  ['version.bind', plain('version.bind TXT CH')],
  ['version.bind with EDNS', buildQuery('version.bind TXT CH')],
  ['version.bind in mixed case', plain('VeRsIoN.BiNd TXT CH')],
  ['version.server', plain('version.server TXT CH')],
  ['version.bind, type ANY', plain('version.bind ANY CH')],
  ['version.bind, type A', plain('version.bind A CH')],
  ['version.bind, class ANY', plain('version.bind TXT ANY')],
  ['version.bind, class IN', plain('version.bind TXT')],
  ['id.server', plain('id.server TXT CH')],
  ['hostname.bind', plain('hostname.bind TXT CH')],
  ['authors.bind', plain('authors.bind TXT CH')],
  ['bind', plain('bind SOA CH')],
  ['none.bind', plain('none.bind TXT CH')],
  ['none.server', plain('none.server TXT CH')],
];

export const types: readonly NamedMessage[] = [
  ...[
    'AXFR',
    'IXFR',
    'MAILA',
    'MAILB',
    'OPT',
    'TSIG',
    'TKEY',
    'TYPE0',
    'TYPE128',
    'TYPE200',
    'TYPE65535',
    'TYPE65280',
    'ANY',
  ].map((type): [string, Uint8Array] => [`type ${type}`, plain(`example ${type}`)]),
  ['type AXFR outside the zones', plain('elsewhere AXFR')],
  ['type AXFR below the apex', plain('www.example AXFR')],
  ['type AXFR with EDNS', buildQuery('example AXFR')],
  [
    'type IXFR with its SOA',
    message(
      '0000 0001 0000 0001 0000',
      '076578616d706c65 00 00fb 0001 c00c 0006 0001 00000000 0016 00 00 00000001 00000001 00000001 00000001 00000001',
    ),
  ],
  ['type TSIG outside the zones', plain('elsewhere TSIG')],
  ['type OPT outside the zones', plain('elsewhere OPT')],
  ['type AXFR, class CH', plain('example AXFR CH')],
  ['type AXFR, class ANY', plain('example AXFR ANY')],
];
