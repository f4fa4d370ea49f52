// What was asked for most in the last minutes, as far as the query log has seen it.
import { spanText } from '../time/span.js';
import { numberText, percentText } from '../view/plural.js';
import type { QueriesView } from '../view/queries.js';
import { type Content, element, KEY, type Markup } from './tree.js';

/** What a row is drawn of. */
interface Row {
  readonly name: string;
  readonly count: number;
  readonly over?: number;
}

function countTable(title: string, rows: readonly Row[], seen: number): Markup {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  const each = rows.map(({ name, count, over = 0 }) =>
    element(
      'tr',
      { [KEY]: name },
      element('th', { scope: 'row' }, element('code', {}, name)),
      element(
        'td',
        { class: 'number' },
        numberText(count),
        over === 0 ? undefined : element('small', {}, ` at most ${numberText(over)} too many`),
      ),
      element('td', { class: 'number' }, percentText(count / Math.max(1, seen))),
      element('td', {}, element('meter', { min: 0, max: most, value: count, 'aria-hidden': 'true' })),
    ),
  );
  return element('table', { class: 'counts' }, element('caption', {}, title), element('tbody', {}, each));
}

export function queryList({ fraction, seconds, seen, names, rcodes }: QueriesView): Content {
  if (fraction === 0)
    return element(
      'p',
      { class: 'nobody' },
      'The query log is off, so that nobody knows. ',
      element('code', {}, 'log: { queries: 0.01 }'),
      ' sees one query in a hundred.',
    );
  const part = fraction === 1 ? 'all queries are seen' : `${percentText(fraction)} of the queries are seen`;
  const codes = rcodes.map(({ rcode, count }) => ({ name: rcode, count }));
  return [
    element('p', { class: 'soft' }, `${numberText(seen)} queries in ${spanText(seconds * 1000)}; ${part}`),
    names.length === 0 ? undefined : countTable('Names', names, seen),
    codes.length === 0 ? undefined : countTable('Response codes', codes, seen),
  ];
}
