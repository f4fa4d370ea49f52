// The control server: HTTP over a unix socket, for the verbs of the command that ask a running server.
import { chmodSync } from 'node:fs';
import type { Log } from '../observe/log.js';
import { OPERATOR } from './asker.js';
import type { ControlledServer } from './controlled-server.js';
import { HttpConnections } from './http-connections.js';
import { lazyApi } from './lazy-router.js';

const OWNER_ONLY = 0o600;

export class ControlServer {
  readonly #connections: HttpConnections;

  /** @param most how many connections may be open at once */
  constructor(server: ControlledServer, log: Log, most: number) {
    const api = lazyApi(server, log);
    this.#connections = new HttpConnections(most, (request, response) =>
      api.handle(request, response, OPERATOR),
    );
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
