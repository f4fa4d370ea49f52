// What every transport needs from the rest of the server; the application hands it in.
import type { Chain, Responder } from '../answer/respond.js';
import type { Tally } from '../answer/tally.js';

/** One place where queries are answered. */
export interface Desk {
  readonly responder: Responder;
  readonly tally: Tally;
  /** Whether a client (IP address as text) may have names forwarded. */
  mayForward(address: string): boolean;
  /**
   * Takes a query upstream. Never rejects.
   * @param query a copy of the message
   * @param questionEnd offset just past its question
   * @param maxSize the largest answer that the client takes, in octets
   * @param options EDNS options that the answer is to carry, in wire form
   * @param chain what the zones hold of the answer, when an alias leads out of them
   */
  forward(
    query: Uint8Array,
    questionEnd: number,
    route: number,
    isTcp: boolean,
    maxSize: number,
    options: Uint8Array,
    chain?: Chain,
  ): Promise<Uint8Array>;
  /**
   * Answers the query that the responder has just left to be forwarded to `out[at]` and on, with an earlier answer of the upstream.
   * @param end offset one past the query
   * @returns the length of the answer; 0 when there is none
   */
  recall?(end: number, out: Uint8Array, at: number, isTcp: boolean): number;
  /** Sees every answered query when the query log is on. */
  readonly log?: (entry: QueryLogEntry) => void;
}

/** One answered query, for the query log. */
export interface QueryLogEntry {
  readonly client: string;
  readonly port: number;
  readonly isTcp: boolean;
  readonly responder: Responder;
  readonly rcode: number;
  readonly forwarded: boolean;
  /** Whether an earlier answer of the upstream did for it. */
  readonly cached: boolean;
  readonly seconds: number;
}

/** An address that a transport listens on. */
export interface ListenAddress {
  /** IPv4 or IPv6 address as text. */
  readonly address: string;
  readonly port: number;
}
