// The comparison: what the references agree on, and whether Rondo says the same.
import type { Outcome } from './outcome.js';

/** What is asked, and how. */
export interface Question {
  /** `NAME TYPE`. */
  readonly text: string;
  readonly hasRd: boolean;
  readonly hasEdns: boolean;
}

/** One question, asked over one protocol, and what each server answered. */
export interface Case {
  readonly question: Question;
  readonly isTcp: boolean;
  /** Of all zones that the servers have. */
  readonly origins: ReadonlySet<string>;
  readonly references: readonly Outcome[];
  readonly rondo: Outcome;
}

/** What one comparison of a case can yield. */
export type Verdict =
  /** The references differ among themselves; `withSome`: Rondo is with one of them. */
  | { readonly kind: 'divided'; readonly withSome: boolean }
  | { readonly kind: 'agreed' }
  /** Rondo differs from their consensus, in these parts of the message. */
  | { readonly kind: 'different'; readonly parts: readonly string[] };

/** The head of a message and its answer section. */
function coreOf({ rcode, aa, tc, answer, chain }: Outcome): string {
  // Of a truncated message only the flag counts: a client asks again (RFC 2181 §9).
  return tc ? `${rcode} tc` : JSON.stringify({ rcode, aa, answer, chain });
}

const isSame = (values: readonly string[]) => values.every(value => value === values[0]);

/** The authority section, when there is something to compare. */
function authorityOf({ tc, authority }: Outcome): string {
  return tc ? 'tc' : authority.join('\n');
}

/** Records that every reference puts into the additional section of a referral. */
function glueOf({ references }: Case): string[] {
  const [first, ...others] = references;
  const isReferral = !first.aa && first.rcode === 'NOERROR' && first.authority.some(at => / ns /.test(at));
  if (!isReferral || first.tc) return [];
  return first.additional.filter(line => others.every(({ additional }) => additional.includes(line)));
}

function partsThatDiffer(asked: Case): string[] {
  const { references, rondo } = asked;
  const [first] = references;
  const parts: string[] = [];
  if (first.rcode !== rondo.rcode) parts.push('rcode');
  if (first.tc !== rondo.tc) parts.push('tc');
  if (first.tc || rondo.tc) return parts;
  if (first.aa !== rondo.aa) parts.push('aa');
  if (!isSame([first.answer.join('\n'), rondo.answer.join('\n')])) parts.push('answer');
  else if (!isSame([first.chain.join('\n'), rondo.chain.join('\n')])) parts.push('order of the chain');
  const authorities = references.map(authorityOf);
  if (isSame(authorities) && authorities[0] !== authorityOf(rondo)) parts.push('authority');
  if (glueOf(asked).some(line => !rondo.additional.includes(line))) parts.push('glue');
  return parts;
}

/** Compares one case. */
export function compare(asked: Case): Verdict {
  const cores = asked.references.map(coreOf);
  if (!isSame(cores)) return { kind: 'divided', withSome: cores.includes(coreOf(asked.rondo)) };
  const parts = partsThatDiffer(asked);
  return parts.length === 0 ? { kind: 'agreed' } : { kind: 'different', parts };
}
