// Those who wait for something, in a fair order: networks take turns, in each of them its clients, and of each client who came first.
import type { Prefixes } from '../dns/client-prefix.js';
import { getOrAdd } from './get-or-add.js';

/** Those of one network, by client. */
type Clients<Item> = Map<string, Set<Item>>;

/** Many who belong to one client, or to one network, delay others no more than one of them would. */
export class FairQueue<Item> {
  /** The next first; so are the clients of each. */
  readonly #networks = new Map<string, Clients<Item>>();

  get isEmpty(): boolean {
    return this.#networks.size === 0;
  }

  /** Who waits already keeps the place. */
  add({ network, client }: Prefixes, item: Item): void {
    const clients = getOrAdd(this.#networks, network, (): Clients<Item> => new Map());
    getOrAdd(clients, client, () => new Set()).add(item);
  }

  /** @returns whose turn it is, who waits no longer; undefined when nobody waits */
  take(): Item | undefined {
    const [network] = this.#networks;
    if (network === undefined) return undefined;
    const [networkKey, clients] = network;
    const [[clientKey, items]] = clients;
    const [item] = items;
    items.delete(item);
    moveToEnd(clients, clientKey, items);
    moveToEnd(this.#networks, networkKey, clients);
    return item;
  }
}

/** One of whom nobody waits is left out. */
function moveToEnd<Held extends { readonly size: number }>(
  ring: Map<string, Held>,
  key: string,
  held: Held,
): void {
  ring.delete(key);
  if (held.size > 0) ring.set(key, held);
}
