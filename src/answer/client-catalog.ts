// The zones as the client of the query under way sees them: by its view, when there are views.
import type { Catalog } from '../image/catalog.js';
import { type ViewMark, viewMark } from '../image/preference-table.js';
import type { Exchange } from './exchange.js';
import type { AnswerSettings, ViewOf } from './settings.js';

/** One for each thread. */
export class ClientCatalog {
  /** Those that the client sees. */
  current: Catalog;
  readonly #exchange: Exchange;
  #all: Catalog;
  /** Undefined when there are no views. */
  #viewOf: ViewOf | undefined;
  /** Of each view, by its number; of clients that are in none there is no mark. */
  #marks: readonly (ViewMark | undefined)[] = [];

  constructor(all: Catalog, exchange: Exchange) {
    this.#all = all;
    this.current = all;
    this.#exchange = exchange;
  }

  /** All zones; set anew by a reload, between two queries. */
  set all(all: Catalog) {
    this.#all = all;
    this.current = all;
  }

  /** Which views there are; set anew by a reload, between two queries. */
  set views({ viewOf, viewNames = [] }: Pick<AnswerSettings, 'viewOf' | 'viewNames'>) {
    this.#viewOf = viewOf;
    this.#marks = [undefined, ...viewNames.map(viewMark)];
    this.#exchange.client.view = undefined;
  }

  /** Finds the view of the client. @param key by which the query is signed, or says that it is */
  choose(key: number): void {
    if (this.#viewOf === undefined) return;
    const { client } = this.#exchange;
    const view = this.#viewOf(client, key);
    this.current = this.#all.inView(view);
    client.view = this.#marks[view];
  }
}
