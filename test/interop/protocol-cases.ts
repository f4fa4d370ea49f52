// Raw messages that try the protocol: well formed, odd and broken, each with what it is.
import { buildQuery, fromHex } from '../support/query.js';

/** One message that every server gets over UDP and over TCP. */
export interface ProtocolCase {
  readonly name: string;
  /** Its id is replaced. */
  readonly message: Uint8Array;
  /** Not asked over UDP, where BIND limits the rate of its answers in class CH. */
  readonly isTcpOnly: boolean;
}

/** `www.example. A IN`. */
const QUESTION = '03777777 076578616d706c65 00 0001 0001';
const OPT = '00 0029 04d0 00000000 0000';

const raw = (text: string) => fromHex(text);
const label = (length: number) => length.toString(16).padStart(2, '0') + '61'.repeat(length);

/** `www.example A` with RD and one OPT with these options. */
function withOptions(
  options: string,
  more: { version?: number; size?: number; do?: boolean } = {},
): Uint8Array {
  return buildQuery('www.example A', { edns: { options, ...more } });
}

/** A message whose first flags octet, second one and counts are given, and what follows them. */
function message(head: string, ...rest: readonly string[]): Uint8Array {
  return raw(`0000 ${head} ${rest.join(' ')}`);
}

const plain = (text: string) => buildQuery(text, { edns: false });
const withOpcode = (text: string, opcode: number) => buildQuery(text, { edns: false, opcode, rd: false });

/** The OPT of a query for `www.example A` in hexadecimal, where the additional section holds one record. */
const withRecord = (record: string) => message('0100 0001 0000 0000 0001', QUESTION, record);

const edns: readonly [string, Uint8Array][] = [
  ['without EDNS', plain('www.example A')],
  ['EDNS', buildQuery('www.example A')],
  ['EDNS with DO', buildQuery('www.example A', { edns: { do: true } })],
  ['EDNS version 1', withOptions('', { version: 1 })],
  ['EDNS version 255 with DO', withOptions('', { version: 255, do: true })],
  ['EDNS version 1 with an unknown option', withOptions('fde9 0002 0102', { version: 1 })],
  ['EDNS version 1, a name outside the zones', buildQuery('www.elsewhere A', { edns: { version: 1 } })],
  ['EDNS version 1, opcode STATUS', buildQuery('www.example A', { opcode: 2, edns: { version: 1 } })],
  ['EDNS version 1, class CH', buildQuery('version.bind TXT CH', { edns: { version: 1 } })],
  ['unknown EDNS flags', withRecord('00 0029 04d0 00007fff 0000')],
  ['unknown EDNS flags with DO', withRecord('00 0029 04d0 0000ffff 0000')],
  ['upper response code bits in a query', withRecord('00 0029 04d0 ff000000 0000')],
  ['an unknown option', withOptions('fde9 0003 616263')],
  ['an unknown option twice, and one that is empty', withOptions('fde9 0001 61 fde9 0001 62 0063 0000')],
  ['UDP size 0', withOptions('', { size: 0 })],
  ['UDP size 511', withOptions('', { size: 511 })],
  ['UDP size 512', withOptions('', { size: 512 })],
  ['UDP size 4096', withOptions('', { size: 4096 })],
  ['UDP size 65535', withOptions('', { size: 65_535 })],
  ['an answer of 900 octets, without EDNS', plain('large.example TXT')],
  ['an answer of 900 octets, UDP size 512', buildQuery('large.example TXT', { edns: { size: 512 } })],
  ['an answer of 900 octets, UDP size 0', buildQuery('large.example TXT', { edns: { size: 0 } })],
  ['an answer of 900 octets, UDP size 1232', buildQuery('large.example TXT', { edns: { size: 1232 } })],
  ['an answer of 900 octets, UDP size 4096', buildQuery('large.example TXT', { edns: { size: 4096 } })],
  ['two OPT', message('0100 0001 0000 0000 0002', QUESTION, OPT, OPT)],
  [
    'two OPT, the second of version 1',
    message('0100 0001 0000 0000 0002', QUESTION, OPT, '00 0029 04d0 00010000 0000'),
  ],
  ['OPT in the answer section', message('0100 0001 0001 0000 0000', QUESTION, OPT)],
  ['OPT in the authority section', message('0100 0001 0000 0001 0000', QUESTION, OPT)],
  ['OPT owned by a name', withRecord('03777777 00 0029 04d0 00000000 0000')],
  ['OPT owned by a pointer to the qname', withRecord('c00c 0029 04d0 00000000 0000')],
  ['OPT owned by a pointer to the root', withRecord('c018 0029 04d0 00000000 0000')],
  ['an option longer than the OPT', withRecord('00 0029 04d0 00000000 0006 fde9 0008 0102')],
  ['half an option header', withRecord('00 0029 04d0 00000000 0003 fde9 00')],
  ['one octet behind the options', withRecord('00 0029 04d0 00000000 0005 fde9 0000 00')],
  ['an OPT longer than the message', withRecord('00 0029 04d0 00000000 0010')],
  ['an OPT that ends in its fixed part', withRecord('00 0029 04d0 0000')],
  ['an OPT that is promised and missing', message('0100 0001 0000 0000 0001', QUESTION)],
  [
    'an A record before OPT',
    message('0100 0001 0000 0000 0002', QUESTION, 'c00c 0001 0001 00000000 0004 c0000201', OPT),
  ],
  [
    'an A record behind OPT',
    message('0100 0001 0000 0000 0002', QUESTION, OPT, 'c00c 0001 0001 00000000 0004 c0000201'),
  ],
];

const options: readonly [string, Uint8Array][] = [
  ['NSID', withOptions('0003 0000')],
  ['NSID with content', withOptions('0003 0002 6162')],
  ['client cookie', withOptions('000a 0008 0102030405060708')],
  [
    'client cookie and a false server cookie',
    withOptions(`000a 0018 0102030405060708 01000000 ${'5c'.repeat(12)}`),
  ],
  ['COOKIE of 0 octets', withOptions('000a 0000')],
  ['COOKIE of 7 octets', withOptions('000a 0007 01020304050607')],
  ['COOKIE of 9 octets', withOptions('000a 0009 010203040506070809')],
  ['COOKIE of 15 octets', withOptions(`000a 000f ${'01'.repeat(15)}`)],
  ['COOKIE of 16 octets', withOptions(`000a 0010 ${'01'.repeat(16)}`)],
  ['COOKIE of 40 octets', withOptions(`000a 0028 ${'01'.repeat(40)}`)],
  ['COOKIE of 41 octets', withOptions(`000a 0029 ${'01'.repeat(41)}`)],
  ['a good COOKIE, then one of 3 octets', withOptions('000a 0008 0102030405060708 000a 0003 010203')],
  [
    'client cookie without a question',
    message('0000 0000 0000 0000 0001', '00 0029 04d0 00000000 000c 000a 0008 0102030405060708'),
  ],
  [
    'client cookie without a question, RD set',
    message('0100 0000 0000 0000 0001', '00 0029 04d0 00000000 000c 000a 0008 0102030405060708'),
  ],
  [
    'a false server cookie without a question',
    message(
      '0000 0000 0000 0000 0001',
      `00 0029 04d0 00000000 001c 000a 0018 0102030405060708 01000000 ${'5c'.repeat(12)}`,
    ),
  ],
  ['TCP keepalive', withOptions('000b 0000')],
  ['TCP keepalive with a time', withOptions('000b 0002 0064')],
  ['TCP keepalive of 1 octet', withOptions('000b 0001 00')],
  ['padding', withOptions(`000c 0010 ${'00'.repeat(16)}`)],
  ['padding that is not zero', withOptions('000c 0002 0101')],
  ['ECS of IPv4 /24', withOptions('0008 0007 0001 18 00 c00002')],
  ['ECS of IPv4 /0', withOptions('0008 0004 0001 00 00')],
  ['ECS of family 0 /0', withOptions('0008 0004 0000 00 00')],
  ['ECS of IPv4 /20', withOptions('0008 0007 0001 14 00 c00000')],
  ['ECS of IPv6 /56', withOptions('0008 000b 0002 38 00 20010db8000000')],
  ['ECS with a scope in the query', withOptions('0008 0007 0001 18 18 c00002')],
  ['ECS with an octet too few', withOptions('0008 0006 0001 18 00 c000')],
  ['ECS with an octet too many', withOptions('0008 0008 0001 18 00 c0000200')],
  ['ECS with bits behind the prefix', withOptions('0008 0007 0001 14 00 c0000f')],
  ['ECS of IPv4 /33', withOptions('0008 0009 0001 21 00 c000020180')],
  ['ECS of IPv6 /129', withOptions(`0008 0015 0002 81 00 20010db8 ${'00'.repeat(12)} 00`)],
  ['ECS of an unknown family', withOptions('0008 0007 0003 18 00 c00002')],
  ['ECS of 3 octets', withOptions('0008 0003 0001 18')],
  ['ECS of 0 octets', withOptions('0008 0000')],
  [
    'ECS for a name that is not there',
    buildQuery('none.example A', { edns: { options: '0008 0007 0001 18 00 c00002' } }),
  ],
  [
    'ECS for a name outside the zones',
    buildQuery('www.elsewhere A', { edns: { options: '0008 0007 0001 18 00 c00002' } }),
  ],
  ['Extended DNS Error in a query', withOptions('000f 0002 0000')],
];

const header: readonly [string, Uint8Array][] = [
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

const counts: readonly [string, Uint8Array][] = [
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

const sizes: readonly [string, Uint8Array][] = [
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

const LONG = `${label(63)} ${label(63)} ${label(63)}`;

const names: readonly [string, Uint8Array][] = [
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

const opcodes: readonly [string, Uint8Array][] = [
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

const classes: readonly [string, Uint8Array][] = [
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

const types: readonly [string, Uint8Array][] = [
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

/** A TSIG record (RFC 8945 §4.2) of the key `key.` with an HMAC-SHA256 of zeros, signed at a time long past. */
const TSIG = `036b6579 00 00fa 00ff 00000000 003d
  0b686d61632d736861323536 00 00005e000000 012c 0020 ${'00'.repeat(32)} 0000 0000 0000`;

const signatures: readonly [string, Uint8Array][] = [
  ['TSIG of an unknown key', message('0100 0001 0000 0000 0001', QUESTION, TSIG)],
  ['TSIG of an unknown key, with OPT', message('0100 0001 0000 0000 0002', QUESTION, OPT, TSIG)],
  [
    'TSIG of an unknown key, outside the zones',
    message('0100 0001 0000 0000 0001', '09656c73657768657265 00 0001 0001', TSIG),
  ],
  ['TSIG that is not the last record', message('0100 0001 0000 0000 0002', QUESTION, TSIG, OPT)],
  [
    'TSIG that is not readable',
    message('0100 0001 0000 0000 0001', QUESTION, '036b6579 00 00fa 00ff 00000000 0002 0000'),
  ],
  ['TSIG of class IN', message('0100 0001 0000 0000 0001', QUESTION, TSIG.replace('00ff', '0001'))],
  [
    'SIG(0) of an unknown key',
    message(
      '0100 0001 0000 0000 0001',
      QUESTION,
      `00 0018 00ff 00000000 0017 0000 0d 00 00000000 00000000 00000000 0000 036b6579 00`,
    ),
  ],
];

/** Every case; names are unique. */
export const PROTOCOL_CASES: readonly ProtocolCase[] = [
  ...edns,
  ...options,
  ...header,
  ...counts,
  ...sizes,
  ...names,
  ...opcodes,
  ...classes,
  ...types,
  ...signatures,
].map(([name, octets]) => ({ name, message: octets, isTcpOnly: classes.some(([each]) => each === name) }));
