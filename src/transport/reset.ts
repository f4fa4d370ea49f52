// Ends a connection so that the system keeps nothing of it.
import type { Arrived } from './stream-protocol.js';

/**
 * Resets a connection whose client does not read (RFC 9293 §3.10.5). Closed in the usual way, it is gone for this process, while
 * the system goes on keeping what was not read, and offers it for minutes.
 */
export function reset({ socket, carrier = socket }: Pick<Arrived, 'socket' | 'carrier'>): void {
  if (!carrier.destroyed) carrier.resetAndDestroy();
  socket.destroy();
}
