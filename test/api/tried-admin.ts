// An admin server in the process of a test: with four tokens, on a clock of its own, and what is asked of it.
import { createHash } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { AdminServer } from '../../src/api/admin-server.js';
import type { ControlledServer } from '../../src/api/controlled-server.js';
import { RefusedRequests } from '../../src/api/refused-requests.js';
import type { AdminAccess } from '../../src/config/admin-settings.js';
import { EventRing } from '../../src/observe/event-ring.js';
import type { Log } from '../../src/observe/log.js';
import type { LiveConnection } from '../../src/operate/live-reader.js';
import type { AdminOrder } from '../../src/view/admin-order.js';
import { FakeClock } from '../support/fake-clock.js';

async function* metrics(): AsyncGenerator<string, void, void> {
  yield '# TYPE x counter\n';
}

/** A stream of changes on which nothing changes. */
function beginStream(connection: LiveConnection): () => void {
  connection.write(Buffer.from('retry: 2000\n\n'));
  return () => undefined;
}

/** A token of which the secret is `secret of NAME`. */
export const token = (name: string, rights: 'read' | 'operate', expiresMs?: number) => ({
  ...{ name, rights, expiresMs },
  digest: createHash('sha256').update(`secret of ${name}`).digest(),
});
export const bearer = (name: string) => ({ authorization: `Bearer secret of ${name}` });
export const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
export const JSON_BODY = { 'content-type': 'application/json' };
export const ORDER = JSON.stringify({ members: ['192.0.2.1'], state: 'drain', by: 'somebody else' });

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly code: string | undefined;
}

export class TriedAdmin {
  readonly clock = new FakeClock();
  /** Lines of the log. */
  readonly said: string[] = [];
  /** Orders that were carried out. */
  readonly orders: AdminOrder[] = [];
  readonly access: AdminAccess;
  readonly refused: RefusedRequests;
  readonly #server: AdminServer;
  port = 0;

  constructor() {
    const { clock, said, orders } = this;
    const say = (line: string) => said.push(line);
    const log = { warn: say, error: say } as unknown as Log;
    const controlled = {
      bound: ['127.0.0.1:53'],
      events: new EventRing(),
      descriptors: { shares: { control: 16 } },
      live: { open: async () => ({ feed: { join: beginStream } }) },
      operator: {
        async carryOutByTurns(order: AdminOrder) {
          orders.push(order);
          return { members: [], former: [], warnings: [] };
        },
      },
    } as unknown as ControlledServer;
    const sources = {
      metrics: () => ({ contentType: 'text/plain', parts: metrics() }),
      isReady: () => true,
      doubts: () => '',
    };
    this.access = {
      hosts: ['rondo.example'],
      read: 'loopback',
      tokens: [
        token('alice', 'operate'),
        token('bob', 'read'),
        token('old', 'operate', clock.wallMs()),
        token('soon', 'read', clock.wallMs() + 60_000),
      ],
      password: undefined,
    };
    this.refused = new RefusedRequests(log, clock);
    const parts = { log, most: 16, access: this.access, refused: this.refused, clock };
    this.#server = new AdminServer({ controlled, sources }, parts);
  }

  async open(): Promise<this> {
    this.port = await this.#server.listen('127.0.0.1', 0);
    return this;
  }

  close(): void {
    this.#server.close();
    this.refused.close();
  }

  /** Lets in others than at first. */
  letIn(access: Partial<AdminAccess>): void {
    this.#server.configure({ tls: undefined, access: { ...this.access, ...access } });
  }

  /** Sends just these headers, with the host of the server when there is none among them. */
  ask(path: string, headers: Record<string, string> = {}, method = 'GET', body?: string): Promise<Reply> {
    const options = { host: '127.0.0.1', port: this.port, path, method, headers, agent: false };
    return new Promise((resolve, reject) => {
      const request = httpRequest(options, async response => {
        let text = '';
        for await (const chunk of response.setEncoding('utf8')) text += chunk;
        const code = /"code":"(\w+)"/.exec(text)?.[1];
        resolve({ status: response.statusCode!, headers: response.headers, text, code });
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  async statusOf(path: string, headers?: Record<string, string>): Promise<number> {
    return (await this.ask(path, headers)).status;
  }

  /** Asks to take a member out. */
  drain(headers: Record<string, string>): Promise<Reply> {
    return this.ask('/api/v1/orders', { ...JSON_BODY, ...headers }, 'POST', ORDER);
  }

  /** Sends octets as they are. @returns what comes until the end */
  raw(text: string | Uint8Array): Promise<string> {
    return new Promise(resolve => {
      const socket = connect({ host: '127.0.0.1', port: this.port });
      let received = '';
      socket.setEncoding('utf8').on('data', chunk => {
        received += chunk;
      });
      socket.on('close', () => resolve(received));
      socket.on('error', () => undefined);
      socket.end(text);
    });
  }

  /** Follows the events, or the stream. @returns once they begin; what is returned resolves when they end */
  follow(
    headers: Record<string, string>,
    path = '/api/v1/events?follow',
  ): Promise<{ readonly ended: Promise<void> }> {
    const options = { port: this.port, path, headers, agent: false };
    return new Promise((resolve, reject) => {
      const request = httpRequest(options, response => {
        response.on('error', () => undefined);
        const ended = new Promise<void>(end => response.resume().on('close', end));
        resolve({ ended });
      });
      request.on('error', reject);
      request.end();
    });
  }
}
