// The form of an order to a member, and what would be answered if it were carried out.

import { MAX_REASON, MAX_WEIGHT } from '../view/admin-limits.js';
import { percentText } from '../view/plural.js';
import type { PoolReason } from '../view/pool-reason.js';
import { usingWords } from '../view/pool-words.js';
import type { MemberView, PoolView } from '../view/status.js';
import type { WhatIfView } from '../view/what-if.js';
import { imaginedTitle, WOULD_BE_EMPTY } from './imagined-words.js';
import { MARK, markOf } from './state-mark.js';
import { type Content, element, KEY, type Markup } from './tree.js';

export const ORDERS = [
  { what: 'drain', title: 'Drain', about: 'not handed out while another member is live' },
  { what: 'maint', title: 'Maintenance', about: 'not handed out, come what may' },
  { what: 'ready', title: 'Ready', about: 'handed out as its probes say' },
  { what: 'weight', title: 'Weight', about: `from 0 to ${MAX_WEIGHT}` },
] as const;
type What = (typeof ORDERS)[number]['what'];

/** What is chosen in the form. */
export interface OrderChoice {
  readonly what: What;
  readonly weight: number;
  readonly reason: string;
  /** 0 for as long as nobody takes it back. */
  readonly forMs: number;
  /** In all pools that have the address. */
  readonly isEverywhere: boolean;
  readonly isForced: boolean;
}

/** What the form is about. */
export interface OrderSubject {
  readonly member: MemberView;
  readonly pool: PoolView;
  readonly choice: OrderChoice;
  /** What would be so; undefined while that is not known. */
  readonly imagined?: WhatIfView;
  /** Why the server did not do it. */
  readonly fault: string;
  readonly isBusy: boolean;
}

const SPANS = [
  [0, 'until it is taken back'],
  [900_000, 'for 15 minutes'],
  [3_600_000, 'for 1 hour'],
  [14_400_000, 'for 4 hours'],
  [86_400_000, 'for 1 day'],
  [604_800_000, 'for 1 week'],
] as const;

function field(title: string, control: Markup): Markup {
  return element('label', { class: 'field' }, element('span', {}, title), control);
}

function radios({ choice }: OrderSubject): Markup {
  const each = ORDERS.map(({ what, title, about }) => {
    const isChosen = choice.what === what;
    const input = element('input', { type: 'radio', name: 'what', value: what, checked: isChosen });
    return element('label', {}, input, element('span', {}, title), element('small', {}, about));
  });
  return element('fieldset', { class: 'whats' }, element('legend', { class: 'unseen' }, 'Order'), each);
}

function details({ choice }: OrderSubject): Content {
  if (choice.what === 'weight') {
    const value = String(choice.weight);
    return field(
      'Weight',
      element('input', { type: 'number', name: 'weight', min: 0, max: MAX_WEIGHT, value }),
    );
  }
  if (choice.what === 'ready') return undefined;
  const options = SPANS.map(([ms, text]) => element('option', { value: ms }, text));
  return [
    field('Reason', element('input', { name: 'reason', maxlength: MAX_REASON, autocomplete: 'off' })),
    field('Time', element('select', { name: 'for' }, options)),
  ];
}

/** A pool as it would be. */
function outcome(reason: PoolReason): Markup {
  const { pool, members, isEmpty, onFallback, explanation } = reason;
  const rows = members.map(({ endpoint, isIn, share, why }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, markOf(isIn ? MARK.UP : MARK.DOWN), element('code', {}, endpoint)),
      element('td', { class: 'number' }, isIn ? percentText(share) : 'out'),
      element('td', {}, element('small', {}, why)),
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
    explanation === '' ? undefined : element('p', {}, element('small', {}, explanation)),
  );
}

/** Why it must not be done without a second thought; empty when it may. */
export function doubtOf({ imagined, choice }: OrderSubject): string {
  if (choice.what === 'ready' || choice.what === 'weight' || imagined === undefined) return '';
  if (imagined.refusal !== undefined) return imagined.refusal;
  const bad = imagined.pools.filter(({ isEmpty, onFallback }) => isEmpty || onFallback);
  return bad.map(({ pool }) => `${pool} would have no live member`).join('; ');
}

function preview(subject: OrderSubject): Markup {
  const { imagined, choice } = subject;
  const waiting = choice.what === 'weight' ? undefined : element('p', {}, element('small', {}, 'asking …'));
  return element(
    'section',
    { class: 'preview', 'aria-label': 'What would be answered' },
    imagined === undefined
      ? waiting
      : [element('h3', { class: 'soft' }, 'Then'), imagined.pools.map(outcome)],
  );
}

/** The content of the dialog. */
export function orderForm(subject: OrderSubject): Content {
  const { member, pool, choice, fault, isBusy } = subject;
  const doubt = doubtOf(subject);
  const { title } = ORDERS.find(({ what }) => what === choice.what)!;
  return [
    element('p', { class: 'soft' }, `in ${pool.pool}`),
    radios(subject),
    details(subject),
    element(
      'label',
      { class: 'check' },
      element('input', { type: 'checkbox', name: 'everywhere' }),
      'in all pools that have this address',
    ),
    preview(subject),
    doubt === ''
      ? undefined
      : element(
          'label',
          { class: 'check refusal', [KEY]: 'force' },
          element('input', { type: 'checkbox', name: 'force' }),
          `Do it all the same: ${doubt}`,
        ),
    element('p', { class: 'refusal', role: 'alert', [KEY]: 'fault' }, fault),
    element(
      'div',
      { class: 'buttons', [KEY]: 'buttons' },
      element('button', { type: 'button', 'data-dialog': 'cancel' }, 'Cancel'),
      element(
        'button',
        { type: 'submit', class: 'main', disabled: isBusy || (doubt !== '' && !choice.isForced) },
        `${title} ${member.endpoint}`,
      ),
    ),
  ];
}
