// Finds the route of a request, has it run, and sends what comes of it or why nothing does.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../observe/log.js';
import { nearest } from '../source/suggest.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { type Asker, mayUse, RIGHTS } from './asker.js';
import { readInput } from './input.js';
import { sendJson, sendLines, sendObject, sendParts, sendText } from './output.js';
import { parameterValues } from './parameters.js';
import type { Refuse } from './refusal.js';
import { type RequestTarget, requestTarget } from './request-target.js';
import type { Route } from './route.js';
import { type Found, RouteTable } from './route-table.js';
import { sendStream } from './stream-output.js';

const MAKE_ONE = 'make one with `rondo token add NAME --rights operate`';

/** What a table of routes has beside it. */
export interface RouterOptions {
  readonly log: Log;
  /** Tells why nothing comes of a request. */
  readonly refuse: Refuse;
}

/** A route that is asked for. */
interface Call<Server> {
  readonly route: Route<Server>;
  readonly input: unknown;
  readonly asker: Asker;
}

export class Router<Server> {
  readonly #server: Server;
  readonly #table: RouteTable<Server>;
  readonly #options: RouterOptions;

  constructor(server: Server, routes: readonly Route<Server>[], options: RouterOptions) {
    this.#server = server;
    this.#table = new RouteTable(routes);
    this.#options = options;
  }

  /** Replies to a request, whatever it is. Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse, asker: Asker): Promise<void> {
    try {
      const target = requestTarget(request.url ?? '/');
      const found = this.#find(target);
      const route = routeFor(request, response, found.routes);
      if (!mayUse(asker, route.access)) throw refusalOf(asker, response);
      if (route.method === 'GET') request.resume();
      const input = await readInput(route, request, valuesOf(route, target, found));
      await this.#run({ route, input, asker }, response);
    } catch (error) {
      this.#fail(request, response, error);
    }
  }

  #find({ path, segments }: RequestTarget): Found<Server> {
    const found = this.#table.find(segments);
    if (found !== undefined) return found;
    const known = this.#table.paths.filter(each => each !== '/');
    throw new RequestError(ERROR_CODE.UNKNOWN_PATH, 'not found', pathHint(path, known));
  }

  async #run({ route, input, asker }: Call<Server>, response: ServerResponse): Promise<void> {
    switch (route.sends) {
      case 'json':
        return sendJson(response, (await route.run(this.#server, input, asker)) as object);
      case 'object':
        return sendObject(response, (await route.run(this.#server, input, asker)) as object);
      case 'lines':
        return sendLines(response, route.run(this.#server, input, asker) as AsyncIterableIterator<object>);
      case 'stream':
        return sendStream(response, await route.run(this.#server, input));
      case 'text':
        return sendText(response, withType(route, await route.run(this.#server)));
      case 'parts':
        return sendParts(response, withType(route, await route.run(this.#server, input)));
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

/** What whoever asks lacks. */
function refusalOf({ rights, challenges }: Asker, response: ServerResponse): RequestError {
  if (challenges !== undefined) response.setHeader('www-authenticate', challenges);
  return rights === RIGHTS.NONE
    ? new RequestError(ERROR_CODE.UNAUTHORIZED, 'a token is needed', 'send `Authorization: Bearer TOKEN`')
    : new RequestError(ERROR_CODE.FORBIDDEN, 'this needs a token with the right to operate', MAKE_ONE);
}

/** More paths are not listed. */
const FEW_PATHS = 8;

/** What to ask for in place of a path that is none. */
function pathHint(path: string, known: readonly string[]): string {
  const near = nearest(path, known);
  if (near !== undefined) return `did you mean ${near}?`;
  if (known.length > FEW_PATHS) return '/openapi.json lists what there is';
  return `try ${known.slice(0, -1).join(', ')} or ${known.at(-1)}`;
}

function withType<Text extends object>({ contentType }: { readonly contentType?: string }, text: Text): Text {
  return contentType === undefined ? text : { contentType, ...text };
}

/** @throws RequestError when no route of the path takes the method */
function routeFor<Server>(
  { method: asked }: IncomingMessage,
  response: ServerResponse,
  routes: readonly Route<Server>[],
): Route<Server> {
  const method = asked === 'HEAD' ? 'GET' : asked;
  const route = routes.find(each => each.method === method);
  if (route !== undefined) return route;
  const allowed = routes.flatMap(each => (each.method === 'GET' ? ['GET', 'HEAD'] : [each.method]));
  response.setHeader('allow', allowed.join(', '));
  const verb = allowed.length === 1 ? 'is' : 'are';
  throw new RequestError(ERROR_CODE.WRONG_METHOD, `only ${allowed.join(' and ')} ${verb} served here`);
}

/** @throws RequestError when parameters stand where they are not read */
function valuesOf<Server>(
  { method, input }: Route<Server>,
  { parameters }: RequestTarget,
  { values }: Found<Server>,
): Record<string, unknown> {
  if (method === 'POST' && parameters.size > 0)
    throw new RequestError(ERROR_CODE.INVALID_INPUT, 'no parameters are read here', 'send JSON in the body');
  for (const [name, value] of Object.entries(values)) parameters.append(name, value);
  return parameterValues(parameters, input);
}
