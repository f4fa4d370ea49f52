// DNS over HTTPS in tests: a listener on a query service, and requests of HTTP/2 and HTTP/1.1 to one.
import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import { Agent, request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { type Clock, systemClock } from '../../src/time/clock.js';
import { doh } from '../../src/transport/https/doh.js';
import type { QueryService } from '../../src/transport/query-service.js';
import { StreamTransport } from '../../src/transport/stream.js';
import { StreamHost, type StreamLimits } from '../../src/transport/stream-host.js';
import { HandshakeQueue } from '../../src/transport/tls/handshake-queue.js';
import { ServerSecrets } from '../../src/transport/tls/server-secrets.js';
import { certificates } from '../probe/certificates.js';
import { closeAfterTest } from './closings.js';

export const DOH_PATH = '/dns-query';
const DNS_MESSAGE = 'application/dns-message';
const LIMITS = { idleMs: 10_000, maxOctets: 4 << 20, maxForwarded: 8, maxConnections: 64, maxPerClient: 64 };

export interface DohListener {
  readonly port: number;
  readonly host: StreamHost;
  readonly transport: StreamTransport;
}

/** Listens on a free port until {@link StreamTransport.close}. */
export async function listenDoh(
  service: QueryService,
  {
    address = '127.0.0.1',
    limits = {},
    clock,
  }: { address?: string; limits?: Partial<StreamLimits>; clock?: Clock } = {},
): Promise<DohListener> {
  const host = new StreamHost(service, { ...LIMITS, ...limits });
  const listen = { address, port: 0 };
  const secrets = new ServerSecrets({
    certificates: [{ ...listen, path: DOH_PATH, certificate: certificates.server }],
    ticketKeys: new Uint8Array(48),
  });
  const handshakes = new HandshakeQueue(clock ?? systemClock, host.turns);
  const place = { listen, secrets, handshakes, tally: service.handler.tally };
  const transport = new StreamTransport(host, doh(place, clock));
  const { port } = await transport.listen(listen);
  return { port, host, transport };
}

export interface DohRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
}

export interface DohReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

/** Sends requests on a connection of its own. */
export interface DohClient {
  send(request: DohRequest): Promise<DohReply>;
  close(): void;
}

/** A request with a message, as {@link DohClient} sends it. */
export function getting(message: Uint8Array, method = 'GET'): DohRequest {
  return { method, path: `${DOH_PATH}?dns=${Buffer.from(message).toString('base64url')}` };
}

export function posting(message: Uint8Array): DohRequest {
  return { method: 'POST', headers: { 'content-type': DNS_MESSAGE }, body: message };
}

/** A session of HTTP/2 that is open, and closed after the test. */
export async function openHttp2(port: number, address = '127.0.0.1'): Promise<ClientHttp2Session> {
  const session = connect(`https://${address.includes(':') ? `[${address}]` : address}:${port}`, {
    rejectUnauthorized: false,
  });
  session.on('error', () => undefined);
  await once(session, 'connect');
  closeAfterTest(() => session.destroy());
  return session;
}

export async function http2Client(port: number, address?: string): Promise<DohClient> {
  const session = await openHttp2(port, address);
  return {
    async send({ method = 'GET', path = DOH_PATH, headers = {}, body }) {
      const stream = session.request({ ':method': method, ':path': path, ...headers }, { endStream: false });
      stream.on('error', () => undefined);
      stream.end(body);
      const [reply] = (await once(stream, 'response')) as [Record<string, string | number>];
      return { status: Number(reply[':status']), headers: reply, body: await buffer(stream) };
    },
    close: () => session.destroy(),
  };
}

export async function http1Client(
  port: number,
  host = '127.0.0.1',
  localAddress?: string,
): Promise<DohClient> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  closeAfterTest(() => agent.destroy());
  return {
    async send({ method = 'GET', path = DOH_PATH, headers = {}, body }) {
      const sent = request({
        ...{ agent, host, localAddress, port, method, path, rejectUnauthorized: false },
        headers,
      });
      sent.on('error', () => undefined);
      sent.end(body);
      const [reply] = await once(sent, 'response');
      return { status: reply.statusCode, headers: reply.headers, body: await buffer(reply) };
    },
    close: () => agent.destroy(),
  };
}

/** The clients of both versions, by the protocol of ALPN. */
export const DOH_CLIENTS = { h2: http2Client, 'http/1.1': http1Client } as const;
