// The API of a server, which is loaded when somebody asks for it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../observe/log.js';
import type { Asker } from './asker.js';
import type { ControlledServer } from './controlled-server.js';
import type { Router } from './router.js';

/** Only then: the schemas of what is asked and told take a megabyte, and most servers are never asked. */
export class LazyApi {
  readonly #server: ControlledServer;
  readonly #log: Log;
  #router: Promise<Router<ControlledServer>> | undefined;

  constructor(server: ControlledServer, log: Log) {
    this.#server = server;
    this.#log = log;
  }

  /** Whether a request is for the API. @param url of the request */
  static serves(url = '/'): boolean {
    return /^\/api(?:[/?]|$)/.test(url);
  }

  /** Replies to a request, whatever it is. Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse, asker: Asker): Promise<void> {
    this.#router ??= this.#load();
    try {
      await (await this.#router).handle(request, response, asker);
    } catch (error) {
      this.#router = undefined;
      this.#log.error(`the API cannot reply: ${(error as Error).message}`);
      response.destroy();
    }
  }

  async #load(): Promise<Router<ControlledServer>> {
    const { apiRouter } = await import('./api-routes.js');
    return apiRouter(this.#server, this.#log);
  }
}
