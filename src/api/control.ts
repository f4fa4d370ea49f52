// The control server: HTTP over a unix socket, for the verbs of the command that look at a running server.
import { chmodSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { EventRing, ServerEvent } from '../observe/event-ring.js';
import { type AdminOrder, type AdminOutcome, adminOrder, type Refusal } from '../view/admin-order.js';
import type { StatusView } from '../view/control-view.js';
import {
  type ExplainView,
  type Plan,
  plan,
  type Question,
  question,
  type WhatIfView,
} from '../view/explain-view.js';
import { HTTP_LIMITS, reply } from './http-reply.js';

/** What the control socket shows. */
export interface ControlSources {
  status(): StatusView;
  /** Does what is asked, at once. */
  administer(order: AdminOrder): AdminOutcome | Refusal;
  /** How the next answer comes about. */
  explain(question: Question): Promise<ExplainView | Refusal>;
  /** What would be answered. */
  whatIf(plan: Plan): Promise<WhatIfView | Refusal>;
  readonly events: EventRing;
}

const MAX_CONNECTIONS = 32;
/** Octets of events that a follower may leave unread. */
const MAX_UNREAD = 1 << 20;
const OWNER_ONLY = 0o600;
/** The longest order, in octets. */
const MAX_ORDER = 1 << 20;

/** Where orders are taken. */
const PLACES = '/admin, /explain and /whatif';

const line = (event: ServerEvent) => `${JSON.stringify(event)}\n`;

export class ControlServer {
  readonly #sources: ControlSources;
  readonly #server: Server;
  readonly #orders: ReadonlyMap<string, Order>;

  constructor(sources: ControlSources) {
    this.#sources = sources;
    this.#orders = new Map([
      ['/admin', orderOf(adminOrder, order => sources.administer(order))],
      ['/explain', orderOf(question, asked => sources.explain(asked))],
      ['/whatif', orderOf(plan, imagined => sources.whatIf(imagined))],
    ]);
    this.#server = createServer(HTTP_LIMITS, (request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
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

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://control');
    const order = request.method === 'POST' ? this.#orders.get(pathname) : undefined;
    if (order !== undefined) {
      await order(request, response);
      return;
    }
    request.resume();
    if (request.method !== 'GET') reply(response, 405, `Only GET is served here, and POST at ${PLACES}.\n`);
    else if (pathname === '/status')
      reply(response, 200, JSON.stringify(this.#sources.status()), 'application/json');
    else if (pathname === '/events') this.#events(response, searchParams.has('follow'));
    else reply(response, 404, `Not found. Try /status, /events, or POST at ${PLACES}.\n`);
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

type Order = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Reads what is asked for, and replies with what is made of it. */
function orderOf<T>(schema: z.ZodType<T>, carryOut: (asked: T) => object | Promise<object>): Order {
  return async (request, response) => {
    const text = await bodyOf(request);
    if (text === undefined) {
      reply(response, 413, 'At most 1 MiB may be sent.\n');
      return;
    }
    const read = schema.safeParse(parsed(text));
    if (!read.success) {
      const [{ path, message }] = read.error.issues;
      reply(response, 400, `Not understood: ${path.join('.')} ${message}\n`);
      return;
    }
    const outcome = await carryOut(read.data);
    reply(response, 'error' in outcome ? 404 : 200, JSON.stringify(outcome), 'application/json');
  };
}

/** The body of a request; undefined when it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let octets = 0;
  for await (const chunk of request) {
    octets += chunk.length;
    if (octets > MAX_ORDER) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
