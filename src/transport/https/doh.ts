// DNS over HTTPS as a stream transport: TLS in which HTTP/2 or HTTP/1.1 is chosen, and the sessions of one listener.
import type { Clock } from '../../time/clock.js';
import type { StreamProtocol } from '../stream-protocol.js';
import type { TlsPlace } from '../tls/tls-place.js';
import { TlsStage } from '../tls/tls-stage.js';
import { HttpsSessions } from './https-sessions.js';

/** In the order of preference (RFC 7301). Most clients that name none speak HTTP/1.1. */
const ALPN = ['h2', 'http/1.1'];

export function doh(place: TlsPlace, clock?: Clock): StreamProtocol {
  return { ...plainDoh(place, clock), stages: [new TlsStage(place, ALPN)] };
}

/** The same without TLS, for a proxy on this machine. */
export function plainDoh({ listen, secrets }: TlsPlace, clock?: Clock): StreamProtocol {
  // What is configured no more has no path, and is about to be closed.
  const sessions = new HttpsSessions(() => secrets.pathOf(listen) ?? '', clock);
  return { stages: [], open: (host, arrived) => sessions.open(host, arrived) };
}
