// The control server: HTTP over a unix socket, for the verbs of the command that look at a running server.
import { chmodSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { StatusView } from './control-view.js';
import type { EventRing, ServerEvent } from './event-ring.js';
import { HTTP_LIMITS, reply } from './http-reply.js';

/** What the control socket shows. */
export interface ControlSources {
  status(): StatusView;
  readonly events: EventRing;
}

const MAX_CONNECTIONS = 32;
/** Octets of events that a follower may leave unread. */
const MAX_UNREAD = 1 << 20;
const OWNER_ONLY = 0o600;

const line = (event: ServerEvent) => `${JSON.stringify(event)}\n`;

export class ControlServer {
  readonly #sources: ControlSources;
  readonly #server: Server;

  constructor(sources: ControlSources) {
    this.#sources = sources;
    this.#server = createServer(HTTP_LIMITS, (request, response) => this.#handle(request, response));
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

  #handle(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://control');
    if (request.method !== 'GET') reply(response, 405, 'Only GET is served here.\n');
    else if (pathname === '/status')
      reply(response, 200, JSON.stringify(this.#sources.status()), 'application/json');
    else if (pathname === '/events') this.#events(response, searchParams.has('follow'));
    else reply(response, 404, 'Not found. Try /status or /events.\n');
  }

  #events(response: ServerResponse, isFollowed: boolean): void {
    const { events } = this.#sources;
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for (const event of events.all) response.write(line(event));
    if (!isFollowed) {
      response.end();
      return;
    }
    const leave = events.follow(event => {
      if (response.writableLength > MAX_UNREAD) response.destroy();
      else response.write(line(event));
    });
    response.on('close', leave);
    response.flushHeaders();
  }
}
