// The control server: HTTP over a unix socket, for the verbs of the command that ask a running server.
import { chmodSync } from 'node:fs';
import type { Log } from '../observe/log.js';
import type { ControlledServer } from './controlled-server.js';
import { HttpConnections } from './http-connections.js';

const OWNER_ONLY = 0o600;

export class ControlServer {
  readonly #connections: HttpConnections;

  /** @param most how many connections may be open at once */
  constructor(server: ControlledServer, log: Log, most: number) {
    this.#connections = new HttpConnections(most, (request, response) => {
      // Only now: the schemas of what is asked and told take a megabyte, and most servers are never asked.
      return import('./control-routes.js').then(
        ({ controlRouter }) => controlRouter(server, log).handle(request, response),
        error => {
          log.error(`the control socket cannot reply: ${(error as Error).message}`);
          response.destroy();
        },
      );
    });
  }

  /** How many are open. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Opens the socket, which the path leads to until {@link close}. @throws the system's error */
  async listen(path: string): Promise<void> {
    const { server } = this.#connections;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    server.on('error', () => undefined);
    chmodSync(path, OWNER_ONLY);
  }

  close(): void {
    this.#connections.close();
  }
}
