// The connections of all stream transports of a thread: how many there are of whom, how much memory they take, and who goes first.
import type { Prefixes } from '../dns/client-prefix.js';
import { getOrAdd } from './get-or-add.js';
import { Holders } from './holders.js';

/** What all connections together may take. */
export interface TableLimits {
  readonly maxConnections: number;
  /** Connections that one client may hold: an IPv4 address, or a /64 of IPv6. */
  readonly maxPerClient: number;
  /** Octets that all connections may take: what was read and not answered, and what was answered and not taken. */
  readonly maxOctets: number;
}

/** One connection. */
export interface Connection {
  /** Whose it is. */
  readonly prefixes: Prefixes;
  /** Octets that it takes. */
  readonly octets: number;
  /** Ends at once, and {@link ConnectionTable.remove}s itself, since others need what it takes. */
  cutOff(): void;
}

/** Those of one client, the one that was not used for longest first. */
interface Client {
  readonly key: string;
  readonly network: Network;
  readonly connections: Set<Connection>;
}

/**
 * The clients of a /24 of IPv4, or of a /48 of IPv6. It has no limit of its own: only when all places are taken, the network that
 * holds most gives one. So a large resolver may have all that nobody else wants, and many addresses next to each other take
 * no more than one network's share from those who are elsewhere.
 */
interface Network {
  readonly key: string;
  readonly clients: Map<string, Client>;
  readonly holders: Holders<Client>;
  size: number;
}

export class ConnectionTable {
  limits: TableLimits;
  readonly #networks = new Map<string, Network>();
  readonly #holders = new Holders<Network>();
  readonly #clientOf = new Map<Connection, Client>();
  readonly #open: Int32Array<ArrayBufferLike>;
  #octets = 0;

  /** @param open one number, for others to see: how many connections there are */
  constructor(limits: TableLimits, open: Int32Array<ArrayBufferLike> = new Int32Array(1)) {
    this.limits = limits;
    this.#open = open;
  }

  /** Makes room for one more connection of a client: if need be, others are cut off, and first of all those of the client itself. */
  makeRoomFor({ network, client }: Prefixes): void {
    const { maxPerClient } = this.limits;
    const own = this.#networks.get(network)?.clients.get(client);
    if (own !== undefined) while (own.connections.size >= maxPerClient) cutOffOldest(own);
    this.makePlace();
  }

  /** Makes room for one more connection, of whomever. */
  makePlace(): void {
    while (this.#open[0] >= this.limits.maxConnections && this.makeRoom());
  }

  add(connection: Connection): void {
    const client = this.#clientFor(connection.prefixes);
    const { network, connections } = client;
    connections.add(connection);
    network.size++;
    network.holders.grow(client, connections.size);
    this.#holders.grow(network, network.size);
    this.#clientOf.set(connection, client);
    this.#open[0]++;
  }

  /** A whole query has come, or the client has read what it asked for: others go before this one. */
  use(connection: Connection): void {
    const client = this.#clientOf.get(connection);
    if (client === undefined) return;
    const { network, connections } = client;
    connections.delete(connection);
    connections.add(connection);
    network.holders.use(client, connections.size);
    this.#holders.use(network, network.size);
  }

  /** Forgets a connection, and the octets that it takes. */
  remove(connection: Connection): void {
    const client = this.#clientOf.get(connection);
    if (client === undefined) return;
    const { network, connections } = client;
    this.#clientOf.delete(connection);
    connections.delete(connection);
    network.size--;
    network.holders.shrink(client, connections.size);
    this.#holders.shrink(network, network.size);
    if (connections.size === 0) network.clients.delete(client.key);
    if (network.size === 0) this.#networks.delete(network.key);
    this.#open[0]--;
    this.#octets -= connection.octets;
  }

  /** A connection takes so many octets more, or less. When all of them take too many, the greediest goes. */
  grow(octets: number): void {
    this.#octets += octets;
    while (octets > 0 && this.#octets > this.limits.maxOctets && this.#cutOffGreediest());
  }

  /**
   * Cuts off one connection: of the network that holds most of them, and there of the client that does, the one that was not used
   * for longest.
   * @returns false when there is none
   */
  makeRoom(): boolean {
    const client = this.#holders.first?.holders.first;
    if (client !== undefined) cutOffOldest(client);
    return client !== undefined;
  }

  #clientFor(prefixes: Prefixes): Client {
    const network = getOrAdd(this.#networks, prefixes.network, key => ({
      ...{ key, clients: new Map(), holders: new Holders<Client>(), size: 0 },
    }));
    return getOrAdd(network.clients, prefixes.client, key => ({ key, network, connections: new Set() }));
  }

  /** The same with octets: of the network that takes most of them, and there of the client that does, the one that does. */
  #cutOffGreediest(): boolean {
    const network = greediest(this.#networks.values(), each =>
      sum(each.clients.values(), ({ connections }) => sum(connections, octetsOf)),
    );
    const client = greediest(network?.clients.values() ?? [], each => sum(each.connections, octetsOf));
    const connection = greediest(client?.connections ?? [], octetsOf);
    connection?.cutOff();
    return connection !== undefined;
  }
}

function cutOffOldest({ connections }: Client): void {
  const [oldest] = connections;
  oldest.cutOff();
}

const octetsOf = ({ octets }: Connection) => octets;

function sum<Item>(items: Iterable<Item>, octets: (item: Item) => number): number {
  let total = 0;
  for (const item of items) total += octets(item);
  return total;
}

/** The one that takes most; undefined when none takes any. */
function greediest<Item>(items: Iterable<Item>, octets: (item: Item) => number): Item | undefined {
  let found: Item | undefined;
  let most = 0;
  for (const item of items) {
    const taken = octets(item);
    if (taken <= most) continue;
    found = item;
    most = taken;
  }
  return found;
}
