// The admin listener: /metrics for Prometheus, /healthz and /readyz for whoever supervises the process.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { HTTP_LIMITS, reply } from './http-reply.js';

/** What the admin listener shows. */
export interface AdminSources {
  metrics(): Promise<{ readonly contentType: string; readonly body: string }>;
  /** Whether queries are being answered. */
  isReady(): boolean;
}

const INDEX = `rondo admin

/metrics   counters and gauges for Prometheus
/healthz   200 while the process runs
/readyz    200 while queries are answered, 503 before and during shutdown
`;

const MAX_CONNECTIONS = 64;

/** A page that a browser reached by a name it resolved elsewhere must not read this (DNS rebinding): only literals and localhost. */
function isLocalHost(host: string | undefined): boolean {
  if (host === undefined) return false;
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return name.toLowerCase() === 'localhost' || isIP(name) !== 0;
}

/** The admin HTTP server. */
export class AdminServer {
  readonly #sources: AdminSources;
  readonly #server: Server;

  constructor(sources: AdminSources) {
    this.#sources = sources;
    this.#server = createServer(HTTP_LIMITS, (request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** Opens the socket. @returns the bound port. @throws the system's error, such as EADDRINUSE */
  async listen(address: string, port: number): Promise<number> {
    this.#server.listen({ host: address, port });
    await once(this.#server, 'listening');
    // A connection that cannot be accepted, as for want of descriptors, is lost; the listener stays.
    this.#server.on('error', () => undefined);
    const bound = this.#server.address();
    return typeof bound === 'object' && bound !== null ? bound.port : port;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    if (!isLocalHost(request.headers.host))
      return reply(response, 421, 'Use the IP address or localhost as the host name.\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return reply(response, 405, 'Only GET and HEAD are served here.\n');
    }
    const path = (request.url ?? '/').split('?', 1)[0];
    if (path === '/metrics') {
      const { contentType, body } = await this.#sources.metrics();
      return reply(response, 200, body, contentType);
    }
    if (path === '/healthz') return reply(response, 200, 'ok\n');
    if (path === '/readyz')
      return this.#sources.isReady() ? reply(response, 200, 'ready\n') : reply(response, 503, 'not ready\n');
    if (path === '/') return reply(response, 200, INDEX);
    return reply(response, 404, 'Not found. Try /metrics, /healthz or /readyz.\n');
  }
}
