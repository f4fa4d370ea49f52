// Answers that take time, for the transports of the main thread: from upstreams, or from the handler of control messages.
import type { DeferredAnswers, DeferredExchange } from '../answer/deferred-exchange.js';
import { CONTROL, isStream } from '../answer/exchange.js';
import type { Forwarder, Route } from '../forward/forwarder.js';

/** Where they come from. */
export interface DeferredSources {
  readonly forwarder: Forwarder;
  /** The routes as they are now, by number. */
  readonly routes: () => readonly Route[];
  readonly control: DeferredAnswers;
}

export class MainThreadAnswers implements DeferredAnswers {
  readonly #sources: DeferredSources;

  constructor(sources: DeferredSources) {
    this.#sources = sources;
  }

  async answer(deferred: DeferredExchange, send: (message: Uint8Array) => void): Promise<void> {
    if (deferred.control === CONTROL.NONE) send(await this.#forward(deferred));
    else await this.#sources.control.answer(deferred, send);
  }

  #forward({ query, questionEnd, protocol, route, maxSize, options, chain }: DeferredExchange) {
    const { forwarder, routes } = this.#sources;
    const transport = isStream(protocol) ? 'tcp' : 'udp';
    const upstreams = routes()[route];
    if (chain === undefined)
      return forwarder.forward(query, questionEnd, upstreams, transport, maxSize, options);
    return forwarder.complete(query, questionEnd, chain, upstreams, transport, maxSize, options);
  }
}
