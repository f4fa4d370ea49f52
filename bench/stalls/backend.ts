// A helper that is a backend on every loopback address: one that answers late, or never comes to an end.
import { createServer, type Socket } from 'node:net';
import { ENDLESS, type Endless } from './backend-kinds.js';
import { HeldUp } from './held-up.js';
import { order, serveReports } from './helper.js';

/** What a backend says of itself. */
export interface BackendReport {
  /** The longest time for which it was held up since it was asked last, in milliseconds. */
  readonly heldMs: number;
}

export interface BackendOrder {
  readonly port: number;
  /** How late it answers with 200. */
  readonly delayMs?: number;
  readonly endless?: Endless;
}

/** So much is written at once. */
const PIECE_OCTETS = 65_536;
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok';

const { port, delayMs = 0, endless } = order<BackendOrder>();

function pour(socket: Socket, kind: Endless): void {
  const [first, again] = ENDLESS[kind];
  const piece = Buffer.from(again.repeat(PIECE_OCTETS / again.length));
  socket.write(first);
  const fill = () => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', fill);
  fill();
}

const server = createServer(socket => {
  socket.on('error', () => socket.destroy());
  socket.once('data', () => {
    if (endless !== undefined) pour(socket, endless);
    else setTimeout(() => socket.end(OK), delayMs);
  });
});
server.listen({ port, host: '0.0.0.0', backlog: 4096 }, () => {
  // One without end has no reason to go first.
  const heldUp = endless === undefined ? new HeldUp() : undefined;
  serveReports((): BackendReport => ({ heldMs: heldUp?.takeMs() ?? 0 }));
});
