// In which view a client is: the first of the configuration that names it, and the listener of its query.
import { Client } from '../answer/client.js';
import type { DeferredClient, DeferredExchange } from '../answer/deferred-exchange.js';
import type { AnswerSettings, ViewOf } from '../answer/settings.js';
import type { ViewRule } from '../config/view-keys.js';
import { meansListener } from '../config/view-listeners.js';
import { endpointFromText } from '../dns/endpoint.js';
import { sameName } from '../dns/name.js';
import { NO_KEY, type TsigKey } from '../dns/tsig/key.js';
import type { Catalog } from '../image/catalog.js';
import { NO_VIEW } from '../image/catalog-names.js';
import { RuleLists } from './rule-access.js';

/** The view of a client whose query was kept. @param key as for {@link ViewOf} */
export function viewOf(kept: DeferredClient, key: number, settings: Pick<AnswerSettings, 'viewOf'>): number {
  if (settings.viewOf === undefined) return NO_VIEW;
  return settings.viewOf(Object.assign(new Client(), kept), key);
}

/** The zones as the client of a kept query sees them, which may be signed. */
export function seenBy(
  { client, signedBy }: Pick<DeferredExchange, 'client' | 'signedBy'>,
  { catalog, settings }: { readonly catalog: Catalog; readonly settings: AnswerSettings },
): Catalog {
  const keys = settings.keyRing?.keys.list ?? [];
  const key =
    signedBy === undefined ? NO_KEY : keys.findIndex(({ name }) => sameName(name, signedBy.key.name));
  return catalog.inView(viewOf(client, key, settings));
}

export class ViewChoice {
  readonly #views: readonly ViewRule[];
  /** The numbers of all views. */
  readonly #all: readonly number[];
  /** By listener, the numbers of those that a query through it can be in; undefined when no view names a listener. */
  readonly #through: Map<string, readonly number[]> | undefined;
  readonly #lists: RuleLists;

  constructor(views: readonly ViewRule[], keys: readonly TsigKey[]) {
    this.#views = views;
    this.#all = views.map((_, index) => index + 1);
    this.#through = views.some(({ listen }) => listen !== undefined) ? new Map() : undefined;
    this.#lists = new RuleLists(
      views.map(({ from }) => from),
      keys,
    );
  }

  /** Undefined when there are no views. */
  get viewOf(): ViewOf | undefined {
    return this.#all.length === 0 ? undefined : (client, key) => this.#numberOf(client, key);
  }

  /** As that of {@link RuleLists}. */
  refreshIfDue(): void {
    this.#lists.refreshIfDue();
  }

  #numberOf(client: Parameters<ViewOf>[0], key: number): number {
    const candidates = this.#through === undefined ? this.#all : this.#candidates(client.listener);
    for (const view of candidates) if (this.#lists.names(view, client, key)) return view;
    return NO_VIEW;
  }

  /** There are as few listeners as the configuration has: what was found for one is kept. */
  #candidates(listener: string): readonly number[] {
    const known = this.#through!.get(listener);
    if (known !== undefined) return known;
    const own = endpointFromText(listener);
    const isMeant = ({ listen }: ViewRule) =>
      listen === undefined || (own !== undefined && listen.some(each => meansListener(each, own)));
    const found = this.#all.filter(view => isMeant(this.#views[view - 1]));
    this.#through!.set(listener, found);
    return found;
  }
}
