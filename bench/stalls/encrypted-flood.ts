// The same crowds over TLS and HTTPS, and handshakes that do not go on.
import { ATTACKERS, siegeRow } from './besiege.js';
import type { Row } from './bound.js';
import { LONGEST, UNREAD } from './flood.js';

const MOST_MORE_MB = 80;
/** As many as may be there. A handshake takes the crowd as long as the server, so that they come within some seconds. */
const KEPT = { from: ATTACKERS, isSecure: true, kept: 1000, apartMs: 4, againMs: 1000 };
/** The head of a ClientHello of which 500 octets are to come (RFC 8446 §4). */
const HELLO = '\x16\x03\x01\x01\xf4\x01\0\x01\xf0\x03\x03';

export const tlsSlow: Row = siegeRow('tls-slow', '1,000 connections over TLS that send an octet a second', {
  crowd: { ...KEPT, drops: LONGEST },
  wire: 'tls',
  mostMb: MOST_MORE_MB,
});

export const tlsFlood: Row = siegeRow(
  'tls-flood',
  'over TLS, 90 connections of one client that send 5.7 MB of queries for 62 KB each and read nothing',
  { crowd: { ...UNREAD.crowd, isSecure: true }, wire: 'tls', mostMb: MOST_MORE_MB },
);

export const tlsChurn: Row = siegeRow('tls-churn', '200 new connections a second over TLS that stay', {
  crowd: { from: ATTACKERS, isSecure: true, perSecond: 200 },
  wire: 'tls',
  mostMb: MOST_MORE_MB,
});

export const tlsHalf: Row = siegeRow(
  'tls-half',
  '5,000 handshakes of TLS that go on by an octet a second, and come again after 1 s',
  {
    crowd: { from: ATTACKERS, kept: 5000, apartMs: 1, drops: HELLO, againMs: 1000 },
    wire: 'tls',
    mostMb: MOST_MORE_MB,
  },
);

export const httpsSlow: Row = siegeRow(
  'https-slow',
  '1,000 connections over HTTPS that send a request by an octet a second',
  {
    crowd: { ...KEPT, drops: 'GET /dns-query?dns=' },
    wire: 'https',
    mostMb: MOST_MORE_MB,
  },
);
