// The zones as the client of the query under way sees them: by its view, when there are views.
import type { Catalog } from '../image/catalog.js';
import type { Exchange } from './exchange.js';
import type { ViewOf } from './settings.js';

/** One for each thread. */
export class ClientCatalog {
  /** Those that the client sees. */
  current: Catalog;
  /** Undefined when there are no views; set anew by a reload, between two queries. */
  viewOf: ViewOf | undefined;
  readonly #exchange: Exchange;
  #all: Catalog;

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

  /** Finds the view of the client. @param key by which the query is signed, or says that it is */
  choose(key: number): void {
    const { viewOf } = this;
    if (viewOf !== undefined) this.current = this.#all.inView(viewOf(this.#exchange.client, key));
  }
}
