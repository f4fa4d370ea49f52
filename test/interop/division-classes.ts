// The classes of cases in which the references differ among themselves: what the RFC says, and what Rondo does.
import { type Case, nameOf, originOf, sizeLimit, typeOf } from './case.js';
import { ZONE_NS } from './compare.js';
import type { Outcome } from './outcome.js';
import { aliasesOf, leavesZone } from './sequel.js';

export interface DivisionClass {
  readonly name: string;
  readonly section: string;
  /** What Rondo does; {@link isKept} says whether it did. */
  readonly rondo: string;
  /** Whether the references differ for this reason. */
  applies(asked: Case, parts: readonly string[]): boolean;
  isKept(asked: Case): boolean;
}

const withoutTtl = (records: readonly string[]) =>
  records
    .map(record => record.replace(/ \d+ /, ' '))
    .sort()
    .join('\n');

const isOne = (values: readonly unknown[]) => new Set(values).size <= 1;
const rrsetOf = (record: string) => record.split(' ').slice(0, 3).join(' ');

const isDname = (record: string) => record.split(' ')[2] === 'dname';
const isNs = (record: string) => record.split(' ')[2] === 'ns';
const isAtWildcard = (record: string) => record.startsWith('*.');
const isWildcardDname = (record: string) => isDname(record) && isAtWildcard(record);

/** Whether a chain comes back to a name that it has passed. */
function loops({ chain }: Outcome): boolean {
  const aliases = aliasesOf(chain);
  return aliases.some(({ target }, at) => aliases.slice(0, at + 1).some(({ owner }) => owner === target));
}

/** Whether a referral names a host in the delegated zone and has no address of it. */
function lacksRequired(record: string, { additional }: Outcome): boolean {
  const [cut, , , host] = record.split(' ');
  const isInside = host === cut || host.endsWith(`.${cut}`);
  return isInside && !additional.some(each => each.startsWith(`${host} `));
}

/** The links of the longest chain that a server gives. */
const linksOf = ({ references, rondo }: Case) =>
  Math.max(...[...references, rondo].map(({ chain }) => aliasesOf(chain).length));

const aliasTexts = ({ chain }: Outcome) => aliasesOf(chain).map(({ owner, target }) => `${owner} ${target}`);

/** Whether the one chain is the beginning of the other. */
const begins = (one: readonly string[], other: readonly string[]) =>
  one.every((record, at) => record === other[at]) || other.every((record, at) => record === one[at]);

/** Knot follows so many links, BIND 11 and then SERVFAIL, NSD more than anyone writes. */
const SHORTEST_LIMIT = 5;

export const CLASSES: readonly DivisionClass[] = [
  {
    name: 'CD in the answer',
    section: 'RFC 4035 §3.1.6: a name server should clear it',
    rondo: 'clears CD',
    applies: ({ question }, [part]) => part === 'cd' && question.hasCd,
    isKept: ({ rondo }) => !rondo.flags.includes('cd'),
  },
  {
    name: 'AD in a truncated answer',
    section: 'RFC 4035 §3.1.6: only for data that the server has authenticated',
    rondo: 'clears AD',
    applies: ({ question, rondo }, [part]) => part === 'ad' && question.hasAd && rondo.tc,
    isKept: ({ rondo }) => !rondo.flags.includes('ad'),
  },
  {
    name: 'ANY',
    section: 'RFC 8482 §4.1: one RRset is enough',
    rondo: 'answers with the first RRset in the file, or with the alias and not what is behind it',
    applies: ({ question }) => typeOf(question) === 'ANY',
    isKept: ({ rondo }) =>
      rondo.tc || isOne(rondo.answer.filter(record => !/ (dname|cname) /.test(record)).map(rrsetOf)),
  },
  {
    name: 'NS of the zone beside an answer',
    section: 'RFC 1034 §6.2.1: the examples have none',
    rondo: 'leaves them out',
    applies: (_, [part]) => part === ZONE_NS,
    isKept: ({ rondo, zones }) =>
      rondo.authority.every(record => originOf(record.split(' ')[0], 'DS', zones) !== undefined),
  },
  {
    name: 'TTLs that differ in an RRset',
    section: 'RFC 2181 §5.2: they are one',
    rondo: 'has the TTL of the first record for all',
    applies: ({ references }) =>
      isOne(references.map(({ answer }) => withoutTtl(answer))) && references.some(hasMixedTtls),
    isKept: ({ rondo }) => !hasMixedTtls(rondo),
  },
  {
    name: 'an RRset that stands in the answer twice',
    section: 'RFC 2181 §5: it stands there once',
    rondo: 'gives it once',
    applies: ({ references }, parts) =>
      parts.every(part => part === 'answer' || part === 'order') &&
      references.some(({ answer }) => new Set(answer).size < answer.length) &&
      isOne(references.map(({ answer }) => [...new Set(answer)].join('\n'))),
    isKept: ({ rondo }) => new Set(rondo.answer).size === rondo.answer.length,
  },
  {
    name: 'aliases that close a loop',
    section: 'RFC 1034 §3.6.2: they end; the answer says NOERROR',
    rondo: 'gives every record of the loop once',
    applies: ({ references }) => references.some(loops),
    isKept: ({ rondo }) =>
      rondo.tc || (rondo.rcode === 'NOERROR' && new Set(rondo.answer).size === rondo.answer.length),
  },
  {
    name: 'chains longer than one of the references follows',
    section: 'RFC 1034 §5.2.2: the work is bounded',
    rondo: 'gives up to 16 links and says NOERROR when there are more',
    applies: asked => linksOf(asked) >= SHORTEST_LIMIT,
    isKept: ({ references, rondo }) =>
      rondo.tc ||
      (aliasesOf(rondo.chain).length <= 16 &&
        references.every(each => each.tc || begins(aliasTexts(each), aliasTexts(rondo))) &&
        references.some(({ chain }) => chain.length <= rondo.chain.length)),
  },
  {
    name: 'NS at a wildcard',
    section: 'RFC 4592 §4.2: it delegates none of the names that the wildcard stands for',
    rondo: 'takes it for data',
    applies: ({ references }) => references.some(({ aa, authority }) => !aa && authority.some(isAtWildcard)),
    isKept: ({ rondo }) => rondo.aa,
  },
  {
    name: 'an alias into another zone, asked without RD',
    section: 'RFC 2181 §5.4.1: resolvers believe one zone at a time',
    rondo: 'ends with the zone',
    applies: asked => !asked.question.hasRd && asked.references.some(({ chain }) => leavesZone(asked, chain)),
    isKept: asked => {
      const aliases = aliasesOf(asked.rondo.chain);
      return (
        asked.rondo.rcode === 'NOERROR' &&
        asked.rondo.authority.length === 0 &&
        !leavesZone(asked, asked.rondo.chain.slice(0, -1)) &&
        aliases.length > 0
      );
    },
  },
  {
    name: 'DNAME at a wildcard',
    section: 'RFC 4592 §4.4, RFC 6672 §3.2: it stands for names below the wildcard, and keeps its owner',
    rondo: 'gives the DNAME with its own owner',
    applies: ({ references }) => references.some(({ chain }) => chain.some(isWildcardDname)),
    isKept: ({ rondo }) => rondo.chain.some(isWildcardDname),
  },
  {
    name: 'names that a DNAME makes too long',
    section: 'RFC 6672 §3.2 step 3c: YXDOMAIN',
    rondo: 'says YXDOMAIN',
    applies: ({ references }) => references.some(({ rcode }) => rcode === 'YXDOMAIN'),
    isKept: ({ rondo }) => rondo.tc || rondo.rcode === 'YXDOMAIN',
  },
  {
    name: 'data below a DNAME',
    section: 'RFC 6672 §2.4: it must not be there, and cannot be seen',
    rondo: 'gives what the DNAME says',
    applies: ({ references }) =>
      references.some(({ chain }) => chain.some(isDname)) &&
      references.some(({ chain }) => chain.length === 0),
    isKept: ({ rondo }) => rondo.chain.some(isDname),
  },
  {
    name: 'names of other zones, which NSD takes for names of this one',
    section: 'RFC 1034 §4.3.2 step 2: the closest zone answers, from what it has itself',
    rondo: 'does not look at them',
    applies: asked => hasNamesOfAnotherZone(asked) && isOnlyNsdOther(asked),
    isKept: ({ references, rondo }) => references.some(each => isSameAnswer(each, rondo)),
  },
  {
    name: 'an alias into a zone that lies within the other, asked with RD',
    section: 'RFC 1034 §4.3.2 step 2: the closest zone answers',
    rondo: 'goes on with the closest zone',
    applies: asked => asked.question.hasRd && asked.references.some(({ chain }) => leavesZone(asked, chain)),
    isKept: ({ rondo }) => rondo.aa,
  },
  {
    name: 'referrals whose addresses do not all fit',
    section:
      'RFC 9471 §3.1: those of hosts in the delegated zone are required; no wildcard there makes such a host',
    rondo: 'sets TC for those alone',
    applies: ({ references }, parts) =>
      parts.includes('tc') && references.every(({ authority }) => authority.some(isNs)),
    isKept: ({ rondo }) => !rondo.tc || rondo.authority.some(record => lacksRequired(record, rondo)),
  },
  {
    name: 'answers about as long as the datagram',
    section: 'RFC 1035 §4.1.4: compression is optional',
    rondo: 'compresses every name that may be',
    applies: asked => {
      const sizes = asked.references.filter(({ tc }) => !tc).map(({ octets }) => octets);
      return (
        isOne(asked.references.map(({ rcode }) => rcode)) &&
        sizes.length > 0 &&
        Math.max(...sizes) > sizeLimit(asked) * 0.8
      );
    },
    isKept: () => true,
  },
];

/** Whether the records of an owner and a type have several TTLs. */
function hasMixedTtls({ answer }: Outcome): boolean {
  const ttls = new Map<string, string>();
  return answer.some(record => {
    const [owner, ttl, type] = record.split(' ');
    const before = ttls.get(`${owner} ${type}`) ?? ttl;
    ttls.set(`${owner} ${type}`, ttl);
    return before !== ttl;
  });
}

const isSameList = (one: readonly string[], other: readonly string[]) => one.join('\n') === other.join('\n');

/** Whether two answers say the same; truncated ones do, whatever is left of them. */
const isSameAnswer = (one: Outcome, other: Outcome) =>
  one.rcode === other.rcode && one.tc === other.tc && (one.tc || isSameList(one.answer, other.answer));

/** Whether NSD answers, or denies, what the others do not. */
const isOnlyNsdOther = ({ names, references: [nsd, ...others] }: Case) =>
  names[0] === 'NSD' && others.every(each => isSameAnswer(each, others[0])) && !isSameAnswer(nsd, others[0]);

/** The name of the question, and the targets of the aliases. */
const namesOf = ({ question, rondo }: Case) => [
  nameOf(question).toLowerCase(),
  ...aliasesOf(rondo.chain).map(({ target }) => target),
];

/** Whether other zones have names below the apex of a zone that answers. */
function hasNamesOfAnotherZone(asked: Case): boolean {
  const { question, zones } = asked;
  const origins = namesOf(asked).map(name => originOf(name, typeOf(question), zones));
  return origins.some(origin =>
    [...zones].some(
      ([each, owners]) => each !== origin && [...owners].some(owner => owner.endsWith(`.${origin}`)),
    ),
  );
}
