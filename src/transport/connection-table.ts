// The connections of all stream transports of a thread: how many there are of whom, how much memory they take, and who goes first.

/** What all connections together may take. */
export interface TableLimits {
  readonly maxConnections: number;
  /** Connections that one client address may hold. */
  readonly maxPerClient: number;
  /** Octets that all connections may take: what was read and not answered, and what was answered and not taken. */
  readonly maxOctets: number;
}

/** One connection. */
export interface Connection {
  /** The address of the client. */
  readonly client: string;
  /** Octets that it takes. */
  readonly octets: number;
  /** When it was used last, by {@link ConnectionTable.use}. */
  readonly usedAt: number;
  /** Ends at once, since others need what it takes. */
  cutOff(): void;
}

/** Those of one client. */
type Group = ReadonlySet<Connection>;

export class ConnectionTable {
  limits: TableLimits;
  readonly #clients = new Map<string, Set<Connection>>();
  readonly #open: Int32Array<ArrayBufferLike>;
  #octets = 0;
  #uses = 0;

  /** @param open one number, for others to see: how many connections there are */
  constructor(limits: TableLimits, open: Int32Array<ArrayBufferLike> = new Int32Array(1)) {
    this.limits = limits;
    this.#open = open;
  }

  /** A number that is higher than all before. */
  use(): number {
    return ++this.#uses;
  }

  /** Whether a client may have one more connection; if need be, another one is cut off for it. */
  admits(client: string): boolean {
    const { maxConnections, maxPerClient } = this.limits;
    if ((this.#clients.get(client)?.size ?? 0) >= maxPerClient) return false;
    while (this.#open[0] >= maxConnections) this.makeRoom();
    return true;
  }

  add(connection: Connection): void {
    const group = this.#clients.get(connection.client);
    if (group === undefined) this.#clients.set(connection.client, new Set([connection]));
    else group.add(connection);
    this.#open[0]++;
  }

  /** Forgets a connection, and the octets that it takes. */
  remove(connection: Connection): void {
    const group = this.#clients.get(connection.client);
    if (group?.delete(connection) !== true) return;
    if (group.size === 0) this.#clients.delete(connection.client);
    this.#open[0]--;
    this.#octets -= connection.octets;
  }

  /** A connection takes so many octets more, or less. When all of them take too many, the greediest goes. */
  grow(octets: number): void {
    this.#octets += octets;
    while (octets > 0 && this.#octets > this.limits.maxOctets && this.#cutOffGreediest());
  }

  /**
   * Cuts off the connection that was not used for longest, of the client that holds most of them.
   * @returns false when there is none
   */
  makeRoom(): boolean {
    let most = 0;
    let oldest: Connection | undefined;
    for (const group of this.#clients.values()) {
      if (group.size < most) continue;
      const candidate = leastRecent(group);
      if (group.size > most || candidate.usedAt < (oldest as Connection).usedAt) oldest = candidate;
      most = group.size;
    }
    oldest?.cutOff();
    return oldest !== undefined;
  }

  #cutOffGreediest(): boolean {
    let greediest: Connection | undefined;
    for (const group of this.#clients.values())
      for (const connection of group)
        if (connection.octets > (greediest?.octets ?? 0)) greediest = connection;
    greediest?.cutOff();
    return greediest !== undefined;
  }
}

/** The one of a group that was not used for longest. */
function leastRecent(group: Group): Connection {
  let [found] = group;
  for (const connection of group) if (connection.usedAt < found.usedAt) found = connection;
  return found;
}
