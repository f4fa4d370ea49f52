// Where Rondo answers otherwise than dnsmasq, each with its reason. Everything else must be equal.
import type { Outcome } from './outcome.js';

/** One question with both outcomes, which differ. */
export interface Pair {
  /** What the configuration is about. */
  readonly about: string;
  readonly name: string;
  readonly type: string;
  readonly dnsmasq: Outcome;
  readonly rondo: Outcome;
  /** All that dnsmasq itself has for the name, of the types that were asked for. */
  readonly own: readonly string[];
}

export interface Difference {
  readonly reason: string;
  applies(pair: Pair): boolean;
}

const isNegative = ({ rcode, answer }: Outcome, wanted: string) => rcode === wanted && answer.length === 0;
const isSubset = (few: readonly string[], many: readonly string[]) => few.every(line => many.includes(line));
const withoutCase = ({ answer }: Outcome) =>
  answer
    .map(line => line.toLowerCase())
    .sort()
    .join();
const hasAlias = ({ answer }: Outcome) => answer.some(line => line.includes(' CNAME '));

/** Differences that follow from a rule. */
const GENERAL: readonly Difference[] = [
  {
    reason: 'negative answers are authoritative and carry the SOA (RFC 2308 §2); dnsmasq has none',
    applies: ({ dnsmasq, rondo }) =>
      isNegative(dnsmasq, rondo.rcode) &&
      rondo.answer.length === 0 &&
      !dnsmasq.aa &&
      rondo.aa &&
      rondo.hasSoa,
  },
  {
    reason:
      'a name that has data is answered NODATA for other types: it is neither leaked upstream nor denied',
    applies: ({ dnsmasq, rondo, own }) =>
      own.length > 0 &&
      (dnsmasq.upstream !== undefined || isNegative(dnsmasq, 'REFUSED') || isNegative(dnsmasq, 'NXDOMAIN')) &&
      isNegative(rondo, 'NOERROR') &&
      rondo.aa &&
      rondo.hasSoa,
  },
  {
    reason: 'ANY is answered with one RRset (RFC 8482 §4.1)',
    applies: ({ type, dnsmasq, rondo, own }) =>
      type === 'ANY' && dnsmasq.aa && rondo.aa && rondo.answer.length > 0 && isSubset(rondo.answer, own),
  },
  {
    reason: 'a domain has a name server record, which ANY finds; dnsmasq has none',
    applies: ({ type, dnsmasq, rondo }) =>
      type === 'ANY' &&
      dnsmasq.answer.length === 0 &&
      rondo.answer.every(line => line.includes(' 60 IN NS ns.')),
  },
  {
    reason: 'an alias is followed into address= domains and upstream',
    applies: ({ dnsmasq, rondo }) =>
      hasAlias(dnsmasq) &&
      dnsmasq.rcode === rondo.rcode &&
      rondo.answer.length > dnsmasq.answer.length &&
      isSubset(dnsmasq.answer, rondo.answer),
  },
  {
    reason: 'the response code is that of the target of an alias (RFC 6604 §3)',
    applies: ({ dnsmasq, rondo }) =>
      hasAlias(dnsmasq) && rondo.rcode === 'NXDOMAIN' && dnsmasq.answer.join() === rondo.answer.join(),
  },
  {
    reason: 'names in records keep the case of the file (RFC 4343 §4.1)',
    applies: ({ type, dnsmasq, rondo }) =>
      type !== 'TXT' && dnsmasq.aa === rondo.aa && withoutCase(dnsmasq) === withoutCase(rondo),
  },
  {
    reason: 'an RRset has no duplicates (RFC 2181 §5)',
    applies: ({ dnsmasq, rondo }) =>
      dnsmasq.answer.length > rondo.answer.length &&
      [...new Set(dnsmasq.answer)].join() === rondo.answer.join(),
  },
];

/** `NAME TYPE…` in each line, of one configuration. */
function at(about: string, questions: string, reason: string): Difference {
  const known = new Set(
    questions
      .trim()
      .split('\n')
      .flatMap(line => {
        const [name, ...types] = line.trim().split(' ');
        return types.map(type => `${name} ${type}`);
      }),
  );
  return { reason, applies: pair => pair.about === about && known.has(`${pair.name} ${pair.type}`) };
}

/** Differences of single names. */
const SINGLE: readonly Difference[] = [
  at('address=', 'blank.test A', 'blanks inside the slashes are not part of the domain'),
  at(
    'host-record=',
    `multi.test A
     10.2.0.192.in-addr.arpa PTR`,
    'several addresses of one family in a line all count; dnsmasq keeps the last',
  ),
  at('host-record=', 'quoted.test A', 'an address in quotes is an address; to dnsmasq it is one more name'),
  at(
    'records of one type each',
    `m4.test MX
     m5.test MX`,
    'mx-host=NAME,PREFERENCE means what the manual says; dnsmasq takes the number for the host',
  ),
  at(
    'records of one type each',
    `alias.test A
     cut.test A NS
     x.cut.test A
     dname.test A
     x.dname.test A`,
    'CNAME, NS and DNAME given with dns-rr= act as in any zone',
  ),
  at(
    'domains inside domains',
    'void.n.test A AAAA TXT MX SRV PTR CNAME HTTPS',
    'a name above one with data exists (RFC 8020)',
  ),
  at(
    'domain-needed',
    'office A',
    'a server for a domain of one label goes over domain-needed, as one for any other domain',
  ),
  at(
    'bogus-priv',
    `1.16.172.in-addr.arpa A
     1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.f.b.e.f.ip6.arpa A`,
    'a private reverse zone is kept at home as a whole; dnsmasq does so with PTR of whole addresses',
  ),
  at('server= and local=', 'intern A AAAA', 'a name above one with data exists (RFC 8020)'),
];

export const DIFFERENCES: readonly Difference[] = [...SINGLE, ...GENERAL];
