// What a server does not serve as its file stands, in words.
import type { FaultView } from './fault.js';

/** The most that one line names where it need not be short. */
const MAX_NAMED = 8;

/** Names with commas between them, and how many more there are. */
export function namesText(names: readonly string[], most = MAX_NAMED): string {
  const more = names.length - most;
  return `${names.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What one mistake has led to. */
export interface FaultText {
  /** What is served, as "a.example stays as read at 2026-11-29T02:35:05Z". */
  readonly what: string;
  readonly isLeftOut: boolean;
  /** As `file:line:column: message`. */
  readonly problem: string;
  /** The first moment, RFC 3339. */
  readonly since: string;
}

function standingText(faults: readonly FaultView[]): string {
  const names = faults.flatMap(({ zones, file }) => (zones.length === 0 ? [file] : zones));
  const [{ standing, version }] = faults;
  const isOne = names.length === 1;
  if (standing === 'left out' && faults.some(({ zones }) => zones.length === 0))
    return `not all of ${namesText([...new Set(names)])} is in effect`;
  if (standing === 'left out') return `${namesText(names)} ${isOne ? 'is' : 'are'} left out (SERVFAIL)`;
  const isKnown = version !== undefined && faults.every(each => each.version === version);
  const when = isKnown
    ? `read at ${version.replace(/\.\d+/, '')}`
    : `${isOne ? 'it was' : 'they were'} before`;
  return `${namesText(names)} ${isOne ? 'stays' : 'stay'} as ${when}`;
}

/** Says of each mistake once what it has led to. */
export function faultTexts(faults: readonly FaultView[]): FaultText[] {
  const groups = new Map<string, FaultView[]>();
  for (const fault of faults) {
    const key = `${fault.standing} ${fault.problem}`;
    groups.set(key, [...(groups.get(key) ?? []), fault]);
  }
  return [...groups.values()].map(group => ({
    what: standingText(group),
    isLeftOut: group[0].standing === 'left out',
    problem: group[0].problem,
    since: group.map(({ since }) => since).sort()[0],
  }));
}
