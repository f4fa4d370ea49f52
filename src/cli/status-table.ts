// The table of `rondo status`, for a terminal or a file.

import { spanText } from '../time/span.js';
import type { MemberView, PoolView, StatusView } from '../view/status.js';
import { type Colour, paint } from './colour.js';

interface Cell {
  readonly text: string;
  readonly colour?: Colour;
}

const HEAD = ['MEMBER', 'STATE', 'SINCE', 'LAST CHECK', 'FAILED', 'WEIGHT', 'SHARE', 'NOTE'];
/** The column that is shown only where somebody has something in it. */
const NOTE = HEAD.length - 1;

function stateCell(member: MemberView): Cell {
  const { admin, told, tied } = member;
  const real = probedCell(member);
  if (member.state !== 'down' && tied?.state === 'down') return { text: `OUT (${real.text})`, colour: 'red' };
  const state = admin === undefined || admin.state === 'ready' ? told?.state : admin.state;
  return state === undefined ? real : { text: `${state.toUpperCase()} (${real.text})`, colour: 'yellow' };
}

/** What probes say, and what else makes it down. */
function probedCell({ state, inTransition, heldMs }: MemberView): Cell {
  if (heldMs !== undefined) return { text: `DOWN, held ${spanText(heldMs)}`, colour: 'red' };
  if (state === 'unknown') return { text: 'not probed yet', colour: 'yellow' };
  if (!inTransition)
    return state === 'up' ? { text: 'up', colour: 'green' } : { text: 'DOWN', colour: 'red' };
  return { text: state === 'up' ? 'up, failing' : 'DOWN, rising', colour: 'yellow' };
}

/** How long an operator's word still holds, and why it was given; and what the member says. */
function adminNote({ admin = { state: 'ready', since: '' }, told }: MemberView): string {
  const { until, reason } = admin;
  const left = until === undefined ? '' : `${spanText(Math.max(0, Date.parse(until) - Date.now()))} left`;
  const percent = told?.percent === undefined ? '' : `${told.percent}%`;
  const said = [told?.state, percent].filter(Boolean).join(' ');
  const given = [left, reason].filter(Boolean).join(': ');
  return [given, said === '' ? '' : `says ${said}`].filter(Boolean).join('; ');
}

/** What the other columns do not tell. */
function noteOf(member: MemberView): string {
  const { cause, follows, lateMs, tied } = member;
  const late = lateMs === undefined ? '' : `not probed for ${spanText(lateMs)}`;
  const followed = follows === undefined || cause !== undefined ? '' : `follows ${follows}`;
  const tie = tied === undefined ? '' : `tied to ${tied.endpoint}${tied.state === 'down' ? ', down' : ''}`;
  return [tie, adminNote(member), late, cause, followed].filter(Boolean).join('; ');
}

/** A weight that grows is shown with the part that counts. */
function weightText({ weight, configuredWeight, slowStart }: MemberView): string {
  const part = slowStart === undefined ? '' : `, ${Math.round(slowStart * 100)}%`;
  return weight === configuredWeight ? `${weight}${part}` : `${weight} (file: ${configuredWeight})${part}`;
}

function cellsOf(member: MemberView): Cell[] {
  const { lastCheck, checks, failures, share } = member;
  const check =
    lastCheck === undefined ? '' : `${lastCheck.result} in ${Math.round(lastCheck.durationMs)} ms`;
  return [
    { text: member.target === undefined ? member.endpoint : `${member.target} (${member.endpoint})` },
    stateCell(member),
    { text: spanText(member.sinceMs) },
    { text: check },
    { text: `${failures} of ${checks}` },
    { text: weightText(member) },
    { text: `${Math.round(share * 1000) / 10}%` },
    { text: noteOf(member) },
  ];
}

function titleOf({ pool, live, members, onFallback }: PoolView): Cell {
  const rest = onFallback ? ', on its fallback' : '';
  const colour = live === members.length ? 'green' : live === 0 ? 'red' : 'yellow';
  return { text: `${pool}   ${live} of ${members.length} live${rest}`, colour };
}

/** The table. @param isColoured whether it goes to a terminal that shows colours */
export function statusTable(
  { pid, version, listen, uptimeMs, pools }: StatusView,
  isColoured: boolean,
): string {
  const show = ({ text, colour }: Cell) => (isColoured && colour !== undefined ? paint(text, colour) : text);
  const lines = [`rondo ${version}, process ${pid}, up ${spanText(uptimeMs)}, on ${listen.join(', ')}`];
  if (pools.length === 0) lines.push('', 'No pool is probed.');
  const rows = pools.map(pool => pool.members.map(cellsOf));
  const widths = HEAD.map((head, column) =>
    rows.flat().reduce((widest, cells) => Math.max(widest, cells[column].text.length), head.length),
  );
  const hasNotes = rows.flat().some(cells => cells[NOTE].text !== '');
  const padded = (cells: readonly Cell[]) => {
    const parts = cells.slice(0, hasNotes ? undefined : NOTE).map((cell, column) => {
      const blanks = column === NOTE ? 0 : widths[column] - cell.text.length;
      return show(cell) + ' '.repeat(blanks);
    });
    return `  ${parts.join('  ')}`.trimEnd();
  };
  for (const [index, pool] of pools.entries()) {
    lines.push('', show(titleOf(pool)), padded(HEAD.map(text => ({ text, colour: 'bold' }))));
    lines.push(...rows[index].map(padded));
  }
  return `${lines.join('\n')}\n`;
}
