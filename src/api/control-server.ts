// The control server: HTTP over a unix socket, for the verbs of the command that ask a running server.
import { chmodSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { Log } from '../observe/log.js';
import type { ErrorView } from '../view/error.js';
import { CONTROL_ROUTES } from './control-routes.js';
import type { ControlledServer } from './controlled-server.js';
import { ERROR_STATUS } from './error-status.js';
import { HTTP_LIMITS } from './http-limits.js';
import { sendJson } from './output.js';
import { ACCESS } from './route.js';
import { Router } from './router.js';

const MAX_CONNECTIONS = 32;
const OWNER_ONLY = 0o600;

export class ControlServer {
  readonly #server: Server;

  constructor(server: ControlledServer, log: Log) {
    const router = new Router(server, CONTROL_ROUTES, {
      access: ACCESS.OPERATE,
      log,
      refuse(response, { code, message, hint }) {
        sendJson(response, { error: { code, message, hint } } satisfies ErrorView, ERROR_STATUS[code]);
      },
    });
    this.#server = createServer(HTTP_LIMITS, (request, response) => void router.handle(request, response));
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
