// What every transport needs from the rest of the server; the application hands it in.
import type { DeferredAnswers } from '../answer/deferred-exchange.js';
import type { QueryHandler } from '../answer/handler.js';
import type { ProxyPeers } from './proxy-peers.js';

/** Where the transports of one thread have their queries answered. */
export interface QueryService {
  readonly handler: QueryHandler;
  /** Gets the answers that take time. */
  readonly deferred: DeferredAnswers;
  /** Proxies that say who their clients are, as they are now; undefined when there are none. */
  readonly peers?: ProxyPeers | undefined;
}

/** An address that a transport listens on. */
export interface ListenAddress {
  /** IPv4 or IPv6 address as text. */
  readonly address: string;
  readonly port: number;
}
