// Whom an order is for: members of one pool or of several, the words by which the server finds them, and what they are called.
import { plural } from '../view/plural.js';
import type { MemberView, PoolView } from '../view/status.js';
import { element, KEY, type Markup } from './tree.js';

/** Members of one pool. */
export interface Target {
  readonly pool: PoolView;
  readonly members: readonly MemberView[];
  /** All that the pool has, also those that are not known here. */
  readonly isAll: boolean;
}

/** @param isEverywhere in all pools that have the addresses */
export function wordsFor(targets: readonly Target[], isEverywhere: boolean): string[] {
  const words = targets.flatMap(({ pool: { pool }, members, isAll }) => {
    if (isAll && !isEverywhere) return [`all in ${pool}`];
    return members.map(({ endpoint }) => (isEverywhere ? endpoint : `${endpoint} in ${pool}`));
  });
  return [...new Set(words)];
}

/** How many members are meant. */
export function countOf(targets: readonly Target[]): number {
  return targets.reduce((sum, { pool, members, isAll }) => sum + (isAll ? pool.total : members.length), 0);
}

/** The member, or how many there are. */
export function whomText(targets: readonly Target[]): string {
  const count = countOf(targets);
  return count === 1 ? (targets[0].members[0]?.endpoint ?? '1 member') : plural(count, 'member');
}

/** The pool, or how many there are. */
export function whereText(targets: readonly Target[]): string {
  return targets.length === 1 ? targets[0].pool.pool : plural(targets.length, 'pool');
}

/** What is chosen, and what can be done with it; nothing while none is. */
export function chosenBar(targets: readonly Target[]): Markup | undefined {
  if (targets.length === 0) return undefined;
  const button = (act: string, text: string, className?: string) =>
    element('button', { type: 'button', 'data-act': act, class: className }, text);
  return element(
    'div',
    { class: 'chosen buttons', role: 'region', 'aria-label': 'Chosen members', [KEY]: 'chosen' },
    element(
      'span',
      { role: 'status' },
      `${plural(countOf(targets), 'member')} of ${whereText(targets)} chosen`,
    ),
    button('choose-none', 'None'),
    button('order-chosen', 'Order …', 'main'),
  );
}
