// One attempt over UDP: a fresh socket, so a fresh source port, for each (RFC 5452 §9.2).

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { type Attempt, type AttemptOutcome, failedBy, settleOnce } from './attempt.js';
import { judgeReply } from './reply.js';

/**
 * Sends the query and waits for its reply, discarding everything else that comes. Never rejects.
 * The socket is connected, so the kernel drops other senders and ICMP errors end the wait at once.
 * @param onNearMiss whether a reply with a wrong id ends the attempt or is discarded like other junk
 */
export function attemptUdp(attempt: Attempt, onNearMiss: 'end' | 'discard'): Promise<AttemptOutcome> {
  return new Promise(resolve => {
    const { pending, upstream } = attempt;
    let socket: Socket;
    try {
      socket = createSocket(upstream.address.includes(':') ? 'udp6' : 'udp4');
    } catch (error) {
      resolve(failedBy(error));
      return;
    }
    const finish = settleOnce(attempt, resolve, () => closeQuietly(socket));
    const { id, message } = pending.freshCopy();
    const fail = (error: unknown) => finish(failedBy(error));
    socket.on('error', fail);
    socket.on('message', (reply, from) => {
      const verdict = judgeReply(reply, pending.query, pending.questionEnd, id);
      if (verdict === 'match' && isFromPeer(socket, from)) finish({ kind: 'answer', message: reply });
      else {
        attempt.onMismatch();
        if (verdict === 'near-miss' && onNearMiss === 'end') finish({ kind: 'near-miss' });
      }
    });
    try {
      socket.connect(upstream.port, upstream.address, (error?: Error) => {
        if (error === undefined) send(socket, message, fail);
        else fail(error);
      });
    } catch (error) {
      fail(error);
    }
  });
}

/** Sends and reports every kind of failure, thrown or called back, to `fail`. */
function send(socket: Socket, message: Uint8Array, fail: (error: unknown) => void): void {
  try {
    socket.send(message, error => {
      if (error !== null) fail(error);
    });
  } catch (error) {
    fail(error);
  }
}

/** A datagram that came between bind and connect is still queued after it, whoever sent it. */
function isFromPeer(socket: Socket, from: RemoteInfo): boolean {
  try {
    const peer = socket.remoteAddress();
    return peer.port === from.port && peer.address === from.address;
  } catch {
    return false;
  }
}

function closeQuietly(socket: Socket): void {
  try {
    socket.close();
  } catch {
    // A socket that failed to bind is closed already.
  }
}
