// More than a thousand questions to the small internet: each name with its types, flags, sizes and transports.
import { encode, type Packet } from 'dns-packet';

/** One question, and how it is shown when its answers differ. */
export interface Asked {
  readonly text: string;
  /** The message in hexadecimal. */
  readonly query: string;
  readonly isTcp: boolean;
}

interface Way {
  readonly text: string;
  readonly flags: number;
  readonly size?: number;
  readonly isDo?: boolean;
  readonly isTcp?: boolean;
}

const RD = 0x100;
const AD = 0x20;
const CD = 0x10;

const WAYS: readonly Way[] = [
  { text: '', flags: RD },
  { text: 'AD', flags: RD | AD, size: 1232 },
  { text: 'DO', flags: RD, size: 1232, isDo: true },
  { text: 'DO CD', flags: RD | CD, size: 1232, isDo: true },
  { text: 'DO 512', flags: RD, size: 512, isDo: true },
  { text: 'DO TCP', flags: RD, size: 1232, isDo: true, isTcp: true },
  { text: 'TCP', flags: RD, isTcp: true },
];

const LABELS: Readonly<Record<string, readonly string[]>> = {
  '': ['A', 'MX', 'TXT', 'NS', 'SOA', 'CAA', 'DNSKEY', 'DS', 'AAAA'],
  www: ['A', 'AAAA', 'TXT'],
  mixedCASE: ['A'],
  mail: ['A'],
  alias: ['A', 'CNAME', 'MX'],
  chain1: ['A', 'AAAA', 'TXT'],
  dangling: ['A'],
  outside: ['A', 'AAAA'],
  'some.wild': ['A', 'TXT', 'AAAA'],
  'two.labels.wild': ['A'],
  'x.wildalias': ['A', 'MX'],
  'a.old': ['A', 'AAAA'],
  old: ['DNAME', 'A'],
  'nowhere.old': ['A'],
  empty: ['A', 'TXT'],
  'below.empty': ['A'],
  'deep.below.empty': ['A'],
  '_sip._tcp': ['SRV', 'A'],
  svc: ['HTTPS'],
  odd: ['UNKNOWN_65280'],
  zero: ['A'],
  many: ['TXT'],
  large: ['TXT'],
  nowhere: ['A', 'TXT', 'UNKNOWN_65280'],
  'nowhere.www': ['A'],
};

const ORIGINS = ['nsec.com', 'nsec3.com', 'plain.com'];
const ELSEWHERE: readonly (readonly [string, string])[] = [
  ['bogus.com', 'A'],
  ['www.bogus.com', 'A'],
  ['nowhere.bogus.com', 'A'],
  ['nowhere.com', 'A'],
  ['com', 'DS'],
  ['com', 'NS'],
  ['nowhere', 'A'],
  ['.', 'NS'],
  ['.', 'DNSKEY'],
];

const TYPES: Readonly<Record<string, number>> = { HTTPS: 65, UNKNOWN_65280: 65280 };

function messageOf(name: string, type: string, way: Way, id: number): Buffer {
  const opt = { type: 'OPT', name: '.', udpPayloadSize: way.size ?? 0, flags: way.isDo ? 0x8000 : 0 };
  const packet = {
    type: 'query',
    id,
    flags: way.flags,
    questions: [{ name, type: TYPES[type] === undefined ? type : 'A', class: 'IN' }],
    additionals: way.size === undefined ? [] : [{ ...opt, options: [] }],
  } as unknown as Packet;
  const message = encode(packet);
  const number = TYPES[type];
  if (number !== undefined) message.writeUInt16BE(number, endOfName(message));
  return message;
}

function endOfName(message: Buffer): number {
  let at = 12;
  while (message[at] !== 0) at += 1 + message[at];
  return at + 1;
}

/** All questions, each twice in a row where answers may be kept. */
export function allQuestions(): Asked[] {
  const names = ORIGINS.flatMap(origin =>
    Object.entries(LABELS).flatMap(([label, types]) =>
      types.map(type => [label === '' ? origin : `${label}.${origin}`, type] as const),
    ),
  );
  const once = [...names, ...ELSEWHERE].flatMap(([name, type]) =>
    WAYS.map(way => ({ name, type, way, text: `${name} ${type} ${way.text}` })),
  );
  return [...once, ...once.filter((_, at) => at % 3 === 0)].map(({ name, type, way, text }, at) => ({
    text,
    query: messageOf(name, type, way, (at + 1) & 0xffff).toString('hex'),
    isTcp: way.isTcp === true,
  }));
}
