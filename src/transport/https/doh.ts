// DNS over HTTPS as a stream transport: TLS in which HTTP/2 or HTTP/1.1 is chosen, and the sessions of one listener.
import type { Clock } from '../../time/clock.js';
import type { StreamProtocol } from '../stream-protocol.js';
import { RecordWatch } from '../tls/record-watch.js';
import type { TlsPlace } from '../tls/tls-place.js';
import { TlsStage } from '../tls/tls-stage.js';
import { HttpsSessions } from './https-sessions.js';

/** In the order of preference (RFC 7301). Most clients that name none speak HTTP/1.1. */
const ALPN = ['h2', 'http/1.1'];

export function doh(place: TlsPlace, clock?: Clock): StreamProtocol {
  const sessions = sessionsOf(place, clock);
  const watch = new RecordWatch(place.handshakes);
  return {
    stages: [new TlsStage(place, ALPN)],
    open: (host, arrived) =>
      watch.over(
        sessions.open(host, arrived, () => watch.rest(arrived.client.prefixes)),
        arrived,
      ),
  };
}

/** The same without TLS, for a proxy on this machine. */
export function plainDoh(place: TlsPlace, clock?: Clock): StreamProtocol {
  const sessions = sessionsOf(place, clock);
  return { stages: [], open: (host, arrived) => sessions.open(host, arrived) };
}

function sessionsOf({ listen, secrets }: TlsPlace, clock?: Clock): HttpsSessions {
  // What is configured no more has no path, and is about to be closed.
  return new HttpsSessions(() => secrets.pathOf(listen) ?? '', clock);
}
