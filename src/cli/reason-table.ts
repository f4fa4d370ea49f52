// The members of a pool with why each is in or out, for a terminal or a file.

import { spanText } from '../time/span.js';
import { numberText, percentText, plural } from '../view/plural.js';
import type { MemberReason, PoolReason } from '../view/pool-reason.js';
import { liveText, usingWords } from '../view/pool-words.js';
import { isColoured, paint } from './colour.js';

const A_SECOND = 1000;

function titleOf(reason: PoolReason): string {
  const { pool, policy, members, turn, explanation } = reason;
  const total = members.length;
  const parts = [policy.join(', '), total === 0 ? explanation : liveText({ ...reason, total })];
  if (turn !== undefined) parts.push(`turn ${turn}`);
  parts.push(...usingWords(reason));
  return `pool ${pool}: ${parts.join('; ')}`;
}

/** Host and endpoint. */
const labelOf = ({ target, endpoint }: MemberReason) =>
  target === undefined ? endpoint : `${target} (${endpoint})`;

/** How often it was down, when that was not only now. */
function pastText({ downs, downMs, sinceMs }: MemberReason): string {
  if (downs === 0 || downMs === sinceMs) return '';
  return `; down ${downs === 1 ? 'once' : `${downs} times`}, ${spanText(downMs)} in all`;
}

/** How often it was handed out. */
function countText({ answers, first }: MemberReason): string {
  if (answers === undefined || first === undefined) return '';
  return `; in ${plural(answers, 'answer')}, first in ${numberText(first)}`;
}

/** The lines of a pool. @param withHistory whether the last transitions of each member follow it */
export function reasonLines(pool: PoolReason, withHistory: boolean): string[] {
  const { members } = pool;
  const width = members.reduce((widest, member) => Math.max(widest, labelOf(member).length), 0);
  const mark = (isIn: boolean) => {
    const text = isIn ? 'in ' : 'out';
    return isColoured() ? paint(text, isIn ? 'green' : 'red') : text;
  };
  const lines = members.flatMap(member => {
    const { isIn, why, share, sinceMs, history, check = [] } = member;
    const lasts = sinceMs >= A_SECOND ? `, for ${spanText(sinceMs)}` : '';
    const since = withHistory ? `${lasts}${pastText(member)}${countText(member)}` : '';
    const line = `  ${labelOf(member).padEnd(width)}  ${mark(isIn)}  ${percentText(share).padStart(5)}  ${why}${since}`;
    const past = withHistory ? history : [];
    return [
      line,
      ...check.map(({ depth, text }) => `    ${'  '.repeat(depth)}${text}`),
      ...past.map(({ agoMs, text }) => `    ${spanText(agoMs)} ago: ${text}`),
    ];
  });
  return [titleOf(pool), ...lines];
}
