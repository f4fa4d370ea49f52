// Why an upstream brought no answer, in words for the client and for the log.
import { RCODE, rcodeToText } from '../dns/constants.js';
import { headerRcode, isTruncated } from '../dns/header.js';
import { REPLY, type Reply } from './reply.js';

const NO_TLS = 'does not speak TLS';
const NO_HANDSHAKE = 'did not answer the handshake of TLS in time';
const UNKNOWN_AUTHORITY = 'its certificate is signed by an authority that is not known here';
const NO_COMMON_TLS = 'speaks no version or cipher of TLS that is safe';
const WANTS_CERTIFICATE = 'wants a certificate of this server, which has none to show';

/** By the codes of the system, of OpenSSL and of connections. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'no route to host',
  EADDRNOTAVAIL: 'no local address to ask from',
  ENODEV: 'no such interface to ask from',
  EAFNOSUPPORT: 'address family not supported',
  EACCES: 'not permitted by a route or the firewall of this machine',
  EINVAL: 'no way out, its route is a black hole',
  ENETDOWN: 'network is down',
  ENETUNREACH: 'network unreachable',
  EPERM: 'not permitted by the firewall of this machine',
  EPIPE: 'connection closed without an answer',
  closed: 'connection closed without an answer',
  silent: 'connection fell silent',
  'no connection': 'no connection in time',
  'no handshake': NO_HANDSHAKE,
  garbage: 'sent what nobody asked for',
  EPROTO: NO_TLS,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: NO_COMMON_TLS,
  ERR_SSL_UNSUPPORTED_PROTOCOL: NO_COMMON_TLS,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'does not agree to the handshake of TLS',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: WANTS_CERTIFICATE,
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: 'knows no server of this name',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet (or the clock of this machine is slow)',
  CERT_REVOKED: 'its certificate was revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
};

/** All codes that there are words for. */
export const CODES: readonly string[] = Object.keys(REASONS);

const IS_IT_TLS = 'is the port right? DNS over TLS has 853, and without tls:// it is asked in clear text';
const TRUST_IT = 'if it is meant, put the certificate of who signed it into the file of `forward-ca`';

/** What an operator can do, by the words for the reason. */
const ADVICE: Readonly<Record<string, string>> = {
  [NO_TLS]: IS_IT_TLS,
  [NO_HANDSHAKE]: IS_IT_TLS,
  [UNKNOWN_AUTHORITY]: TRUST_IT,
  [REASONS.DEPTH_ZERO_SELF_SIGNED_CERT]: TRUST_IT,
  [REASONS.ERR_TLS_CERT_ALTNAME_INVALID]: 'write the name that the certificate has: tls://ADDRESS#NAME',
};

/** Local ones that are no want of sockets. */
const LOCAL_REASONS: Readonly<Record<string, string>> = {
  'too many connections': 'not asked, too many connections to upstreams',
  'too many queries': 'not asked, too many queries wait',
  'no certificate authorities': 'not asked, the file of certificate authorities cannot be read',
};

/** There is no way to it at present, which this machine mostly finds out at once and without asking anybody. */
const NO_WAY: ReadonlySet<string> = new Set([
  'EACCES',
  'EADDRNOTAVAIL',
  'EHOSTUNREACH',
  'EINVAL',
  'ENETDOWN',
  'ENETUNREACH',
  'ENODEV',
  'EPERM',
]);

export const isNoWay = (code: string): boolean => NO_WAY.has(code);

/** This machine had nothing to ask from. */
export const NO_SOCKET = 'not asked, no free socket';

/** The words for the code of an error. @param isLocal whether it says that this machine is out of something */
export function reasonOfCode(code: string, isLocal = false): string {
  if (isLocal) return LOCAL_REASONS[code] ?? `${NO_SOCKET} (${code})`;
  return REASONS[code] ?? code;
}

/** As {@link reasonOfCode}, for whoever set the upstream up: and what to do about it. */
export function reasonWithAdvice(code: string): string {
  const reason = reasonOfCode(code);
  return Object.hasOwn(ADVICE, reason) ? `${reason} -> ${ADVICE[reason]}` : reason;
}

/** The words for a reply that helps nobody. */
export function reasonOfReply(message: Uint8Array, reply: Reply): string {
  const rcode = headerRcode(message);
  if (rcode !== RCODE.NOERROR) return `answered ${rcodeToText(rcode)}`;
  if (reply === REPLY.BARE) return 'answered without the question';
  return isTruncated(message) ? 'cuts its answer off over TCP, too' : 'answered with a malformed message';
}

/** The words for a time that passed without an answer. */
export function reasonOfTimeout(limitMs: number): string {
  const limit = limitMs < 1000 ? `${Math.round(limitMs)} ms` : `${Math.round(limitMs / 100) / 10} s`;
  return `no answer within ${limit}`;
}
