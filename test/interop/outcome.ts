// What a message says, in a form in which the answers of several servers can be compared.
import { rcodeToText } from '../../src/dns/constants.js';
import { nameToText } from '../../src/dns/name.js';
import { rdataToText } from '../../src/dns/rdata/to-text.js';
import { TYPE, typeToText } from '../../src/dns/types.js';
import { decodeMessage, type ResourceRecord } from '../support/message.js';

export interface Outcome {
  readonly rcode: string;
  readonly aa: boolean;
  readonly tc: boolean;
  readonly ra: boolean;
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

const SILENT: Outcome = {
  rcode: 'no answer',
  aa: false,
  tc: false,
  ra: false,
  answer: [],
  chain: [],
  authority: [],
  additional: [],
};

/** The outcome that a message tells of; undefined stands for no message. @throws MalformedMessage */
export function outcomeOf(octets: Uint8Array | undefined): Outcome {
  if (octets === undefined) return SILENT;
  const { rcode, flags, answer, authority, additional } = decodeMessage(octets);
  return {
    rcode: rcodeToText(rcode),
    aa: flags.has('aa'),
    tc: flags.has('tc'),
    ra: flags.has('ra'),
    answer: lines(answer),
    chain: answer.filter(({ type }) => type === TYPE.CNAME || type === TYPE.DNAME).map(line),
    authority: lines(authority),
    additional: lines(additional),
  };
}

/** All of it, to be read by people. */
export function outcomeText({ rcode, aa, tc, ra, ...sections }: Outcome): string {
  const flags = `${aa ? ' aa' : ''}${tc ? ' tc' : ''}${ra ? ' ra' : ''}`;
  const parts = (['answer', 'authority', 'additional'] as const).flatMap(section =>
    sections[section].length === 0 ? [] : [`  ${section}: ${sections[section].join('\n    ')}`],
  );
  return [`${rcode}${flags}`, ...parts].join('\n');
}
