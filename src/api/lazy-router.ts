// A table of routes that is loaded when somebody asks for it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../observe/log.js';
import type { Asker } from './asker.js';
import type { ControlledServer } from './controlled-server.js';
import type { Router } from './router.js';

/** Loads a table and makes its router. */
type Load<Server> = () => Promise<Router<Server>>;

/** Only then: schemas and pages take a megabyte or two, and most servers are never asked. */
export class LazyRouter<Server> {
  readonly #load: Load<Server>;
  readonly #log: Log;
  #router: Promise<Router<Server>> | undefined;

  constructor(load: Load<Server>, log: Log) {
    this.#load = load;
    this.#log = log;
  }

  /** Replies to a request, whatever it is. Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse, asker: Asker): Promise<void> {
    this.#router ??= this.#load();
    try {
      await (await this.#router).handle(request, response, asker);
    } catch (error) {
      this.#router = undefined;
      this.#log.error(`cannot reply to ${request.url}: ${(error as Error).message}`);
      response.destroy();
    }
  }
}

/** The API. */
export function lazyApi(controlled: ControlledServer, log: Log): LazyRouter<ControlledServer> {
  return new LazyRouter(async () => (await import('./api-routes.js')).apiRouter(controlled, log), log);
}

/** Whether a request is for the API. @param url of the request */
export function isForApi(url = '/'): boolean {
  return /^\/(?:api(?:\/|$)|openapi\.json$)/.test(url.split('?', 1)[0]);
}

/** The pages that a browser shows. */
export function lazyPages(controlled: ControlledServer, log: Log): LazyRouter<ControlledServer> {
  return new LazyRouter(async () => (await import('./page-routes.js')).pageRouter(controlled, log), log);
}

/** Whether a request is for one of those. @param url of the request */
export function isForPages(url = '/'): boolean {
  return /^\/(?:(?:explain|events|queries)?(?:\?|$)|assets\/)/.test(url);
}
