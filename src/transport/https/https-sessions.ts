// The connections of one listener of DNS over HTTPS: which version of HTTP each speaks, and a look at all of them now and then.
import type { Socket } from 'node:net';
import { type Cancel, type Clock, systemClock } from '../../time/clock.js';
import { STALL_MS } from '../../time/loop-watch.js';
import { reset } from '../reset.js';
import type { StreamHost } from '../stream-host.js';
import type { Arrived } from '../stream-protocol.js';
import { Http1Sessions } from './http1.js';
import { Http2Sessions } from './http2.js';
import { HttpsConnection } from './https-connection.js';

/** How often it is looked whether something takes too long. */
const LOOK_MS = 1000;

export class HttpsSessions {
  readonly #path: () => string;
  readonly #clock: Clock;
  readonly #http1 = new Http1Sessions();
  readonly #http2 = new Http2Sessions();
  readonly #open = new Set<HttpsConnection>();
  #cancel: Cancel | undefined;

  /** @param path where queries are taken, such as `/dns-query`; asked for each connection */
  constructor(path: () => string, clock: Clock = systemClock) {
    this.#path = path;
    this.#clock = clock;
  }

  /**
   * Reads requests, of the protocol that the client has chosen.
   * @param rest has the client begin no connection for a while; absent behind a proxy, which speaks for many
   */
  open(host: StreamHost, arrived: Arrived, rest?: () => void): HttpsConnection {
    const { socket, client, listener } = arrived;
    const sessions = protocolOf(socket) === 'h2' ? this.#http2 : this.#http1;
    const connection = new HttpsConnection(
      {
        ...{ host, client, listener, path: this.#path(), rest },
        nowMs: () => this.#clock.now(),
        reset: () => reset(arrived),
      },
      events => sessions.take(socket, events),
    );
    this.#open.add(connection);
    socket.on('error', () => socket.destroy());
    // Who has gone asks no more, and node's sessions of HTTP/2 stay then.
    socket.on('end', () => connection.drain());
    socket.on('close', () => {
      this.#open.delete(connection);
      connection.forget();
    });
    this.#lookLater();
    return connection;
  }

  #lookLater(): void {
    const dueMs = this.#clock.now() + LOOK_MS;
    this.#cancel ??= this.#clock.after(LOOK_MS, () => {
      const lateMs = this.#clock.now() - dueMs;
      // After a stall what has come meanwhile is read first.
      this.#cancel = this.#clock.afterLook(() => this.#look(lateMs < STALL_MS ? 0 : lateMs));
    });
  }

  #look(stalledMs: number): void {
    this.#cancel = undefined;
    for (const connection of this.#open) connection.look(stalledMs);
    if (this.#open.size > 0) this.#lookLater();
  }
}

/** By ALPN; a socket without TLS has none. */
function protocolOf(socket: Socket & { readonly alpnProtocol?: string | false | null }) {
  return socket.alpnProtocol;
}
