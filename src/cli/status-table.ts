// The pools of `rondo status`: a table for each, with columns that are as wide in all of them.
import { spanText } from '../time/span.js';
import { liveText } from '../view/pool-instead.js';
import type { MemberView, PoolView, StatusView } from '../view/status.js';
import { type Line, plainLine, type Span } from './lines.js';
import { usingWords } from './pool-using.js';
import { headLines, number } from './status-head.js';

const HEAD = [
  ...['MEMBER', 'STATE', 'SINCE', 'LAST CHECK', 'FAILED', 'DOWN', 'WEIGHT', 'SHARE', 'FIRST', 'ANSWERS'],
  'NOTE',
];
/** What a column holds when it tells nothing: it is shown only where somebody has something else in it. */
const NOTHING: Readonly<Record<string, string>> = { DOWN: '', WEIGHT: '1', FIRST: '', ANSWERS: '', NOTE: '' };
/** How the result of a probe begins that succeeded. */
const GOOD = /^[A-Z0-9]+OK\b/;
const UNITS = ['', 'K', 'M', 'G', 'T'];
/** Larger counts are shown in thousands, millions and so on, as ipvsadm shows them. */
const MOST_SHOWN = 9_999_999;

function stateCell(member: MemberView): Span {
  const { admin, told, tied } = member;
  const real = probedCell(member);
  if (member.state !== 'down' && tied?.state === 'down') return { text: `OUT (${real.text})`, colour: 'red' };
  const state = admin === undefined || admin.state === 'ready' ? told?.state : admin.state;
  if (state === undefined) return real;
  const word = state === 'up' || state === 'down' ? `FORCED ${state}` : state;
  return { text: `${word.toUpperCase()} (${real.text})`, colour: 'yellow' };
}

/** What probes say, and what else makes it down. */
function probedCell({ state, inTransition, heldMs, isUnprobed }: MemberView): Span {
  if (isUnprobed === true) return { text: 'no probe' };
  if (heldMs !== undefined) return { text: `DOWN, held ${spanText(heldMs)}`, colour: 'red' };
  if (state === 'unknown') return { text: 'not probed yet', colour: 'yellow' };
  if (!inTransition)
    return state === 'up' ? { text: 'up', colour: 'green' } : { text: 'DOWN', colour: 'red' };
  return { text: state === 'up' ? 'up, failing' : 'DOWN, rising', colour: 'yellow' };
}

/** How long an operator's word still holds, and why it was given; and what the member says. */
function adminNote({ admin = { state: 'ready', since: '' }, told }: MemberView): string {
  const { until, reason, by } = admin;
  const left = until === undefined ? '' : `${spanText(Math.max(0, Date.parse(until) - Date.now()))} left`;
  const percent = told?.percent === undefined ? '' : `${told.percent}%`;
  const said = [told?.state, percent].filter(Boolean).join(' ');
  const whose = [by === undefined ? '' : `by ${by}`, left].filter(Boolean).join(', ');
  const given = [whose, reason].filter(Boolean).join(': ');
  return [given, said === '' ? '' : `says ${said}`].filter(Boolean).join('; ');
}

/** What the other columns do not tell. */
function noteOf(member: MemberView): string {
  const { cause, follows, lastCheck, lateMs, tied } = member;
  const late = lateMs === undefined ? '' : `not probed for ${spanText(lateMs)}`;
  const followed = follows === undefined || cause !== undefined ? '' : `follows ${follows}`;
  const tie = tied === undefined ? '' : `tied to ${tied.endpoint}${tied.state === 'down' ? ', down' : ''}`;
  // Of a check of several parts the last result says the same.
  const why = cause === lastCheck?.result ? undefined : cause;
  return [tie, adminNote(member), late, why, followed].filter(Boolean).join('; ');
}

/** A weight that grows is shown with the part that counts. */
function weightText({ weight, configuredWeight, slowStart }: MemberView): string {
  const part = slowStart === undefined ? '' : `, ${Math.round(slowStart * 100)}%`;
  return weight === configuredWeight ? `${weight}${part}` : `${weight} (file: ${configuredWeight})${part}`;
}

/** How often it has gone down, and for about how long in all. */
function downText({ downs, downMs }: MemberView): string {
  return downs === 0 ? '' : `${number(downs)}, ${spanText(downMs).split(' ')[0]}`;
}

/** A count in at most seven digits; empty when there is none. */
function shortCount(count: number | undefined): string {
  if (count === undefined) return '';
  let rest = count;
  let unit = 0;
  for (; rest > MOST_SHOWN && unit < UNITS.length - 1; unit++) rest = Math.floor(rest / 1000);
  return `${rest}${UNITS[unit]}`;
}

/** The last probe, and how long it took when it was a good one. */
function checkText({ lastCheck }: MemberView): string {
  if (lastCheck === undefined) return '';
  const { result, durationMs } = lastCheck;
  return GOOD.test(result) ? `${result} in ${Math.round(durationMs)} ms` : result;
}

function cellsOf(member: MemberView): Span[] {
  const { checks, failures, share, isUnprobed } = member;
  return [
    { text: member.target === undefined ? member.endpoint : `${member.target} (${member.endpoint})` },
    stateCell(member),
    { text: spanText(member.sinceMs) },
    { text: checkText(member) },
    { text: isUnprobed === true ? '' : `${failures} of ${checks}` },
    { text: downText(member) },
    { text: weightText(member) },
    { text: `${Math.round(share * 1000) / 10}%` },
    { text: shortCount(member.first) },
    { text: shortCount(member.answers) },
    { text: noteOf(member) },
  ];
}

function titleOf(view: PoolView): Span {
  const { pool, live, total, explanation } = view;
  if (total === 0) return { text: `${pool}   ${explanation}`, colour: 'red' };
  const rest = [liveText(view), ...usingWords(view)].join(', ');
  const colour = live === 0 ? 'red' : live === total && view.instead === undefined ? 'green' : 'yellow';
  return { text: `${pool}   ${rest}`, colour };
}

/** The rows of a table, and where each column ends. */
class Columns {
  readonly #widths: number[];
  /** Whether each is shown. */
  readonly #shown: readonly boolean[];

  constructor(rows: readonly (readonly Span[])[]) {
    this.#widths = HEAD.map(({ length }) => length);
    for (const cells of rows)
      for (const [column, { text }] of cells.entries())
        if (text.length > this.#widths[column]) this.#widths[column] = text.length;
    this.#shown = HEAD.map((name, column) => rows.some(cells => cells[column].text !== NOTHING[name]));
  }

  line(cells: readonly Span[]): Line {
    return cells.flatMap((cell, column) => {
      if (!this.#shown[column]) return [];
      const blanks = column === HEAD.length - 1 ? 0 : this.#widths[column] - cell.text.length;
      return [{ text: '  ' }, cell, { text: ' '.repeat(blanks) }];
    });
  }
}

/** What is not shown, and how to see it. */
function restLines({ totals, leftOut, pools }: StatusView): Line[] {
  if (leftOut === undefined) return [];
  const { members } = leftOut;
  const whole = totals.pools - pools.length - leftOut.pools;
  const more = (count: number, noun: string) => `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
  const lines = [
    ...(members > 0 ? [`${more(members, 'more member')} down or out of service`] : []),
    ...(whole > 0 ? [`${more(whole, 'pool')} with all members live`] : []),
  ];
  return lines.length === 0 ? [] : [[], plainLine(`Not shown: ${lines.join('; ')}. --all shows them.`)];
}

/** The server as a whole, then its pools. @param nobody what is said in place of pools when there are none */
export function statusLines(view: StatusView, nobody = 'No member is so.'): Line[] {
  const { pools, totals } = view;
  const lines = headLines(view);
  const rows = pools.map(pool => pool.members.map(cellsOf));
  const columns = new Columns(rows.flat());
  const head = columns.line(HEAD.map(text => ({ text, colour: 'bold' })));
  for (const [index, pool] of pools.entries()) {
    lines.push([], [titleOf(pool)]);
    if (rows[index].length > 0) lines.push(head);
    for (const cells of rows[index]) lines.push(columns.line(cells));
  }
  if (totals.pools === 0) lines.push([], plainLine('There is no pool.'));
  else if (pools.length === 0 && view.leftOut === undefined) lines.push([], plainLine(nobody));
  return [...lines, ...restLines(view)];
}
