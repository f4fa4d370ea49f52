// An upstream over TCP or TLS that behaves as a test tells it.
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { idOf } from '../../../src/dns/header.js';
import { framed } from '../../../src/forward/message-reader.js';
import { StreamPool } from '../../../src/forward/stream/stream-pool.js';
import type { Upstream } from '../../../src/forward/upstream.js';
import { type Clock, systemClock } from '../../../src/time/clock.js';
import { closeAfterTest } from '../../support/closings.js';
import { watchSockets } from '../sockets-left.js';
import { answerTo, makeQuery } from '../stub-upstream.js';

/** A query as it came. */
export interface StreamReceived {
  readonly query: Buffer;
  /** Which connection it came on, from 0. */
  readonly connection: number;
  readonly socket: Socket;
}

export interface StreamStub extends Upstream {
  readonly received: StreamReceived[];
  /** Those that were accepted, so far. */
  readonly sockets: Socket[];
}

/** Sends a message with its length before it. */
export function reply(to: StreamReceived, message: Uint8Array = answerTo(to.query)): void {
  to.socket.write(framed(message));
}

function serve(stub: StreamStub, socket: Socket, take: (received: StreamReceived) => void): void {
  const connection = stub.sockets.push(socket) - 1;
  let rest = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', chunk => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const query = Buffer.from(rest.subarray(2, 2 + rest.readUInt16BE(0)));
      rest = rest.subarray(2 + query.length);
      const received = { query, connection, socket };
      stub.received.push(received);
      take(received);
    }
  });
}

/** @param tls without it TCP */
export async function streamStub(
  take: (received: StreamReceived) => void = reply,
  tls?: TlsOptions,
): Promise<StreamStub> {
  watchSockets();
  const onSocket = (socket: Socket | TLSSocket) => serve(stub, socket, take);
  const server: Server = tls === undefined ? createServer(onSocket) : createTlsServer(tls, onSocket);
  const raw = new Set<Socket>();
  server.on('connection', socket => raw.add(socket)).on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const stub: StreamStub = { address: '127.0.0.1', port, received: [], sockets: [] };
  closeAfterTest(async () => {
    for (const socket of raw) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return stub;
}

export function pool(clock: Clock = systemClock): StreamPool {
  watchSockets();
  const created = new StreamPool(clock);
  closeAfterTest(() => created.close());
  return created;
}

/** How a query ended: the answer under its id on the connection, or the code of the failure, `!` behind it for one of this machine. */
export interface Ended {
  readonly message?: Uint8Array;
  readonly code?: string;
}

/** Asks for the name. */
export function ask(
  from: StreamPool,
  upstream: Upstream,
  name = 'example.org',
  options: Parameters<typeof makeQuery>[1] = {},
): Promise<Ended> & { readonly mismatched: () => number; readonly cancel: () => void } {
  const { query, questionEnd } = makeQuery(name, options);
  let mismatched = 0;
  let cancel = () => {};
  const ended = new Promise<Ended>(resolve => {
    cancel = from.ask(upstream, query, questionEnd, {
      answered: message => resolve({ message }),
      failed: (code, isLocal) => resolve({ code: isLocal ? `${code}!` : code }),
      mismatched: () => mismatched++,
    });
  });
  return Object.assign(ended, { mismatched: () => mismatched, cancel });
}

/** The name that an answer is about. */
export function nameIn({ message }: Ended): string | undefined {
  if (message === undefined) return undefined;
  const labels: string[] = [];
  for (let at = 12; message[at] > 0; at += message[at] + 1)
    labels.push(Buffer.from(message.subarray(at + 1, at + 1 + message[at])).toString());
  return labels.join('.');
}

/** The message under another id. */
export function underId(message: Buffer, id: number): Buffer {
  const copy = Buffer.from(message);
  copy.writeUInt16BE(id & 0xffff, 0);
  return copy;
}

export { answerTo, idOf };
