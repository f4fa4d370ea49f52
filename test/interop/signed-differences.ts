// Where Rondo's answers from signed zones are deliberately other than those of the references, each with its reason.
import type { Outcome } from './outcome.js';

/** One question, and what each server answered. */
export interface SignedCase {
  /** `NAME TYPE (how)`. */
  readonly text: string;
  readonly references: readonly Outcome[];
  readonly rondo: Outcome;
  /** Of all zones that the servers have. */
  readonly origins: ReadonlySet<string>;
}

export interface SignedDifference {
  readonly name: string;
  /** With the section of the RFC. */
  readonly reason: string;
  /** Whether the case, in which Rondo is with none of the references, is explained by the reason. */
  applies(asked: SignedCase): boolean;
}

/** Apex NS, which some add to every answer (RFC 1034 §3.7) and others leave out, do not count; of a truncated message only TC does. */
export function essence({ rcode, aa, tc, answer, chain, authority }: Outcome): string {
  if (tc) return `${rcode} tc`;
  const needed = authority.filter(line => !aa || !/^\S+ \d+ (?:ns |rrsig ns )/.test(line));
  return JSON.stringify({ rcode, aa, answer, chain, authority: needed });
}

const typeOf = ({ text }: SignedCase) => text.split(' ')[1];

/** The name that the chain of an answer ends with, in lower case. */
function finalName({ text, rondo }: SignedCase): string {
  return rondo.chain.findLast(line => line.split(' ')[2] === 'cname')?.split(' ')[3] ?? text.split(' ')[0];
}

/** Names as their labels from the right, so that they can be compared in canonical order (RFC 4034 §6.1). */
function isBefore(name: string, other: string): boolean {
  const [a, b] = [name, other].map(each => each.split('.').filter(Boolean).reverse());
  for (let at = 0; at < Math.min(a.length, b.length); at++) if (a[at] !== b[at]) return a[at] < b[at];
  return a.length < b.length;
}

/** Whether an NSEC shows that the wildcard at some name above `name` is an empty non-terminal: it begins before it and ends below it. */
function spansWildcard(line: string, name: string): boolean {
  const [owner, , type, next] = line.split(' ');
  if (type !== 'nsec') return false;
  for (let above = name; above.includes('.'); above = above.slice(above.indexOf('.') + 1)) {
    const wildcard = `*.${above}`;
    if (next.endsWith(`.${wildcard}`) && isBefore(owner, wildcard)) return true;
  }
  return false;
}

/** The authority section without such an NSEC and its signature. */
function withoutSpan(asked: SignedCase, outcome: Outcome): Outcome {
  const span = outcome.authority.find(line => spansWildcard(line, finalName(asked)));
  if (span === undefined) return outcome;
  const [owner] = span.split(' ');
  const authority = outcome.authority.filter(
    line => line !== span && !line.startsWith(`${owner} ${span.split(' ')[1]} rrsig nsec `),
  );
  return { ...outcome, authority };
}

/** With the TTL of the SOA and of its signatures left open. */
function withoutSoaTtl(outcome: Outcome): Outcome {
  const authority = outcome.authority.map(line => line.replace(/^(\S+) \d+ (soa|rrsig soa) /, '$1 - $2 '));
  return { ...outcome, authority };
}

/** CNAME records of the chain. */
const linksOf = ({ chain }: Outcome) => chain.filter(line => line.split(' ')[2] === 'cname').length;

const isWithSome = ({ references, rondo }: SignedCase, view: (outcome: Outcome) => Outcome) =>
  references.some(reference => essence(view(reference)) === essence(view(rondo)));

export const SIGNED_DIFFERENCES: readonly SignedDifference[] = [
  {
    name: 'wildcard non-terminal',
    reason:
      'a wildcard that is an empty non-terminal stands for the name: RFC 4035 §3.1.3.4 wants the NSEC that shows it to have ' +
      'nothing of the type, too, which Knot and BIND leave out; without it delv finds the answer bogus',
    applies: asked => asked.rondo.rcode === 'NOERROR' && isWithSome(asked, each => withoutSpan(asked, each)),
  },
  {
    name: 'TTL 0 for SOA',
    reason:
      'BIND gives the SOA of a negative answer to a question for SOA the TTL 0; RFC 2308 §3 knows no such exception. NSD and ' +
      'Knot differ for other reasons: a wildcard DNAME, or the NSEC of a wildcard non-terminal',
    applies: asked =>
      typeOf(asked) === 'SOA' && isWithSome(asked, each => withoutSoaTtl(withoutSpan(asked, each))),
  },
  {
    name: 'long chain',
    reason:
      'the chain does not end: each server follows it as far as it likes (RFC 1034 §3.6.2), Rondo for 16 links',
    applies: ({ rondo, references }) =>
      linksOf(rondo) >= 16 || (rondo.tc && references.some(reference => linksOf(reference) >= 5)),
  },
  {
    name: 'loop',
    reason:
      'a chain that comes back to a name ends there; NSD and Knot give a link twice (RFC 2181 §5), BIND says SERVFAIL',
    applies: ({ rondo, references }) =>
      rondo.chain.some(line => line.split(' ')[0] === rondo.chain.at(-1)?.split(' ')[3]) &&
      references.some(({ answer }) => [...new Set(answer)].join() === rondo.answer.join()),
  },
  {
    name: 'DS behind an alias',
    reason:
      'an alias leads to the apex of a zone here, and DS belongs to its parent (RFC 4035 §3.1.4.1): without RD the answer ends ' +
      'with the zone of the alias (RFC 2181 §5.4.1), while Knot and BIND answer for the child and NSD for the parent',
    applies: asked =>
      typeOf(asked) === 'DS' &&
      asked.origins.has(finalName(asked)) &&
      asked.references.some(({ chain }) => chain.join() === asked.rondo.chain.join()),
  },
  {
    name: 'ANY',
    reason: 'ANY is answered with one RRset of the name and its signatures (RFC 8482 §4.1)',
    applies: ({ text, references, rondo }) =>
      / ANY /.test(text) &&
      rondo.rcode === 'NOERROR' &&
      rondo.aa &&
      !rondo.tc &&
      new Set(rondo.answer.map(line => line.split(' ')[2]).filter(type => type !== 'rrsig')).size === 1 &&
      references.some(({ tc, answer }) => tc || rondo.answer.every(line => answer.includes(line))),
  },
];
