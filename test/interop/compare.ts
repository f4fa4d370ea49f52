// The comparison: the parts of a message on which the references agree, and whether Rondo says the same there.
import { type Case, sizeLimit } from './case.js';
import type { Outcome } from './outcome.js';

/** Parts of the message on which the references differ among themselves. */
export interface Division {
  readonly parts: readonly string[];
  /** Those of the references that say in all these parts what Rondo says. */
  readonly withRondo: readonly string[];
}

/** What one comparison of a case yields. */
export interface Verdict {
  /** Each of the parts of {@link BY_ITSELF} on its own, and the others together. */
  readonly divisions: readonly Division[];
  /** The parts on which the references agree and Rondo says otherwise. */
  readonly wrong: readonly string[];
}

type Part = (outcome: Outcome) => string;

const flag =
  (name: string): Part =>
  ({ flags }) =>
    String(flags.includes(name));

/** Of a truncated message only the flag counts: a client asks again (RFC 2181 §9). */
const unlessTruncated =
  (section: 'answer' | 'chain' | 'authority'): Part =>
  outcome =>
    outcome.tc ? 'truncated' : outcome[section].join('\n');

/** The part in which some servers put the NS of the zone beside an answer. */
export const ZONE_NS = 'NS of the zone';

const typeOf = (record: string) => record.split(' ')[2];

/** Whether there is data beside the aliases, or nothing but what was asked for. */
const isPositive = ({ aa, answer, authority }: Outcome) =>
  aa && answer.length > 0 && authority.every(record => typeOf(record) === 'ns');

const withoutNs = (outcome: Outcome): Outcome => ({ ...outcome, authority: [] });

const PARTS: Readonly<Record<string, Part>> = {
  opcode: ({ opcode }) => String(opcode),
  question: ({ question }) => question,
  opt: ({ opt }) => opt,
  rd: flag('rd'),
  ra: flag('ra'),
  z: flag('z'),
  ad: flag('ad'),
  cd: flag('cd'),
  rcode: ({ rcode }) => rcode,
  tc: flag('tc'),
  aa: flag('aa'),
  answer: unlessTruncated('answer'),
  order: unlessTruncated('chain'),
  authority: outcome => unlessTruncated('authority')(isPositive(outcome) ? withoutNs(outcome) : outcome),
  [ZONE_NS]: outcome => (isPositive(outcome) && !outcome.tc ? outcome.authority.join('\n') : ''),
};

const isSame = (values: readonly string[]) => values.every(value => value === values[0]);

/** What is wrong when Rondo adds records that no reference adds. */
export const SURPLUS = 'additional data that none of them has';

/** Octets of an RRset in the additional section, at most: a compressed owner and an IPv6 address. */
const octetsOfAddress = (record: string) => (record.split(' ')[2] === 'aaaa' ? 28 : 16);

/** Records that all references add and Rondo does not, though there is room, and those that only Rondo adds. */
function additionalProblems(asked: Case): string[] {
  const { references, rondo } = asked;
  const [first, ...others] = references;
  const expected = first.additional.filter(record =>
    others.every(({ additional }) => additional.includes(record)),
  );
  const lacking = expected.filter(record => !rondo.additional.includes(record));
  const [room, needed] = [sizeLimit(asked) - rondo.octets, lacking.map(octetsOfAddress)];
  const hasRoom = needed.reduce((sum, octets) => sum + octets, 0) <= room;
  const surplus = rondo.additional.filter(record =>
    references.every(({ additional }) => !additional.includes(record)),
  );
  return [
    ...(lacking.length > 0 && hasRoom ? ['additional data is lacking'] : []),
    ...(surplus.length > 0 ? [SURPLUS] : []),
  ];
}

/** Parts that say nothing about the others. */
export const BY_ITSELF: readonly string[] = ['ad', 'cd', ZONE_NS];

/** RFC 2181 §5: an RRset has no record twice, nor a message an RRset. */
const repeats = ({ answer, authority, additional }: Outcome) =>
  [answer, authority, additional].some(records => new Set(records).size < records.length);

/** Compares one case. */
export function compare(asked: Case): Verdict {
  const { references, rondo } = asked;
  const isUnanimous = (part: string) => isSame(references.map(PARTS[part]));
  const names = Object.keys(PARTS);
  const divided = names.filter(part => !isUnanimous(part));
  const wrong = names.filter(part => isUnanimous(part) && PARTS[part](references[0]) !== PARTS[part](rondo));
  const isWhole = WHOLE.every(part => !divided.includes(part) && !wrong.includes(part));
  if (isWhole && !rondo.tc) wrong.push(...additionalProblems(asked));
  if (repeats(rondo)) wrong.push('a record stands twice');
  if (rondo.tc && rondo.answer.length > 0) wrong.push('records in the answer section in spite of TC');
  const together = divided.filter(part => !BY_ITSELF.includes(part));
  const groups = [...divided.filter(part => BY_ITSELF.includes(part)).map(part => [part]), together];
  const withRondo = (parts: readonly string[]) =>
    asked.names.filter((_, at) => parts.every(part => PARTS[part](references[at]) === PARTS[part](rondo)));
  const divisions = groups
    .filter(parts => parts.length > 0)
    .map(parts => ({ parts, withRondo: withRondo(parts) }));
  return { divisions, wrong };
}

/** What must be equal for the additional section to be comparable. */
const WHOLE = ['rcode', 'tc', 'aa', 'answer', 'authority'];
