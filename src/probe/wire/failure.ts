// What an error of a socket or of TLS means for a probe.
import { shortageIn } from '../../source/shortage.js';
import type { Phase } from '../attempt.js';
import { type Finding, type ProbeCode, VOID } from '../result.js';

/** Lasting faults of this machine, whatever the other side does. */
const local: Record<string, string> = {
  EACCES: 'this machine forbids the connection',
  EPERM: 'this machine forbids the connection',
  EADDRNOTAVAIL: 'this machine does not have that source address',
  EINVAL: 'this machine cannot connect there, or not from that source',
  EAFNOSUPPORT: 'this machine does not support the address family',
};

const reasons: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no route to host',
  EHOSTDOWN: 'host is down',
  ENETUNREACH: 'network is unreachable',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the chain ends in an unknown self-signed certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the issuer of the certificate is not known',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the issuer of the certificate is not known',
};

const codes: Record<Phase, ProbeCode> = {
  connect: 'L4CON',
  tls: 'L6RSP',
  head: 'L7RSP',
  body: 'L7RSP',
  line: 'L7RSP',
  pattern: 'L7RSP',
  reply: 'L7RSP',
  command: 'PROCERR',
  file: 'L7RSP',
};

/** OpenSSL's reasons for octets that are no TLS record at all. */
const notTls = ['wrong version number', 'packet length too long', 'http request'];

/** What the other side says in an alert about a certificate of the probe (RFC 8446 §6.2); newer OpenSSL has `ssl/tls` for `sslv3`. */
const aboutOurs: Record<string, string> = {
  'tlsv13 alert certificate required':
    'the server asks for a certificate of the probe: give it one with `cert` and `key`',
  'sslv3 alert handshake failure':
    'the server refuses the handshake: it may ask for a certificate of the probe (`cert`, `key`), or for other ciphers',
  'tlsv1 alert unknown ca': 'the server does not know who issued the certificate of the probe',
  'sslv3 alert bad certificate': 'the server asks for another certificate of the probe (`cert`, `key`)',
  'sslv3 alert certificate expired': 'the server says that the certificate of the probe has expired',
};

/** The reason in OpenSSL's own error line, `…:SSL routines:function:reason:file:line:`, for a person. */
function tlsReason(message: string): string {
  const reason = /:SSL routines:[^:]*:([^:]+)/.exec(message)?.[1];
  if (reason === undefined) return message;
  const alert = reason.replace(/^ssl\/tls alert/, 'sslv3 alert');
  if (alert in aboutOurs) return aboutOurs[alert];
  return notTls.includes(reason) ? 'the other side does not speak TLS' : `TLS: ${reason}`;
}

/** What a connection that ends too early means in each phase. */
const cut: Partial<Record<Phase, string>> = {
  connect: 'connection reset',
  tls: 'connection closed in the TLS handshake',
  head: 'connection closed before a complete response',
  body: 'connection closed in the body',
  pattern: 'connection closed',
  reply: 'connection closed before a complete reply',
};

/** The finding when the connection ended before the answer did. */
export function cutShort(phase: Phase): Finding {
  return { code: codes[phase], text: cut[phase] };
}

/** The finding for something that this machine could not even begin. */
export function unsendable(error: unknown): Finding {
  const shortage = shortageIn(error);
  if (shortage !== undefined) return { code: 'SOCKERR', text: shortage, voidBy: VOID.SHORTAGE };
  return { code: 'SOCKERR', text: error instanceof Error ? error.message : String(error) };
}

/** The finding for an error that stopped the try in the given phase. */
export function failureOf(error: NodeJS.ErrnoException, phase: Phase): Finding {
  if (shortageIn(error) !== undefined) return unsendable(error);
  const cause = error.code ?? '';
  if (cause in local) return { code: 'SOCKERR', text: local[cause] };
  if (cause === 'ETIMEDOUT' && phase === 'connect') return { code: 'L4TOUT', text: 'no connection' };
  if (cause === 'ECONNRESET' || cause === 'EPIPE') return cutShort(phase);
  // A TLS 1.3 server may refuse, with an alert, after its side of the handshake looked finished (RFC 8446
  // §4.4).
  const code = cause === 'EPROTO' || cause.startsWith('ERR_SSL_') ? 'L6RSP' : codes[phase];
  if (cause in reasons) return { code, text: reasons[cause] };
  if (cause === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return { code, text: error.message.replace(/^.*?: /, 'the certificate is for another name: ') };
  return { code, text: tlsReason(error.message) };
}
