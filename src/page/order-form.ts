// The form of an order to members: what is to be done, why, from when and for how long.

import { MAX_REASON, MAX_WEIGHT } from '../view/admin-limits.js';
import type { WhatIfView } from '../view/what-if.js';
import { doubtOf, preview } from './order-preview.js';
import { type Target, whereText, whomText } from './order-target.js';
import { utcText } from './plan-list.js';
import { type Content, element, KEY, type Markup } from './tree.js';

export const ORDERS = [
  { what: 'drain', title: 'Drain', about: 'not handed out while another member is live' },
  { what: 'maint', title: 'Maintenance', about: 'not handed out, come what may' },
  { what: 'ready', title: 'Ready', about: 'handed out as its probes say' },
  { what: 'weight', title: 'Weight', about: 'how often it comes first' },
] as const;
type What = (typeof ORDERS)[number]['what'];

/** What is chosen in the form. */
export interface OrderChoice {
  readonly what: What;
  /** As it was typed. */
  readonly weight: string;
  readonly reason: string;
  /** When it begins, in milliseconds since 1970; undefined for at once, NaN while a moment is half typed. */
  readonly fromMs: number | undefined;
  /** 0 for as long as nobody takes it back. */
  readonly forMs: number;
  /** In all pools that have the addresses. */
  readonly isEverywhere: boolean;
  readonly isForced: boolean;
}

/** What the form is about. */
export interface OrderSubject {
  readonly targets: readonly Target[];
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

/** Whether it takes members out, so that it has a reason and a time. */
export function isTimed({ what }: OrderChoice): boolean {
  return what === 'drain' || what === 'maint';
}

/** What cannot be done as it is typed, by the names of fields. @param nowMs milliseconds since 1970 */
export function mistakesIn(choice: OrderChoice, nowMs: number): Readonly<Record<string, string>> {
  const { what, weight, fromMs, forMs } = choice;
  if (what === 'weight')
    return /^\d{1,3}$/.test(weight) && Number(weight) <= MAX_WEIGHT
      ? {}
      : { weight: `a whole number from 0 to ${MAX_WEIGHT} is needed` };
  if (fromMs === undefined || !isTimed(choice)) return {};
  if (Number.isNaN(fromMs)) return { from: 'a day and a time are needed' };
  if (fromMs <= nowMs) return { from: 'this moment is over' };
  return forMs === 0 ? { for: 'what is planned needs an end' } : {};
}

/** A field, and under it what is wrong with what was typed. */
function field(title: string, control: Markup, wrong = '', below = ''): Markup {
  return element(
    'label',
    { class: 'field', [KEY]: title },
    element('span', {}, title),
    control,
    wrong !== ''
      ? element('small', { class: 'refusal', role: 'alert' }, wrong)
      : below !== '' && element('small', {}, below),
  );
}

function radios({ choice }: OrderSubject): Markup {
  const each = ORDERS.map(({ what, title, about }) => {
    const isChosen = choice.what === what;
    const input = element('input', { type: 'radio', name: 'what', value: what, checked: isChosen });
    return element('label', {}, input, element('span', {}, title), element('small', {}, about));
  });
  return element('fieldset', { class: 'whats' }, element('legend', { class: 'unseen' }, 'Order'), each);
}

function details({ choice, targets }: OrderSubject): Content {
  const wrong = mistakesIn(choice, Date.now());
  if (choice.what === 'weight') {
    const value = targets[0].members[0]?.weight;
    const attributes = { name: 'weight', inputmode: 'numeric', maxlength: 3, value, autocomplete: 'off' };
    return field('Weight', element('input', attributes), wrong.weight);
  }
  if (!isTimed(choice)) return undefined;
  const { fromMs } = choice;
  const begins =
    fromMs === undefined || wrong.from !== undefined
      ? 'empty: at once'
      : utcText(new Date(fromMs).toISOString());
  const options = SPANS.map(([ms, text]) => element('option', { value: ms }, text));
  return [
    field('Reason', element('input', { name: 'reason', maxlength: MAX_REASON, autocomplete: 'off' })),
    field('From', element('input', { type: 'datetime-local', name: 'from' }), wrong.from, begins),
    field('Time', element('select', { name: 'for' }, options), wrong.for),
  ];
}

function check(name: string, text: string, className = 'check'): Markup {
  return element(
    'label',
    { class: className, [KEY]: name },
    element('input', { type: 'checkbox', name }),
    text,
  );
}

/** The content of the dialog. */
export function orderForm(subject: OrderSubject): Content {
  const { targets, choice, fault, isBusy, imagined } = subject;
  const doubt = doubtOf(imagined);
  const { title } = ORDERS.find(({ what }) => what === choice.what)!;
  const isWrong = Object.keys(mistakesIn(choice, Date.now())).length > 0;
  const isPlan = choice.fromMs !== undefined && isTimed(choice);
  return [
    element('p', { class: 'soft' }, `in ${whereText(targets)}`),
    radios(subject),
    details(subject),
    targets.some(({ isAll }) => isAll)
      ? undefined
      : check('everywhere', 'in all pools that have the address'),
    isWrong && choice.what === 'weight' ? undefined : preview(imagined, targets),
    doubt === '' ? undefined : check('force', `Do it all the same: ${doubt}`, 'check refusal'),
    element('p', { class: 'refusal', role: 'alert', [KEY]: 'fault' }, fault),
    element(
      'div',
      { class: 'buttons', [KEY]: 'buttons' },
      element('button', { type: 'button', 'data-dialog': 'cancel' }, 'Cancel'),
      element(
        'button',
        { type: 'submit', class: 'main', disabled: isBusy || isWrong || (doubt !== '' && !choice.isForced) },
        `${isPlan ? 'Plan: ' : ''}${title} ${whomText(targets)}`,
      ),
    ),
  ];
}
