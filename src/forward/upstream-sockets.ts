// What the forwarder sends through and hears from: datagram sockets that are chosen for it, and streams.
import type { Cancel } from '../time/clock.js';
import type { Reply } from './reply.js';
import type { Upstream } from './upstream.js';

/** No socket is to be had: this machine is out of them, or the share of the forwarder is used up. */
export const SHORTAGE = -1;

/**
 * Datagram sockets to upstreams. Each is connected to one upstream and bound to a random port, so that only what comes from that
 * upstream to that port is received. One socket may carry several queries at once, told apart by their ids.
 */
export interface UpstreamSockets {
  /**
   * Chooses a socket to an upstream at random, for one message. Nothing is sent yet: the caller picks an id that it does not
   * await on that socket already.
   * @returns a number of 0 or more, or {@link SHORTAGE}
   */
  acquire(upstream: Upstream): number;
  /**
   * Sends a message. Its octets are not used any more when this returns. An error comes to {@link UpstreamSink.failed}, and not
   * before this returns.
   */
  send(socket: number, message: Uint8Array): void;
  /** Ends the use of a socket by one message. The number means nothing afterwards, unless others use it, too. */
  release(socket: number): void;
  /** Closes all of them. */
  close(): void;
}

/** Who takes what comes from upstreams. Both may be called for sockets that nobody uses any more. */
export interface UpstreamSink {
  /** @param message valid until this returns; it may be changed */
  received(socket: number, message: Uint8Array): void;
  /**
   * All messages on this socket that wait for a reply get none.
   * @param code that of the system, such as ECONNREFUSED
   * @param isLocal whether it says that this machine is out of something
   */
  failed(socket: number, code: string, isLocal: boolean): void;
}

/** Makes the sockets for a sink. */
export type OpenSockets = (sink: UpstreamSink) => UpstreamSockets;

/** How a message over a stream ended. */
export interface StreamSink {
  /** @param message under the right id. @param reply without the question only with an error as its response code */
  answered(message: Uint8Array, reply: Reply): void;
  /** As {@link UpstreamSink.failed}; `closed` is the code when the upstream ended the connection. */
  failed(code: string, isLocal: boolean): void;
  /** A message came that is not the reply. */
  mismatched(): void;
  /** It is about to be sent under this id, which is never the query's own; again when it goes to another connection. */
  sent?(id: number): void;
}

/** Messages over TCP or TLS: after near misses, for what was truncated, and for upstreams that are asked in no other way. */
export interface UpstreamStreams {
  /** Whether an upstream is asked over streams alone. */
  isStreamOnly(upstream: Upstream): boolean;
  /**
   * Asks under an id of its own. The sink hears at most one end, and not before this returns.
   * @param query a whole query; its octets are not changed
   * @param questionEnd the offset just past its question
   * @returns what gives up waiting
   */
  ask(upstream: Upstream, query: Uint8Array, questionEnd: number, sink: StreamSink): Cancel;
}
