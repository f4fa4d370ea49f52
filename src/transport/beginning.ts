// What a connection begins with: it is read ahead until it is whole, and then somebody else reads on.
import type { Socket } from 'node:net';

/** What stands where something is expected. */
export const BEGINNING = {
  WHOLE: 0,
  /** The first part of it. */
  PART: 1,
  /** Something else, or what means nothing. */
  MALFORMED: 2,
} as const;
export type BeginningState = (typeof BEGINNING)[keyof typeof BEGINNING];

/** What is expected, and what follows. */
export interface Expected {
  /** Judges all that has come. Beyond a number of octets it must not say that this is a part, for they are kept. */
  stateOf(begun: Buffer): BeginningState;
  /** The socket is paused. What is for others has to be put back, at once. */
  whole(begun: Buffer): void;
  /** Octets came, and will not make it: they are malformed, or the client has gone. The socket is destroyed. */
  broken(): void;
}

const NOTHING = Buffer.alloc(0);

/** Reads a socket until that is whole which it begins with. Who sends nothing and goes is not counted as broken. */
export function readBeginning(socket: Socket, { stateOf, whole, broken }: Expected): void {
  let begun: Buffer = NOTHING;
  const take = (data: Buffer): void => {
    begun = begun.length === 0 ? data : Buffer.concat([begun, data]);
    const state = stateOf(begun);
    if (state === BEGINNING.PART) return;
    stop();
    if (state === BEGINNING.MALFORMED) {
      giveUp();
      return;
    }
    socket.pause();
    whole(begun);
  };
  const giveUp = () => {
    stop();
    if (begun.length > 0) broken();
    socket.destroy();
  };
  const stop = () => socket.off('data', take).off('end', giveUp).off('error', giveUp);
  socket.on('data', take).once('end', giveUp).once('error', giveUp);
  // Who has read ahead before has left it paused.
  if (socket.isPaused()) socket.resume();
}
