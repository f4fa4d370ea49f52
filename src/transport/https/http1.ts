// HTTP/1.1 (RFC 9112) on connections that are handed over: node's server, without the time limits that it has only while it listens.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { RequestHead } from './dns-request.js';
import type { HttpEvents, HttpExchange, HttpSession, ReplyFields } from './http-exchange.js';
import { MAX_HEAD } from './https-limits.js';

const OPTIONS = { maxHeaderSize: MAX_HEAD, keepAliveTimeout: 0, noDelay: true };

class Http1Exchange implements HttpExchange {
  readonly head: RequestHead;
  readonly content: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.content = request;
    this.#response = response;
    const { method = '', url = '', headers } = request;
    this.head = {
      method,
      target: url,
      contentType: headers['content-type'],
      contentLength: headers['content-length'],
    };
  }

  get isWhole(): boolean {
    return this.content.complete;
  }

  reply(status: number, fields: ReplyFields, content: Buffer): void {
    const response = this.#response;
    if (response.destroyed || response.headersSent) return;
    response.writeHead(status, fields);
    response.end(content);
  }

  /** Who cancels a request of HTTP/1.1 closes the connection. */
  onOver(over: (isCancelled: boolean) => void): void {
    this.#response.on('close', () => over(false));
  }
}

class Http1Session implements HttpSession {
  readonly events: HttpEvents;
  readonly #socket: Socket;
  readonly #open = new Set<ServerResponse>();
  #isEnding = false;

  constructor(socket: Socket, events: HttpEvents) {
    this.#socket = socket;
    this.events = events;
  }

  begin(request: IncomingMessage, response: ServerResponse): void {
    this.#open.add(response);
    response.once('close', () => this.#over(response));
    request.on('error', () => this.#socket.destroy());
    if (this.#isEnding) response.shouldKeepAlive = false;
    this.events.begin(new Http1Exchange(request, response));
  }

  /** What came is no request: behind a reply that is still under way there is no place for another. */
  refuse(code: string | undefined): void {
    const socket = this.#socket;
    const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
    if (this.#open.size === 0 && socket.writable && code?.startsWith('HPE_') === true) {
      this.events.refuse(status);
      socket.write(`HTTP/1.1 ${status} \r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
    }
    socket.destroySoon();
  }

  drain(): void {
    this.#isEnding = true;
    for (const response of this.#open) response.shouldKeepAlive = false;
    if (this.#open.size === 0) this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #over(response: ServerResponse): void {
    this.#open.delete(response);
    if (this.#isEnding && this.#open.size === 0) this.#socket.end();
  }
}

/** Takes connections on which the client speaks HTTP/1.1. */
export class Http1Sessions {
  readonly #server = createServer(OPTIONS);
  readonly #sessions = new WeakMap<Socket, Http1Session>();

  constructor() {
    const sessions = this.#sessions;
    this.#server.on('request', (request, response) => sessions.get(request.socket)?.begin(request, response));
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
      sessions.get(socket as Socket)?.refuse(error.code),
    );
  }

  /** Reads a connection from now on. */
  take(socket: Socket, events: HttpEvents): HttpSession {
    const session = new Http1Session(socket, events);
    this.#sessions.set(socket, session);
    this.#server.emit('connection', socket);
    return session;
  }
}
