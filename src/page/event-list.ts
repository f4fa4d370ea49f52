// What happened to the server: a list, the newest first, and what filters it.

import type { ServerEvent } from '../view/event.js';
import { EVENT_KINDS } from '../view/event-names.js';
import { wordsOf } from './pool-table.js';
import { MARK, markOf } from './state-mark.js';
import { type Content, element, KEY, type Markup } from './tree.js';

/** What is to be seen of them. */
export interface EventChoice {
  /** Words that the text has. */
  readonly q?: string;
  readonly kind?: string;
  /** Only those that say that something is wrong. */
  readonly bad?: string;
}

/** The most that are shown. */
export const MOST_EVENTS = 500;

/** Those that are looked for, the newest first. */
export function chosenEvents(
  events: readonly ServerEvent[],
  { q = '', kind = '', bad = '' }: EventChoice,
): ServerEvent[] {
  const wanted = wordsOf(q);
  const found: ServerEvent[] = [];
  for (let index = events.length - 1; index >= 0 && found.length < MOST_EVENTS; index--) {
    const event = events[index];
    if ((kind !== '' && event.kind !== kind) || (bad !== '' && !event.isBad)) continue;
    const text = event.text.toLowerCase();
    if (wanted.every(word => text.includes(word))) found.push(event);
  }
  return found;
}

function row({ number, time, kind, isBad, text }: ServerEvent): Markup {
  return element(
    'tr',
    { [KEY]: number },
    element(
      'td',
      { class: 'e-time' },
      element('time', { datetime: time }, time.slice(0, 19).replace('T', ' ')),
    ),
    element(
      'td',
      { class: 'e-kind' },
      markOf(isBad ? MARK.DOWN : MARK.UP),
      element('span', { class: 'word' }, kind),
      element('span', { class: 'unseen' }, isBad ? ', wrong' : ', good'),
    ),
    element('td', {}, text),
  );
}

/** Events as rows. */
export function eventRows(events: readonly ServerEvent[]): Markup[] {
  return events.map(row);
}

/** @param rows what stands for their rows; these themselves when absent */
export function eventTable(events: readonly ServerEvent[], rows: Content = eventRows(events)): Markup {
  if (events.length === 0) return element('p', { class: 'nobody' }, 'No event is so.');
  return element(
    'table',
    { class: 'events' },
    element('caption', { class: 'unseen' }, 'Events, the newest first'),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        [
          ['e-time', 'Time (UTC)'],
          ['e-kind', 'Kind'],
          ['', 'What happened'],
        ].map(([name, text]) => element('th', { scope: 'col', class: name }, text)),
      ),
    ),
    element('tbody', {}, rows),
  );
}

export function eventSearch({ q = '', kind = '', bad = '' }: EventChoice): Markup {
  const options = ['', ...EVENT_KINDS].map(each =>
    element('option', { value: each, selected: each === kind }, each === '' ? 'all kinds' : each),
  );
  return element(
    'form',
    { class: 'search', role: 'search', action: '/events', method: 'get', id: 'search' },
    element('h2', {}, 'Events'),
    element(
      'label',
      {},
      element('span', { class: 'unseen' }, 'Filter by words'),
      element('input', {
        type: 'search',
        name: 'q',
        value: q,
        maxlength: 200,
        autocomplete: 'off',
        placeholder: 'Filter: name, address, word …',
      }),
    ),
    element(
      'label',
      { class: 'narrow' },
      element('span', { class: 'unseen' }, 'Kind'),
      element('select', { name: 'kind' }, options),
    ),
    element(
      'label',
      { class: 'inline' },
      element('input', { type: 'checkbox', name: 'bad', value: '1', checked: bad !== '' }),
      'only what is wrong',
    ),
    element('button', { type: 'submit', class: 'unscripted' }, 'Filter'),
  );
}
