// The page at /queries as the server makes it.
import type { QueriesView } from '../view/queries.js';
import { type Assets, documentAround, type Identity } from './document.js';
import { htmlOf } from './html.js';
import { queryList } from './query-list.js';
import { element } from './tree.js';

/** The text of the page. */
export function queriesPage(identity: Identity, view: QueriesView, assets: Assets): string {
  const [before, after] = documentAround('/queries', identity, assets);
  const content = [element('h2', {}, 'Queries'), element('div', { id: 'queries' }, queryList(view))];
  return before + htmlOf(content) + after;
}
