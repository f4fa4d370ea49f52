// The connection of a probe: TCP, or TLS over it, straight to the member's address.
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import type { Attempt, Phase } from '../attempt.js';
import type { Finding } from '../result.js';
import type { Target } from '../target.js';
import { checkExpiry } from '../tls/expiry.js';
import { tlsOptions } from '../tls/options.js';
import type { TlsSpec } from '../tls/settings.js';
import { cutShort, failureOf, unsendable } from './failure.js';
import { meter } from './meter.js';
import type { SourceSpec } from './source.js';
import { sourceFor } from './source.js';

/**
 * Follows the socket's way to the point where it can carry a request; the attempt is in phase `next` then.
 */
function followPhases(socket: Socket, attempt: Attempt, secure: boolean, next: Phase): void {
  socket.once('connect', () => {
    attempt.phase = secure ? 'tls' : next;
  });
  if (secure)
    socket.once('secureConnect', () => {
      attempt.phase = next;
    });
}

/** What is needed beside the target: TLS, if it is spoken, what is to be spoken over it, and the source. */
export interface Line extends SourceSpec, TlsSpec {
  readonly tls: boolean;
  /** What is offered with ALPN (RFC 7301). Node itself reads h2. */
  readonly speaks?: 'http/1.1' | 'h2';
  /** That of the attempt once octets can be sent; `reply` when absent. */
  readonly phase?: Phase;
}

/** Why a target cannot be dialled; undefined when it can. */
export function undiallable({ address, port }: Target): Finding | undefined {
  if (isIP(address) === 0) return { code: 'SOCKERR', text: `${address} is not an IP address` };
  return port === undefined ? { code: 'SOCKERR', text: 'there is no port to connect to' } : undefined;
}

/** Begins to connect, or says why this machine cannot. */
function open({ address, port = 0, host }: Target, line: Line): Socket | Error {
  const options = { host: address, port, localAddress: sourceFor(address, line) };
  try {
    return line.tls
      ? connectTls({ ...options, ...tlsOptions(line, host, line.speaks && [line.speaks]) })
      : connect(options);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Connects, and calls back when octets can be sent; an attempt that cannot be made is ended. */
export function dial(target: Target, line: Line, attempt: Attempt, ready: (socket: Socket) => void): void {
  const fault = undiallable(target);
  if (fault !== undefined) {
    attempt.end(fault);
    return;
  }
  const socket = open(target, line);
  if (socket instanceof Error) {
    attempt.end(unsendable(socket));
    return;
  }
  attempt.hold(socket);
  followPhases(socket, attempt, line.tls, line.phase ?? 'reply');
  socket.once(line.tls ? 'secureConnect' : 'connect', () => {
    meter(socket, attempt, line.speaks !== 'h2');
    if (socket instanceof TLSSocket) checkExpiry(socket, line['expires-in'], attempt);
    if (!attempt.isOver) ready(socket);
  });
  socket.on('error', error => attempt.breakOff(failureOf(error, attempt.phase)));
  socket.on('close', () => attempt.breakOff(cutShort(attempt.phase)));
}
