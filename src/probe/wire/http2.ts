// HTTP/2 on a connection that is open (RFC 9113), for the kinds that speak it.
import { type ClientHttp2Session, connect } from 'node:http2';
import type { Socket } from 'node:net';
import type { Attempt } from '../attempt.js';
import type { Finding } from '../result.js';
import { cutShort, failureOf, unsendable } from './failure.js';

/** What a failure of HTTP/2 means. */
export function brokenFinding(error: NodeJS.ErrnoException, attempt: Attempt): Finding {
  if (!error.code?.startsWith('ERR_HTTP2')) return failureOf(error, attempt.phase);
  return { code: 'L7RSP', text: `HTTP/2: ${error.message}` };
}

function begin(socket: Socket, attempt: Attempt): ClientHttp2Session {
  const session = connect('http://localhost', {
    createConnection: () => socket,
    settings: { enablePush: false },
    maxSessionMemory: 1,
    maxHeaderListPairs: 64,
  });
  attempt.hold({
    destroy: () => {
      session.destroy();
      socket.destroy();
    },
  });
  session.on('error', error => attempt.breakOff(brokenFinding(error, attempt)));
  session.on('close', () => attempt.breakOff(cutShort(attempt.phase)));
  return session;
}

/** Begins HTTP/2, and asks on it; ends the attempt when Node will not. */
export function speakHttp2(
  socket: Socket,
  attempt: Attempt,
  ask: (session: ClientHttp2Session) => void,
): void {
  try {
    ask(begin(socket, attempt));
  } catch (error) {
    attempt.end(unsendable(error));
  }
}
