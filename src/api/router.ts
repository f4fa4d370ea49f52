// Finds the route of a request, has it run, and sends what comes of it or why nothing does.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../observe/log.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { readInput } from './input.js';
import { sendJson, sendLines, sendObject, sendParts, sendText } from './output.js';
import { ACCESS, type Access, type Route } from './route.js';

/** What a way in has beside its routes. */
export interface RouterOptions {
  /** What clients of this server may do; operators may read, too. */
  readonly access: Access;
  readonly log: Log;
  /** Tells why nothing comes of a request. */
  readonly refuse: (response: ServerResponse, error: RequestError) => void;
}

export class Router<Server> {
  readonly #server: Server;
  readonly #byPath: ReadonlyMap<string, readonly Route<Server>[]>;
  readonly #options: RouterOptions;

  constructor(server: Server, routes: readonly Route<Server>[], options: RouterOptions) {
    this.#server = server;
    this.#options = options;
    const byPath = new Map<string, Route<Server>[]>();
    for (const route of routes) byPath.set(route.path, [...(byPath.get(route.path) ?? []), route]);
    this.#byPath = byPath;
  }

  /** Replies to a request, whatever it is. Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { pathname, searchParams } = urlOf(request);
      const route = this.#find(request, response, pathname);
      if (route.method === 'GET') request.resume();
      await this.#run(route, await readInput(route, request, searchParams), response);
    } catch (error) {
      this.#fail(request, response, error);
    }
  }

  #find(request: IncomingMessage, response: ServerResponse, path: string): Route<Server> {
    const routes = this.#byPath.get(path);
    if (routes === undefined) {
      const known = [...this.#byPath.keys()].filter(each => each !== '/');
      const hint = `try ${known.slice(0, -1).join(', ')} or ${known.at(-1)}`;
      throw new RequestError(ERROR_CODE.UNKNOWN_PATH, 'not found', hint);
    }
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const route = routes.find(each => each.method === method);
    if (route === undefined) {
      const allowed = routes.flatMap(each => (each.method === 'GET' ? ['GET', 'HEAD'] : [each.method]));
      response.setHeader('allow', allowed.join(', '));
      const verb = allowed.length === 1 ? 'is' : 'are';
      throw new RequestError(ERROR_CODE.WRONG_METHOD, `only ${allowed.join(' and ')} ${verb} served here`);
    }
    if (route.access === ACCESS.OPERATE && this.#options.access !== ACCESS.OPERATE)
      throw new RequestError(ERROR_CODE.FORBIDDEN, 'this way in is for reading alone');
    return route;
  }

  async #run(route: Route<Server>, input: unknown, response: ServerResponse): Promise<void> {
    switch (route.sends) {
      case 'json':
        return sendJson(response, (await route.run(this.#server, input)) as object);
      case 'object':
        return sendObject(response, (await route.run(this.#server, input)) as object);
      case 'lines':
        return sendLines(response, route.run(this.#server, input) as AsyncIterableIterator<object>);
      case 'text':
        return sendText(response, await route.run(this.#server));
      case 'parts':
        return sendParts(response, route.run(this.#server));
    }
  }

  #fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    // Nobody waits for a reply any more.
    if (response.destroyed || request.socket.destroyed) return;
    let refusal = error;
    if (!(refusal instanceof RequestError)) {
      const { stack, message } = error as Error;
      const { method, url } = request;
      this.#options.log.error({ method, url, stack }, `internal error: ${method} ${url}: ${message}`);
      refusal = new RequestError(ERROR_CODE.INTERNAL, 'internal error', 'the log of the server says more');
    }
    if (response.headersSent) response.destroy();
    else this.#options.refuse(response, refusal as RequestError);
    request.resume();
  }
}

function urlOf({ url = '/' }: IncomingMessage): URL {
  try {
    return new URL(url, 'http://rondo');
  } catch {
    throw new RequestError(ERROR_CODE.INVALID_INPUT, 'this is no path');
  }
}
