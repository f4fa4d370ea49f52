// The admin listener: pages for Prometheus and for supervisors of the process.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { Log } from '../observe/log.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { ERROR_STATUS } from './error-status.js';
import { HttpConnections } from './http-connections.js';
import { sendText } from './output.js';
import { ACCESS } from './route.js';
import { Router } from './router.js';
import { ADMIN_ROUTES, type AdminSources } from './routes/pages.js';

/**
 * A page that a browser reached by a name it resolved elsewhere must not read this (DNS rebinding):
 * only literals and localhost.
 */
function isLocalHost(host: string | undefined): boolean {
  if (host === undefined) return false;
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return name.toLowerCase() === 'localhost' || isIP(name) !== 0;
}

const sentence = (text: string) => `${text[0].toUpperCase()}${text.slice(1)}.`;

/** Says it as a text: this listener is for people and probes. */
function refuse(response: ServerResponse, { code, message, hint }: RequestError): void {
  const text = [message, hint].flatMap(each => (each === undefined ? [] : sentence(each))).join(' ');
  sendText(response, { text: `${text}\n`, status: ERROR_STATUS[code] });
}

/** The admin HTTP server. */
export class AdminServer {
  readonly #router: Router<AdminSources>;
  readonly #connections: HttpConnections;

  /** @param most how many connections may be open at once */
  constructor(sources: AdminSources, log: Log, most: number) {
    this.#router = new Router(sources, ADMIN_ROUTES, { access: ACCESS.READ, log, refuse });
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

  #handle(request: IncomingMessage, response: ServerResponse): Promise<void> | void {
    if (isLocalHost(request.headers.host)) return this.#router.handle(request, response);
    request.resume();
    const what = 'use the IP address or localhost as the host name';
    refuse(response, new RequestError(ERROR_CODE.WRONG_HOST, what));
  }
}
