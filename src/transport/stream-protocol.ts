// What tells one stream transport from another: the stages from an accepted socket to one that can be read, and what reads it.
import type { Socket } from 'node:net';
import type { Protocol } from '../answer/exchange.js';
import type { StreamClient } from './stream-client.js';
import type { StreamHost } from './stream-host.js';

/** A connection, as far as it has come. */
export interface Arrived {
  readonly socket: Socket;
  readonly client: StreamClient;
  /** The listener that it came to, as `Client` of the exchange has it. */
  readonly listener: string;
  /** What TLS stands on, where it is spoken. */
  readonly carrier?: Socket;
}

/** One step from an accepted socket to one that can be read. It has no time limit of its own, nor a bound: see {@link Arrival}. */
export interface Stage {
  /**
   * Begins with a connection. When nothing can come of it, its socket is destroyed.
   * @param next is called once, when this step is done
   */
  begin(arrived: Arrived, next: (arrived: Arrived) => void): void;
}

/** What is between the messages and the network. */
export interface StreamTraits {
  readonly protocol: Protocol;
  /** What it takes of memory, whatever is read and written, in octets. */
  readonly ownOctets: number;
  /** Whether the socket keeps a copy of what is written, and reports only later that the system has taken it. */
  readonly keepsWritten: boolean;
}

/** A connection that is read. */
export interface Session {
  /** Answers what was read, and closes. */
  drain(): void;
  destroy(): void;
}

export interface StreamProtocol {
  /** In their order; without any, a socket is read as soon as it is accepted. */
  readonly stages: readonly Stage[];
  /** Begins to read; the session takes its place in the table of the host. */
  open(host: StreamHost, arrived: Arrived): Session;
}
