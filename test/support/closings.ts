// What a test has opened, to be closed when it ends.
import type { Socket } from 'node:net';

const closings: (() => unknown)[] = [];

/** Has something closed after the test that opened it, before all that was opened earlier. */
export function closeAfterTest(close: () => unknown): void {
  closings.push(close);
}

export async function closeAll(): Promise<void> {
  for (const close of closings.splice(0).reverse()) await close();
}

/** Resolves when a socket is closed, also by a reset, which the listener of events would take for a failure. */
export function closingOf(socket: Socket): Promise<void> {
  return new Promise(resolve => socket.once('close', () => resolve()));
}
