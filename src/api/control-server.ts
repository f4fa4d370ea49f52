// The control server: HTTP over a unix socket, for the verbs of the command that ask a running server.
import { chmodSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { Log } from '../observe/log.js';
import type { ControlledServer } from './controlled-server.js';
import { HTTP_LIMITS } from './http-limits.js';

const MAX_CONNECTIONS = 32;
const OWNER_ONLY = 0o600;

export class ControlServer {
  readonly #server: Server;

  constructor(server: ControlledServer, log: Log) {
    this.#server = createServer(HTTP_LIMITS, (request, response) => {
      // Only now: the schemas of what is asked and told take a megabyte, and most servers are never asked.
      import('./control-routes.js').then(
        ({ controlRouter }) => controlRouter(server, log).handle(request, response),
        error => {
          log.error(`the control socket cannot reply: ${(error as Error).message}`);
          response.destroy();
        },
      );
    });
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** Opens the socket, which the path leads to until {@link close}. @throws the system's error */
  async listen(path: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(path, resolve);
    });
    this.#server.on('error', () => undefined);
    chmodSync(path, OWNER_ONLY);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
