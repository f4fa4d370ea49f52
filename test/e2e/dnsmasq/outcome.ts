// What became of one question, in a form in which two servers can be compared.
import { rcodeToText } from '../../../src/dns/constants.js';
import { TYPE } from '../../../src/dns/types.js';
import { decodeMessage } from '../../support/message.js';
import { sectionLines } from '../../support/section.js';

export interface Outcome {
  /** The letter of the upstream whose answer it is. */
  readonly upstream?: string;
  readonly rcode: string;
  readonly aa: boolean;
  /** The answer section as zone-file text, sorted. */
  readonly answer: readonly string[];
  /** Whether the authority section has an SOA. */
  readonly hasSoa: boolean;
}

/** The address that an upstream gives for every name. */
export const UPSTREAMS: Readonly<Record<string, string>> = {
  A: '198.51.100.1',
  B: '198.51.100.2',
  C: '198.51.100.3',
};

/** The outcome that a message tells of. */
export function outcomeOf(octets: Uint8Array): Outcome {
  const { rcode, flags, answer, authority } = decodeMessage(octets);
  const lines = sectionLines(answer).sort();
  const upstream = Object.keys(UPSTREAMS).find(letter => lines[0]?.endsWith(` A ${UPSTREAMS[letter]}`));
  return {
    ...(lines.length === 1 && upstream !== undefined ? { upstream } : {}),
    rcode: rcodeToText(rcode),
    aa: flags.has('aa'),
    answer: lines,
    hasSoa: authority.some(({ type }) => type === TYPE.SOA),
  };
}

/** The outcome in one line. */
export function outcomeText({ upstream, rcode, aa, answer }: Outcome): string {
  if (upstream !== undefined) return `from upstream ${upstream}`;
  return `${rcode}${aa ? ' aa' : ''} [${answer.join('; ')}]`;
}
