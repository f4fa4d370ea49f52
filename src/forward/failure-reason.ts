// Why an upstream brought no answer, in words for the client and for the log.
import { RCODE, rcodeToText } from '../dns/constants.js';
import { headerRcode } from '../dns/header.js';
import { REPLY, type Reply } from './reply.js';

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
  closed: 'connection closed without an answer',
  silent: 'connection fell silent',
  'no connection': 'no connection in time',
  garbage: 'sent what nobody asked for',
  EPROTO: 'does not speak TLS',
  ERR_SSL_WRONG_VERSION_NUMBER: 'does not speak TLS',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet (or the clock of this machine is slow)',
  CERT_REVOKED: 'its certificate was revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is signed by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an authority that is not known here',
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

/** The words for a reply that helps nobody. */
export function reasonOfReply(message: Uint8Array, reply: Reply): string {
  const rcode = headerRcode(message);
  if (rcode !== RCODE.NOERROR) return `answered ${rcodeToText(rcode)}`;
  return reply === REPLY.BARE ? 'answered without the question' : 'answered with a malformed message';
}

/** The words for a time that passed without an answer. */
export function reasonOfTimeout(limitMs: number): string {
  const limit = limitMs < 1000 ? `${Math.round(limitMs)} ms` : `${Math.round(limitMs / 100) / 10} s`;
  return `no answer within ${limit}`;
}
