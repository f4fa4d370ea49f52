// One question, and what each server answered to it over one protocol.
import { buildQuery } from '../support/query.js';
import { type Outcome, outcomeText } from './outcome.js';

/** What is asked, and how. */
export interface Question {
  /** `NAME TYPE`. */
  readonly text: string;
  readonly hasRd: boolean;
  /** `false` for a query without OPT; `size` is the UDP payload size in octets. */
  readonly edns: false | { readonly size: number; readonly do: boolean };
  readonly hasAd: boolean;
  readonly hasCd: boolean;
}

/** How resolvers ask, before DNSSEC. */
export const PLAIN: Omit<Question, 'text'> = {
  hasRd: false,
  edns: { size: 1232, do: false },
  hasAd: false,
  hasCd: false,
};

export type Zones = ReadonlyMap<string, ReadonlySet<string>>;

export interface Case {
  readonly question: Question;
  readonly isTcp: boolean;
  /** The names that own records, by the origin of the zone; of all zones that the servers have. */
  readonly zones: Zones;
  /** Of the references: those that load the zones. */
  readonly names: readonly string[];
  /** In the order of their names. */
  readonly references: readonly Outcome[];
  /** How many times the references were asked for the target of an alias in another zone, whose answer was put behind. */
  readonly sequels: number;
  readonly rondo: Outcome;
}

/** The message that asks. */
export function queryOf({ text, hasRd, edns, hasAd, hasCd }: Question): Uint8Array {
  const message = buildQuery(text, { rd: hasRd, cd: hasCd, edns });
  if (hasAd) message[3] |= 0x20;
  return message;
}

export const nameOf = ({ text }: Question) => text.split(' ')[0];
export const typeOf = ({ text }: Question) => text.split(' ')[1];

/** The origin of the zone that answers for a name and a type; undefined outside all zones. */
export function originOf(name: string, type: string, zones: Zones): string | undefined {
  // Behind the first dot that is not escaped.
  const above = (rest: string) => rest.slice(/(?<!\\)\./.exec(rest)!.index + 1);
  const lower = name.toLowerCase();
  // DS belongs to the parent (RFC 4035 §3.1.4.1).
  const upper = type === 'DS' && zones.has(lower) ? originOf(above(lower), 'A', zones) : undefined;
  if (upper !== undefined) return upper;
  for (let rest = lower; rest !== ''; rest = above(rest)) if (zones.has(rest)) return rest;
  return zones.has('.') ? '.' : undefined;
}

/** The most octets that the answer may have. */
export function sizeLimit({ question: { edns }, isTcp }: Pick<Case, 'question' | 'isTcp'>): number {
  if (isTcp) return 65_535;
  return edns === false ? 512 : Math.min(Math.max(edns.size, 512), 1232);
}

/** The question and all answers, below one another. */
export function caseText({ question, isTcp, names, references, rondo, sequels }: Case): string {
  const { edns, hasRd, hasAd, hasCd } = question;
  const how = [
    isTcp ? 'TCP' : 'UDP',
    ...(edns === false ? [] : [`EDNS ${edns.size}${edns.do ? ' DO' : ''}`]),
    ...[hasRd && 'RD', hasAd && 'AD', hasCd && 'CD'].filter(flag => flag !== false),
  ];
  const answers = [...references, rondo].map(
    (outcome, at) => `${names[at] ?? 'Rondo'}: ${outcomeText(outcome)}`,
  );
  const note =
    sequels === 0 ? [] : ['(the references together with what they say about the target of the alias)'];
  return [`${question.text} (${how.join(', ')})`, ...note, ...answers].join('\n');
}
