// What a message says, in a form in which the answers of several servers can be compared.
import { rcodeToText } from '../../src/dns/constants.js';
import { nameToText } from '../../src/dns/name.js';
import { rdataToText } from '../../src/dns/rdata/to-text.js';
import { TYPE, typeToText } from '../../src/dns/types.js';
import { decodeMessage, type Message, type ResourceRecord } from '../support/message.js';

export interface Outcome {
  /** `no answer` and `malformed: …` stand for messages that cannot be read. */
  readonly rcode: string;
  readonly opcode: number;
  /** Those that are set, in the order of the header. */
  readonly flags: readonly string[];
  readonly aa: boolean;
  readonly tc: boolean;
  /** The question section as it stands in the message, in hexadecimal. */
  readonly question: string;
  /** What OPT says beside the size and the options. */
  readonly opt: string;
  /** Length of the message. */
  readonly octets: number;
  /** The answer section as lower-cased zone-file text, sorted. */
  readonly answer: readonly string[];
  /** The CNAME and DNAME records of the answer section, in order. */
  readonly chain: readonly string[];
  readonly authority: readonly string[];
  readonly additional: readonly string[];
}

function line({ name, ttl, type, rdata }: ResourceRecord): string {
  return `${nameToText(name)} ${ttl} ${typeToText(type)} ${rdataToText(type, rdata)}`.toLowerCase();
}

const lines = (records: readonly ResourceRecord[]) => records.map(line).sort();

/** Stands for a message that did not come, or cannot be read. */
function unread(rcode: string): Outcome {
  const none = { answer: [], chain: [], authority: [], additional: [] };
  return { rcode, opcode: 0, flags: [], aa: false, tc: false, question: '', opt: '', octets: 0, ...none };
}

function optText({ edns }: Message): string {
  if (edns === undefined) return 'none';
  return `version ${edns.version}${edns.dnssecOk ? ' do' : ''} other flags ${edns.otherFlags}`;
}

/** The outcome that a message tells of; undefined stands for no message. */
export function outcomeOf(octets: Uint8Array | undefined): Outcome {
  if (octets === undefined) return unread('no answer');
  let message: Message;
  try {
    message = decodeMessage(octets);
  } catch (error) {
    return unread(`malformed: ${error}`);
  }
  const { rcode, opcode, flags, questions, answer, authority, additional } = message;
  return {
    rcode: rcodeToText(rcode),
    opcode,
    flags: [...flags],
    aa: flags.has('aa'),
    tc: flags.has('tc'),
    question: questions.map(each => Buffer.from(each.octets).toString('hex')).join(' '),
    opt: optText(message),
    octets: octets.length,
    answer: lines(answer),
    chain: answer.filter(({ type }) => type === TYPE.CNAME || type === TYPE.DNAME).map(line),
    authority: lines(authority),
    additional: lines(additional),
  };
}

/** In one word: what kind of answer it is. */
export function kindOf({ rcode, aa, tc, answer, chain, authority }: Outcome): string {
  if (tc) return 'truncated';
  if (rcode !== 'NOERROR') return rcode;
  if (answer.length > chain.length) return 'data';
  if (authority.some(record => record.split(' ')[2] === 'ns')) return aa ? 'alias' : 'referral';
  if (chain.length > 0) return 'alias';
  return 'NODATA';
}

/** All of it, to be read by people. */
export function outcomeText({ rcode, flags, ...sections }: Outcome): string {
  const parts = (['answer', 'authority', 'additional'] as const).flatMap(section =>
    sections[section].length === 0 ? [] : [`  ${section}: ${sections[section].join('\n    ')}`],
  );
  return [`${rcode} ${flags.join(' ')}`, ...parts].join('\n');
}
