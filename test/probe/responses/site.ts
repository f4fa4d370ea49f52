// A backend that answers the path /N with what the Nth kind sends, in clear text and over TLS.
import { createServer, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { type Backend, listen } from '../backend.js';
import { certificates } from '../certificates.js';
import { BODIES } from './bodies.js';
import { HEADS } from './heads.js';
import type { ResponseKind } from './kinds.js';

const KINDS: readonly (readonly [name: string, kind: ResponseKind])[] = Object.entries({
  ...HEADS,
  ...BODIES,
});

/** The names of all kinds, each at the place of its path. */
export const NAMES = KINDS.map(([name]) => name);

/** What is known of the kinds, by their names. */
export const RESPONSES = Object.fromEntries(KINDS);

/** Sends the pieces, each in its own turn, and ends as the kind does. */
function send(socket: Socket, { sends, after }: ResponseKind): void {
  const pieces = [sends].flat();
  const next = () => {
    const piece = pieces.shift();
    if (piece !== undefined && piece !== '') socket.write(piece, 'latin1', () => setImmediate(next));
    else if (after === 'resets') socket.destroy();
    else if (after === undefined) socket.end();
  };
  next();
}

function answer(socket: Socket): void {
  socket.setNoDelay(true);
  socket.on('error', () => {});
  let request = '';
  const read = (chunk: Buffer) => {
    request += chunk.toString('latin1');
    const path = /^[A-Z]+ \/(\d+) .*\r\n\r\n/s.exec(request)?.[1];
    if (path === undefined) return;
    socket.off('data', read).resume();
    send(socket, KINDS[Number(path)][1]);
  };
  socket.on('data', read);
}

export interface Site {
  readonly plain: Backend['target'];
  readonly secure: Backend['target'];
}

/** Serves all kinds until the test ends. */
export async function site(): Promise<Site> {
  const [plain, secure] = await Promise.all([
    listen(createServer(answer)),
    listen(createSecureServer(certificates.server, answer)),
  ]);
  return { plain: plain.target, secure: secure.target };
}
