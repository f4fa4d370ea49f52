// In which view a client is: the first of the configuration that names it.
import { Client } from '../answer/client.js';
import type { DeferredClient, DeferredExchange } from '../answer/deferred-exchange.js';
import type { AnswerSettings, ViewOf } from '../answer/settings.js';
import type { ViewRule } from '../config/view-keys.js';
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
  readonly #count: number;
  readonly #lists: RuleLists;

  constructor(views: readonly ViewRule[], keys: readonly TsigKey[]) {
    this.#count = views.length;
    this.#lists = new RuleLists(
      views.map(({ from }) => from),
      keys,
    );
  }

  /** Undefined when there are no views. */
  get viewOf(): ViewOf | undefined {
    return this.#count === 0 ? undefined : (client, key) => this.#numberOf(client, key);
  }

  /** As that of {@link RuleLists}. */
  refreshIfDue(): void {
    this.#lists.refreshIfDue();
  }

  #numberOf(client: Parameters<ViewOf>[0], key: number): number {
    for (let view = 1; view <= this.#count; view++) if (this.#lists.names(view, client, key)) return view;
    return NO_VIEW;
  }
}
