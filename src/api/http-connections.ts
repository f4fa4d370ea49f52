// The connections of an HTTP server: a bounded number of places, and who has to leave when all are taken.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { HTTP_LIMITS } from './http-limits.js';

export class HttpConnections {
  readonly server: Server;
  readonly #places = new Set<Socket>();

  /** @param most how many connections may be open at once */
  constructor(most: number, onRequest: RequestListener) {
    this.server = createServer(HTTP_LIMITS, onRequest);
    this.server.maxConnections = most;
    this.server.on('connection', socket => {
      this.#places.add(socket);
      socket.on('close', () => this.#places.delete(socket));
    });
  }

  /** How many are open. */
  get size(): number {
    return this.#places.size;
  }

  /** Closes all, and listens no more. */
  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
