// A backend that says its part word by word: what it begins with, and what it replies to each piece that comes.
import { createServer } from 'node:net';
import { listen } from './backend.js';

type Reply = (said: Buffer) => Buffer;

/** @param first what it says at once, when it is no reply */
export function answering(first: Buffer | Reply, ...replies: readonly Reply[]) {
  return listen(
    createServer(socket => {
      const left = Buffer.isBuffer(first) ? [...replies] : [first, ...replies];
      if (Buffer.isBuffer(first)) socket.write(first);
      socket.on('data', said => {
        const reply = left.shift();
        if (reply !== undefined) socket.write(reply(said));
      });
    }),
  );
}
