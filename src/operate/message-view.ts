// A message in wire form (RFC 1035 §4) as it is shown: records, response code and Extended DNS Errors in words.
import { type Answer, decode, encode } from 'dns-packet';
import { edeToText, OPTION, rcodeToText } from '../dns/constants.js';
import { headerRcode } from '../dns/header.js';
import { rdataToText } from '../dns/rdata/to-text.js';
import { typeToText } from '../dns/types.js';
import type { MessageView, ReplyRecord } from '../view/query.js';
import type { WhatIfView } from '../view/what-if.js';

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

function errorsOf(opt: Opt | undefined): MessageView['errors'] {
  return (opt?.options ?? []).flatMap(({ code, data }) => {
    if (code !== OPTION.EDE || data === undefined || data.length < 2) return [];
    const info = (data[0] << 8) | data[1];
    return [
      { code: info, purpose: edeToText(info), text: printable(Buffer.from(data.subarray(2)).toString()) },
    ];
  });
}

/** Reads a message. @throws Error when it is malformed */
export function viewMessage(message: Buffer): MessageView {
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
    size: message.length,
  };
}

/** What stands first in each of several answers behind aliases, and in how many. */
export function firstsOf(answers: readonly Buffer[]): NonNullable<WhatIfView['firsts']> {
  const counts = new Map<string, number>();
  for (const message of answers) {
    const record = decode(message).answers?.find(({ type }) => type !== 'CNAME');
    const first = record === undefined ? rcodeToText(headerRcode(message)) : recordOf(record).data;
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  return [...counts].map(([first, count]) => ({ first, count }));
}
