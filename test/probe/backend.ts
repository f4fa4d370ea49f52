// Backends for probe tests: a TCP server that does what a test says, and counts its connections.
import { createServer, type Server, type Socket } from 'node:net';
import type { Target } from '../../src/probe/target.js';
import { closeAfterTest } from '../support/closings.js';

export interface Backend {
  readonly target: Target & { readonly port: number };
  /** How many connections came in. */
  accepted: number;
  /** Resolves when the other side has closed every connection that came in. */
  allClosed(): Promise<void>;
}

/** Listens on a free port of the address until the test ends, with any kind of server. */
export async function listen(server: Server, address = '127.0.0.1'): Promise<Backend> {
  const sockets = new Set<Socket>();
  const closings: Promise<void>[] = [];
  let accepted = 0;
  server.on('connection', socket => {
    accepted++;
    sockets.add(socket);
    socket.on('error', () => {});
    closings.push(new Promise(resolve => socket.on('close', () => resolve())));
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, address, resolve);
  });
  closeAfterTest(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>(resolve => server.close(() => resolve()));
  });
  const { port } = server.address() as { port: number };
  return {
    target: { address, port, host: 'app.test' },
    get accepted() {
      return accepted;
    },
    allClosed: async () => void (await Promise.all(closings)),
  };
}

/** A backend that is given each connection together with the first octets of its request. */
export function backend(
  onRequest: (socket: Socket, request: string) => void,
  address?: string,
): Promise<Backend> {
  const server = createServer(socket =>
    socket.once('data', request => onRequest(socket, request.toString('latin1'))),
  );
  return listen(server, address);
}

/** A backend that answers every request with the same octets and then closes. */
export function saying(response: string): Promise<Backend> {
  return backend(socket => socket.end(response));
}

/** A target that refuses: a port that was free a moment ago. */
export async function refusing(address = '127.0.0.1'): Promise<Target & { readonly port: number }> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, address, resolve));
  const { port } = server.address() as { port: number };
  await new Promise(resolve => server.close(resolve));
  return { address, port, host: 'app.test' };
}

/** Does `step` every `everyMs` until the connection is gone. */
export function drip(socket: Socket, everyMs: number, step: () => void): void {
  const timer = setInterval(step, everyMs);
  socket.on('close', () => clearInterval(timer));
}
