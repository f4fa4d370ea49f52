// What would be answered if an order were carried out, and why it should not be without a second thought.
import { percentText, plural } from '../view/plural.js';
import type { MemberReason, PoolReason } from '../view/pool-reason.js';
import { usingWords } from '../view/pool-words.js';
import type { WhatIfView } from '../view/what-if.js';
import { imaginedTitle, WOULD_BE_EMPTY } from './imagined-words.js';
import type { Target } from './order-target.js';
import { memberKey } from './pool-body.js';
import { MARK, markOf } from './state-mark.js';
import { element, KEY, type Markup } from './tree.js';

/** The most pools, and members of each, that are shown. */
const MOST = 40;

/** The share as it would be, beside that of now where it is another. @param now undefined where it is not known */
function shareText({ isIn, share }: MemberReason, now: number | undefined): string {
  const then = isIn ? percentText(share) : 'out';
  const before = percentText(now ?? share);
  return before === percentText(share) ? then : `${before} → ${then}`;
}

/** A pool as it would be. */
function outcome(reason: PoolReason, targets: readonly Target[]): Markup {
  const { pool, members, isEmpty, onFallback, explanation } = reason;
  const known = targets.find(each => each.pool.pool === pool)?.pool.members ?? [];
  const shares = new Map(known.map(member => [memberKey(member), member.share]));
  const rows = members
    .slice(0, MOST)
    .map(member =>
      element(
        'tr',
        {},
        element(
          'th',
          { scope: 'row' },
          markOf(member.isIn ? MARK.UP : MARK.DOWN),
          element('code', {}, member.endpoint),
        ),
        element('td', { class: 'number' }, shareText(member, shares.get(memberKey(member)))),
        element('td', {}, element('small', {}, member.why)),
      ),
    );
  const warning = isEmpty
    ? WOULD_BE_EMPTY
    : onFallback
      ? `No member would be live; it would be ${usingWords(reason).join(', ') || 'on its fallback'}.`
      : '';
  return element(
    'div',
    { class: 'outcome', [KEY]: pool },
    element('h3', {}, imaginedTitle(reason)),
    warning === '' ? undefined : element('p', { class: 'refusal' }, markOf(MARK.DOWN), warning),
    element('table', {}, element('caption', { class: 'unseen' }, `${pool} as it would be`), rows),
    more(members.length, 'member'),
    explanation === '' ? undefined : element('p', {}, element('small', {}, explanation)),
  );
}

function more(count: number, what: string): Markup | undefined {
  if (count <= MOST) return undefined;
  return element('p', { class: 'soft' }, `and ${plural(count - MOST, `more ${what}`)}`);
}

/** Why it must not be done without a second thought; empty when it may. */
export function doubtOf(imagined: WhatIfView | undefined): string {
  if (imagined?.refusal !== undefined) return imagined.refusal;
  const bad = (imagined?.pools ?? []).filter(({ isEmpty, onFallback }) => isEmpty || onFallback);
  return bad
    .slice(0, MOST)
    .map(({ pool }) => `${pool} would have no live member`)
    .join('; ');
}

/** @param imagined undefined while it is not known */
export function preview(imagined: WhatIfView | undefined, targets: readonly Target[]): Markup {
  return element(
    'section',
    { class: 'preview', 'aria-label': 'What would be answered' },
    imagined === undefined
      ? element('p', { class: 'soft' }, 'asking …')
      : [
          element('h3', { class: 'soft' }, 'Then'),
          imagined.pools.slice(0, MOST).map(reason => outcome(reason, targets)),
          more(imagined.pools.length, 'pool'),
        ],
  );
}
