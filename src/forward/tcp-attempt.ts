// One attempt over TCP, on a connection of its own (RFC 7766).

import { connect, type Socket } from 'node:net';
import { type Attempt, type AttemptOutcome, failedBy, settleOnce } from './attempt.js';
import { framed, MessageReader } from './message-reader.js';
import { judgeReply } from './reply.js';

/** Connects, sends the query and waits for its reply within one time limit over all of it. Never rejects. */
export function attemptTcp(attempt: Attempt): Promise<AttemptOutcome> {
  return new Promise(resolve => {
    const { pending, upstream } = attempt;
    let socket: Socket;
    try {
      socket = connect({ host: upstream.address, port: upstream.port, noDelay: true });
    } catch (error) {
      resolve(failedBy(error));
      return;
    }
    const finish = settleOnce(attempt, resolve, () => socket.destroy());
    const { id, message } = pending.freshCopy();
    const reader = new MessageReader(reply => {
      const verdict = judgeReply(reply, pending.query, pending.questionEnd, id);
      if (verdict === 'match') finish({ kind: 'answer', message: reply });
      else attempt.onMismatch();
    });
    socket.on('error', error => finish(failedBy(error)));
    socket.on('data', chunk => reader.push(chunk));
    socket.on('close', () => finish({ kind: 'failed', code: 'closed', isLocal: false }));
    socket.write(framed(message));
  });
}
