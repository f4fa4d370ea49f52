// Streams to upstreams for a thread without an event loop: the main thread asks over its own.
import { REPLY } from '../forward/reply.js';
import type { Upstream } from '../forward/upstream.js';
import type { StreamSink, UpstreamStreams } from '../forward/upstream-sockets.js';
import type { Cancel } from '../time/clock.js';
import type { ForwardReport, StreamEnd } from './thread-forward.js';

export class ThreadStreams implements UpstreamStreams {
  readonly #report: (report: ForwardReport) => void;
  readonly #waiting = new Map<number, StreamSink>();
  #last = 0;

  constructor(report: (report: ForwardReport) => void) {
    this.#report = report;
  }

  isStreamOnly({ tls }: Upstream): boolean {
    return tls !== undefined;
  }

  ask(upstream: Upstream, query: Uint8Array, questionEnd: number, sink: StreamSink): Cancel {
    const number = ++this.#last;
    this.#waiting.set(number, sink);
    this.#report({ kind: 'stream', number, upstream, query: Uint8Array.from(query), questionEnd });
    return () => {
      if (this.#waiting.delete(number)) this.#report({ kind: 'no stream', number });
    };
  }

  /** The main thread has the reply to a query, or none. */
  end({ number, message, reply = REPLY.WHOLE, code, isLocal }: StreamEnd): void {
    const sink = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (message === undefined) sink?.failed(code, isLocal);
    else sink?.answered(message, reply);
  }
}
