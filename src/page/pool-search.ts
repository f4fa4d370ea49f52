// The line above the pools: how many there are, and the field that filters them.
import { numberText, plural } from '../view/plural.js';
import type { StatusTotals } from '../view/status.js';
import { element, type Markup } from './tree.js';

export interface Search {
  /** What was typed. */
  readonly q: string;
  /** Only pools in trouble. */
  readonly isTrouble?: boolean;
  /** How many there are, in words. */
  readonly count: string;
}

/** How many pools are shown of all, in words. */
export function countText(shown: number, { pools, members }: StatusTotals): string {
  if (shown < pools) return `${numberText(shown)} of ${plural(pools, 'pool')}`;
  return `${plural(pools, 'pool')}, ${plural(members, 'member')}`;
}

/** A form that the server understands as well. */
export function poolSearch({ q, isTrouble, count }: Search): Markup {
  return element(
    'form',
    { class: 'search', role: 'search', action: '/', method: 'get', id: 'search' },
    element('h2', {}, 'Pools'),
    element(
      'label',
      {},
      element('span', { class: 'unseen' }, 'Filter pools and members'),
      element('input', {
        ...{ type: 'search', name: 'q', value: q, autocomplete: 'off', spellcheck: 'false' },
        placeholder: 'Filter: name, address, tag, down …',
      }),
    ),
    element(
      'label',
      { class: 'inline' },
      element('input', { type: 'checkbox', name: 'trouble', value: '1', checked: isTrouble }),
      'only in trouble',
    ),
    element('output', { id: 'count' }, count),
  );
}
