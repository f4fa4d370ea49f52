// The reply that `rondo query` prints: as a table for people, as one object for programs.
import { type Answer, decode, encode } from 'dns-packet';
import { edeToText, OPTION, rcodeToText } from '../dns/constants.js';
import { headerRcode } from '../dns/header.js';
import { rdataToText } from '../dns/rdata/to-text.js';
import { typeToText } from '../dns/types.js';
import type { Reply, ReplyRecord } from '../view/query.js';

interface Opt {
  readonly type: 'OPT';
  readonly udpPayloadSize: number;
  readonly extendedRcode: number;
  readonly options: readonly { readonly code: number; readonly data?: Uint8Array }[];
}

const FLAGS = ['qr', 'aa', 'tc', 'rd', 'ra', 'ad', 'cd'] as const;

/** Control characters from the network must not reach the terminal. */
const printable = (text: string) => text.replace(/\p{Cc}/gu, '\u00b7');

/** With a final dot, as names in RDATA are shown. */
const absolute = (name: string) => printable(name.endsWith('.') ? name : `${name}.`);

/** Header, root owner, type, class, TTL and RDLENGTH come before the RDATA of a lone record. */
const RDATA_AT = 23;
const TYPE_AT = 13;

/** dns-packet shows RDATA as objects; written back by itself, it is a wire form without compression. */
function recordOf(record: Answer): ReplyRecord {
  const lone = encode({ type: 'response', answers: [{ ...record, name: '.' }] });
  const type = lone.readUInt16BE(TYPE_AT);
  return {
    name: absolute(record.name),
    ttl: (record as { ttl?: number }).ttl ?? 0,
    type: typeToText(type),
    data: rdataToText(type, lone.subarray(RDATA_AT)),
  };
}

/** dns-packet calls types that it does not know UNKNOWN_65. */
function typeOf(text: string): string {
  const number = /^UNKNOWN_(\d+)$/.exec(text)?.[1];
  return number === undefined ? text : typeToText(Number(number));
}

function errorsOf(opt: Opt | undefined): Reply['errors'] {
  return (opt?.options ?? []).flatMap(({ code, data }) => {
    if (code !== OPTION.EDE || data === undefined || data.length < 2) return [];
    const info = (data[0] << 8) | data[1];
    return [
      { code: info, purpose: edeToText(info), text: printable(Buffer.from(data.subarray(2)).toString()) },
    ];
  });
}

/** Reads a reply. @throws Error when it is malformed */
export function readReply(message: Buffer, how: Pick<Reply, 'server' | 'proto' | 'durationMs'>): Reply {
  const packet = decode(message);
  const opt = (packet.additionals ?? []).find(({ type }) => type === 'OPT') as unknown as Opt | undefined;
  const bits: Record<string, boolean> = {
    qr: true,
    aa: packet.flag_aa,
    tc: packet.flag_tc,
    rd: packet.flag_rd,
    ra: packet.flag_ra,
    ad: packet.flag_ad,
    cd: packet.flag_cd,
  };
  const [question] = packet.questions ?? [];
  return {
    status: rcodeToText(headerRcode(message) | ((opt?.extendedRcode ?? 0) << 4)),
    flags: FLAGS.filter(flag => bits[flag]),
    question: { name: absolute(question?.name ?? ''), type: typeOf(question?.type ?? '') },
    answer: (packet.answers ?? []).map(recordOf),
    authority: (packet.authorities ?? []).map(recordOf),
    additional: (packet.additionals ?? []).filter(({ type }) => type !== 'OPT').map(recordOf),
    udpSize: opt?.udpPayloadSize,
    errors: errorsOf(opt),
    ...how,
    size: message.length,
  };
}

function section(title: string, records: readonly ReplyRecord[]): string[] {
  if (records.length === 0) return [];
  const width = Math.max(...records.map(({ name }) => name.length));
  return [
    `${title}:`,
    ...records.map(
      ({ name, ttl, type, data }) =>
        `  ${name.padEnd(width)}  ${String(ttl).padStart(6)}  ${type.padEnd(6)} ${data}`,
    ),
  ];
}

/** What the reply says, as lines. */
export function showSections(reply: Omit<Reply, 'server' | 'proto' | 'durationMs'>): string[] {
  return [
    `${reply.status}  ${reply.question.name} ${reply.question.type}  flags: ${reply.flags.join(' ')}`,
    ...reply.errors.map(
      ({ code, purpose, text }) => `! EDE ${code} (${purpose})${text === '' ? '' : `: ${text}`}`,
    ),
    ...section('answer', reply.answer),
    ...section('authority', reply.authority),
    ...section('additional', reply.additional),
  ];
}

/** The reply as lines of text, with a final newline. */
export function showReply(reply: Reply): string {
  const lines = [
    ...showSections(reply),
    `${reply.durationMs.toFixed(1)} ms, ${reply.size} octets over ${reply.proto} from ${reply.server}`,
  ];
  return `${lines.join('\n')}\n`;
}
