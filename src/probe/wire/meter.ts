// What bounds the octets and the pieces of any answer, whatever is spoken: a hostile backend costs little.
import type { Socket } from 'node:net';
import { systemClock } from '../../time/clock.js';
import { type Attempt, PIECES_A_READ } from '../attempt.js';

/** More than any kind reads, with all that it can be wrapped in. */
const MAX_OCTETS = 2 ** 20;

/** How often it looks at what has come: the readers of TLS and HTTP/2 take it from the system themselves. */
const LOOK_MS = 20;

/** Ends the attempt when more octets come than any good reply has. */
function meterOctets(socket: Socket, attempt: Attempt): void {
  const look = (): void => {
    if (socket.bytesRead > MAX_OCTETS) attempt.end({ code: 'L7RSP', text: 'no verdict in the first 1 MiB' });
    else cancel = systemClock.after(LOOK_MS, look);
  };
  let cancel = systemClock.after(LOOK_MS, look);
  void attempt.result.then(() => cancel());
}

/**
 * Ends the attempt when what comes is more than any good reply.
 * @param isRead whether the octets come to us, and not to a reader of Node
 */
export function meter(socket: Socket, attempt: Attempt, isRead: boolean): void {
  meterOctets(socket, attempt);
  if (isRead) socket.on('data', () => attempt.countPieces(PIECES_A_READ));
}
