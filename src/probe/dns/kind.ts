// The kind `dns`: its keys in YAML, defaults and runner.
import { z } from 'zod';
import { RCODE } from '../../dns/constants.js';
import { NameError, nameFromText, nameToText } from '../../dns/name.js';
import { isMetaType, TYPE, typeFromText } from '../../dns/types.js';
import { address, oneOrMore } from '../../source/fields.js';
import type { ProbeFault, ProbeKind } from '../kind.js';
import { sourceKeys } from '../wire/source.js';
import type { DnsSpec } from './spec.js';

const NAME = 'expected a domain name to ask for';
const qname = z.string({ error: NAME }).transform((text, context) => {
  try {
    return nameToText(nameFromText(text));
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    context.addIssue({ code: 'custom', message: `${NAME}: ${error.message}` });
    return z.NEVER;
  }
});

const TYPE_OF = 'expected a record type such as A, AAAA or SOA';
const type = z.string({ error: TYPE_OF }).transform((text, context) => {
  const number = typeFromText(text);
  if (number !== undefined && !isMetaType(number)) return number;
  context.addIssue({ code: 'custom', message: TYPE_OF });
  return z.NEVER;
});

type Rcode = keyof typeof RCODE;
/** Those that fit the header (RFC 1035 §4.1.1). */
const RCODES = (Object.keys(RCODE) as Rcode[]).filter(name => RCODE[name] < 16);

const dnsKeys = {
  type: type.describe('QTYPE; default: A').optional(),
  rcode: oneOrMore(z.enum(RCODES), 'expected a response code such as NOERROR, or a list of them')
    .transform(names => names.map(name => RCODE[name] as number))
    .describe('Accepted response codes; default: NOERROR')
    .optional(),
  answer: oneOrMore(address, 'expected an IPv4 or IPv6 address, or a list of them')
    .describe('Address that the answer must hold, or a list of which it must hold each')
    .optional(),
};

/** Addresses that no answer to the query can hold. */
function answerFault({ type = TYPE.A, answer = [] }: Partial<DnsSpec>): ProbeFault | undefined {
  const wanted = type === TYPE.AAAA;
  const foreign = answer.find(each => each.includes(':') !== wanted);
  if (foreign === undefined || (type !== TYPE.A && type !== TYPE.AAAA)) return undefined;
  const hint = `add \`type: ${wanted ? 'A' : 'AAAA'}\``;
  return { key: 'answer', message: `the query does not ask for ${foreign}`, hint };
}

export const dns = {
  choice: qname.describe('Probe by a DNS query: the name to ask for'),
  choose: (name: string) => ({ qname: name }),
  keys: { ...dnsKeys, ...sourceKeys },
  defaults: { type: TYPE.A, rcode: [RCODE.NOERROR] },
  usualPort: 53,
  fault: answerFault,
  load: () => import('./run.js'),
} satisfies ProbeKind<DnsSpec>;
