// TLS that begins on a connection which is open already, as databases do it.
import type { Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Attempt } from '../attempt.js';
import type { Target } from '../target.js';
import { cutShort, failureOf, unsendable } from '../wire/failure.js';
import { meter } from '../wire/meter.js';
import { checkExpiry } from './expiry.js';
import { tlsOptions } from './options.js';
import type { TlsSpec } from './settings.js';

/** Who is asked, and how TLS is spoken. */
export interface UpgradedLine {
  readonly target: Target;
  readonly spec: TlsSpec;
}

function begin(socket: Socket, { target, spec }: UpgradedLine): TLSSocket | Error {
  try {
    return connectTls({ socket, ...tlsOptions(spec, target.host) });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Begins TLS, and calls back when octets can be sent over it. The socket has no reader of its own any more. */
export function upgrade(
  socket: Socket,
  line: UpgradedLine,
  attempt: Attempt,
  ready: (secure: TLSSocket) => void,
): void {
  attempt.phase = 'tls';
  socket.removeAllListeners('data');
  const secure = begin(socket, line);
  if (secure instanceof Error) {
    attempt.end(unsendable(secure));
    return;
  }
  attempt.hold({
    destroy: () => {
      secure.destroy();
      socket.destroy();
    },
  });
  secure.once('secureConnect', () => {
    attempt.phase = 'reply';
    meter(secure, attempt, true);
    checkExpiry(secure, line.spec['expires-in'], attempt);
    if (!attempt.isOver) ready(secure);
  });
  secure.on('error', error => attempt.end(failureOf(error, attempt.phase)));
  secure.on('close', () => attempt.end(cutShort(attempt.phase)));
}
