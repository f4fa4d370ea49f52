// What a client says on one connection, and how it tells what the server has answered.

export interface Speech {
  /** The next queries, as one piece. */
  ask(count: number): Buffer;
  /** Takes what has come. @returns how many answers have come whole with it @throws Error when it is no answer */
  take(data: Buffer): number;
}

/** A protocol over TLS, and how much of it goes on at once. */
export interface Way {
  /** The protocols that the client names (ALPN); none when absent. */
  readonly protocols?: string[];
  readonly connections: number;
  /** Queries that are under way on each connection. */
  readonly outstanding: number;
  /** @param send sends what is no query at once */
  speak(names: readonly string[], send: (data: Buffer) => void): Speech;
}
