// The pools of `rondo status`: a table for each, with columns that are as wide in all of them.
import { spanText } from '../time/span.js';
import { isOutByTie, orderedState, probeTexts, saidTexts } from '../view/member-words.js';
import { numberText, percentText, plural } from '../view/plural.js';
import { backupText, liveText, usingWords } from '../view/pool-words.js';
import type { MemberView, PoolView, StatusView } from '../view/status.js';
import { type Line, plainLine, type Span } from './lines.js';
import { headLines, LABEL_WIDTH } from './status-head.js';
import { type Column, TableLayout, USUAL_WIDTH } from './table-layout.js';
import { wrapLine } from './wrap-line.js';

const COLUMNS: readonly Column[] = [
  { name: 'MEMBER' },
  { name: 'STATE' },
  { name: 'SINCE' },
  { name: 'LAST CHECK', least: 16, label: 'last check: ' },
  { name: 'FAILED' },
  { name: 'DOWN', nothing: '', leftOut: 3 },
  { name: 'WEIGHT', nothing: '1' },
  { name: 'SHARE' },
  { name: 'FIRST', nothing: '', leftOut: 1 },
  { name: 'ANSWERS', nothing: '', leftOut: 2 },
  { name: 'HOST', nothing: '', isBelow: true },
  { name: 'NOTE', nothing: '', isBelow: true },
];
/** How the result of a probe begins that succeeded. */
const GOOD = /^[A-Z0-9]+OK\b/;
const UNITS = ['', 'K', 'M', 'G', 'T'];
/** Larger counts are shown in thousands, millions and so on, as ipvsadm shows them. */
const MOST_SHOWN = 9_999_999;

function stateCell(member: MemberView): Span {
  const real = probedCell(member);
  if (isOutByTie(member)) return { text: `OUT (${real.text})`, colour: 'red' };
  const state = orderedState(member);
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

/** What the other columns do not tell. */
function noteOf(member: MemberView): string {
  const { backup, tied } = member;
  const tie = tied === undefined ? '' : `tied to ${tied.endpoint}${tied.state === 'down' ? ', down' : ''}`;
  const texts = [backupText(backup), tie, ...saidTexts(member, Date.now()), ...probeTexts(member)];
  return texts.filter(Boolean).join('; ');
}

/** A weight that grows is shown with the part that counts. */
function weightText({ weight, configuredWeight, slowStart }: MemberView): string {
  const part = slowStart === undefined ? '' : `, ${Math.round(slowStart * 100)}%`;
  return weight === configuredWeight ? `${weight}${part}` : `${weight} (file: ${configuredWeight})${part}`;
}

/** How often it has gone down, and for about how long in all. */
function downText({ downs, downMs }: MemberView): string {
  return downs === 0 ? '' : `${numberText(downs)}, ${spanText(downMs).split(' ')[0]}`;
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

/** Host and endpoint. */
const labelOf = ({ target, endpoint }: MemberView) => `${target} (${endpoint})`;

function cellsOf(member: MemberView, isHostBelow: boolean): Span[] {
  const { checks, failures, share, isUnprobed } = member;
  return [
    { text: isHostBelow || member.target === undefined ? member.endpoint : labelOf(member) },
    stateCell(member),
    { text: spanText(member.sinceMs) },
    { text: checkText(member) },
    { text: isUnprobed === true ? '' : `${failures} of ${checks}` },
    { text: downText(member) },
    { text: weightText(member) },
    { text: percentText(share) },
    { text: shortCount(member.first) },
    { text: shortCount(member.answers) },
    { text: isHostBelow ? (member.target ?? '') : '' },
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

/** What is not shown, and how to see it. */
function restLines({ totals, leftOut, pools }: StatusView): Line[] {
  if (leftOut === undefined) return [];
  const { members } = leftOut;
  const whole = totals.pools - pools.length - leftOut.pools;
  const lines = [
    ...(members > 0 ? [`${plural(members, 'more member')} down or out of service`] : []),
    ...(whole > 0 ? [`${plural(whole, 'pool')} with all members live`] : []),
  ];
  return lines.length === 0 ? [] : [[], plainLine(`Not shown: ${lines.join('; ')}. --all shows them.`)];
}

/** Where there is no room for hosts beside endpoints, they stand below. */
function layoutOf(pools: readonly PoolView[], width: number) {
  const rowsOf = (isHostBelow: boolean) =>
    pools.map(({ members }) => members.map(member => cellsOf(member, isHostBelow)));
  const whole = rowsOf(false);
  const layout = new TableLayout(COLUMNS, whole.flat(), width);
  const hasHosts = pools.some(({ members }) => members.some(({ target }) => target !== undefined));
  if (!hasHosts || layout.leftOut.length === 0) return { layout, rows: whole };
  const rows = rowsOf(true);
  return { layout: new TableLayout(COLUMNS, rows.flat(), width), rows };
}

/**
 * The server as a whole, then its pools.
 * @param nobody what is said in place of pools when there are none
 * @param columns of the terminal; undefined where there is none
 */
export function statusLines(view: StatusView, nobody = 'No member is so.', columns?: number): Line[] {
  const { pools, totals } = view;
  const wrapped = (lines: readonly Line[], indent: number) =>
    columns === undefined ? lines : lines.flatMap(line => wrapLine(line, columns, indent));
  const lines = [...wrapped(headLines(view), LABEL_WIDTH)];
  const { layout, rows } = layoutOf(pools, columns ?? USUAL_WIDTH);
  for (const [index, pool] of pools.entries()) {
    lines.push([], ...wrapped([[titleOf(pool)]], 2));
    if (rows[index].length > 0) lines.push(layout.head);
    for (const cells of rows[index]) lines.push(...layout.lines(cells));
  }
  if (totals.pools === 0) lines.push([], plainLine('There is no pool.'));
  else if (pools.length === 0 && view.leftOut === undefined) lines.push([], plainLine(nobody));
  if (layout.leftOut.length > 0)
    lines.push([], plainLine(`Too narrow for ${layout.leftOut.join(', ')}; --json has all.`));
  return [...lines, ...wrapped(restLines(view), 2)];
}
