// Opens a connection to an upstream: TCP, or TLS with a look at the certificate (RFC 7858, RFC 8310).
import { connect, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { localAddress } from '../../source/interface-address.js';
import type { Upstream } from '../upstream.js';
import type { Trust } from './trust.js';

/** A session of TLS that the next connection may go on with. */
export interface TlsSession {
  readonly ticket: Buffer;
  /** It holds for as long as the certificate would be checked with the same authorities. */
  readonly context: SecureContext;
}

export interface DialEvents {
  /** It may be written to. @param isResumed whether a session went on; undefined without TLS */
  readonly onOpen: (isResumed: boolean | undefined) => void;
  readonly onSession: (session: TlsSession) => void;
}

/** @throws when the system has no socket, no such interface to ask from, or the authorities cannot be read ({@link CaError}) */
export function dial(
  upstream: Upstream,
  trust: Trust,
  session: TlsSession | undefined,
  events: DialEvents,
): Socket {
  if (upstream.tls !== undefined) return dialTls(upstream, trust, session, events);
  const { address: host, port, source } = upstream;
  const socket = connect({ host, port, localAddress: localAddress(source, host), noDelay: true });
  return socket.on('connect', () => events.onOpen(undefined));
}

/** The file of certificate authorities cannot be read. */
export class CaError extends Error {}

function dialTls(
  upstream: Upstream,
  trust: Trust,
  session: TlsSession | undefined,
  events: DialEvents,
): TLSSocket {
  const { address: host, port, source, tls = {} } = upstream;
  const isStrict = tls.isOpportunistic !== true;
  const context = contextOf(trust, tls.ca);
  const [plainAddress] = host.split('%');
  const { name = plainAddress } = tls;
  const socket = connectTls({
    ...{ host, port, localAddress: localAddress(source, host) },
    ...{ secureContext: context, rejectUnauthorized: isStrict },
    // RFC 6066 §3: an address is no server name.
    servername: tls.name ?? '',
    ...(tls.protocol === undefined ? {} : { ALPNProtocols: [tls.protocol] }),
    checkServerIdentity: (_, certificate) => (isStrict ? checkServerIdentity(name, certificate) : undefined),
    ...(session?.context === context ? { session: session.ticket } : {}),
  });
  socket.setNoDelay(true);
  socket.on('session', ticket => events.onSession({ ticket, context }));
  return socket.on('secureConnect', () => events.onOpen(socket.isSessionReused()));
}

function contextOf(trust: Trust, ca: string | undefined): SecureContext {
  try {
    return trust.context(ca);
  } catch (error) {
    throw new CaError(`cannot read ${ca}`, { cause: error });
  }
}
