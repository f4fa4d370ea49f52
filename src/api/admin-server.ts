// The admin listener: the API, the pages that a browser shows, and those for Prometheus and supervisors.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { Log } from '../observe/log.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { READER } from './asker.js';
import type { ControlledServer } from './controlled-server.js';
import { HttpConnections } from './http-connections.js';
import { isForApi, isForPages, type LazyRouter, lazyApi, lazyPages } from './lazy-router.js';
import { refuseInJson, refuseInText } from './refusal.js';
import { Router } from './router.js';
import { ADMIN_ROUTES, type AdminSources } from './routes/plain-pages.js';

/**
 * A page that a browser reached by a name it resolved elsewhere must not read this (DNS rebinding):
 * only literals and localhost.
 */
function isLocalHost(host: string | undefined): boolean {
  if (host === undefined) return false;
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return name.toLowerCase() === 'localhost' || isIP(name) !== 0;
}

/** Of what an admin server tells. */
export interface AdminSubjects {
  /** What the API acts on. */
  readonly controlled: ControlledServer;
  /** What the pages show. */
  readonly sources: AdminSources;
}

/** The admin HTTP server. */
export class AdminServer {
  readonly #plain: Router<AdminSources>;
  readonly #api: LazyRouter<ControlledServer>;
  readonly #pages: LazyRouter<ControlledServer>;
  readonly #connections: HttpConnections;

  /** @param most how many connections may be open at once */
  constructor({ controlled, sources }: AdminSubjects, log: Log, most: number) {
    this.#plain = new Router(sources, ADMIN_ROUTES, { log, refuse: refuseInText });
    this.#api = lazyApi(controlled, log);
    this.#pages = lazyPages(controlled, log);
    this.#connections = new HttpConnections(most, (request, response) => this.#handle(request, response));
  }

  /** How many are open. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Opens the socket. @returns the bound port. @throws the system's error, such as EADDRINUSE */
  async listen(address: string, port: number): Promise<number> {
    const { server } = this.#connections;
    server.listen({ host: address, port });
    await once(server, 'listening');
    // A connection that cannot be accepted, for instance without a free descriptor, is lost; the listener stays.
    server.on('error', () => undefined);
    const bound = server.address();
    return typeof bound === 'object' && bound !== null ? bound.port : port;
  }

  close(): void {
    this.#connections.close();
  }

  #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url, headers } = request;
    if (isLocalHost(headers.host)) return this.#routerFor(url).handle(request, response, READER);
    request.resume();
    const what = 'use the IP address or localhost as the host name';
    const refuse = isForApi(url) ? refuseInJson : refuseInText;
    refuse(response, new RequestError(ERROR_CODE.WRONG_HOST, what));
    return Promise.resolve();
  }

  #routerFor(url: string | undefined): Pick<LazyRouter<ControlledServer>, 'handle'> {
    if (isForApi(url)) return this.#api;
    return isForPages(url) ? this.#pages : this.#plain;
  }
}
