// A transport that a thread with an event loop works at: the main thread holds its listening socket, where it can, over the thread's end.
import { setTimeout as pause } from 'node:timers/promises';
import type { ListenAddress } from '../transport/query-service.js';
import { BACKLOG } from '../transport/stream.js';
import type { EventThread } from './event-thread-supervisor.js';
import type { Transport } from './listener-kinds.js';

/** A client whose connection is under way, or its first query, has so long to get through before the socket is left to another process. */
const HAND_OVER_MS = 200;

/** How listening sockets are had that another process may share. */
export interface SharedStreamSockets {
  /** @returns a descriptor that listens. @throws the system's error, such as EADDRINUSE */
  open(listen: ListenAddress, backlog: number): number;
  /** Limits what the system keeps of each connection that a listening socket will accept, and how long. */
  limitKept(fd: number): void;
  /** Another descriptor of the same socket. @throws the system's error, such as EMFILE */
  duplicate(fd: number): number;
  /** What tells a socket from all others, whatever its descriptors. */
  identify(fd: number): string;
  /** Has new connections go to another process that listens there. @returns false when there is none */
  handOver(fd: number, listen: ListenAddress): boolean;
  close(fd: number): void;
  /** Closes a descriptor of a socket, unless that was done. */
  closeLeftover(fd: number, identity: string): void;
}

/** What is told of one of them. */
export interface EventTransportOptions {
  /** Without it, the thread opens the socket itself, and no other process shares the address. */
  readonly sockets?: SharedStreamSockets | undefined;
  /** As `Client` of the exchange has it. */
  readonly listener?: string;
}

export class EventTransport implements Transport {
  readonly #thread: EventThread;
  readonly #protocol: string;
  readonly #sockets: SharedStreamSockets | undefined;
  readonly #listener: string;
  /** The number that the thread knows it by. */
  #id: number | undefined;
  /** The descriptor that this thread holds. */
  #own: number | undefined;
  #handOver: (() => boolean) | undefined;
  /** Closes the descriptor that a thread was given and ended without taking: a socket that nobody reads would go on listening. */
  #closeLeftover: (() => void) | undefined;

  constructor(thread: EventThread, protocol: string, { sockets, listener = '' }: EventTransportOptions = {}) {
    this.#thread = thread;
    this.#protocol = protocol;
    this.#sockets = sockets;
    this.#listener = listener;
  }

  async listen(listen: ListenAddress, fd?: number): Promise<ListenAddress> {
    const { id, bound } = await this.#thread.open({
      protocol: this.#protocol,
      listen,
      listener: this.#listener,
      descriptor: this.#sockets === undefined ? () => fd : this.#hold(this.#sockets, listen, fd),
    });
    this.#id = id;
    return bound;
  }

  async close(limitMs: number): Promise<void> {
    const begun = performance.now();
    if (this.#id !== undefined && this.#handOver?.() === true) await pause(Math.min(HAND_OVER_MS, limitMs));
    if (this.#own !== undefined) this.#sockets?.close(this.#own);
    this.#own = undefined;
    if (this.#id === undefined) return;
    await this.#thread.close(this.#id, Math.max(0, limitMs - (performance.now() - begun)));
    this.#closeLeftover?.();
    this.#id = undefined;
  }

  /** Opens the socket, or takes one that is open, and keeps it. @returns what makes a descriptor of it for a thread */
  #hold(sockets: SharedStreamSockets, listen: ListenAddress, fd: number | undefined): () => number {
    const own = fd ?? sockets.open(listen, BACKLOG);
    this.#own = own;
    sockets.limitKept(own);
    if (fd === undefined) this.#handOver = () => sockets.handOver(own, listen);
    const identity = sockets.identify(own);
    let given: number | undefined;
    this.#closeLeftover = () => {
      if (given !== undefined) sockets.closeLeftover(given, identity);
      given = undefined;
    };
    return () => {
      // Whoever had the one before is gone.
      this.#closeLeftover?.();
      given = sockets.duplicate(own);
      return given;
    };
  }
}
