// What errors mean that a test cannot bring about on every machine.
import { describe, expect, it } from 'vitest';
import type { Phase } from '../../src/probe/attempt.js';
import { resultToText, toResult, VOID } from '../../src/probe/result.js';
import { failureOf, unsendable } from '../../src/probe/wire/failure.js';

function textOf(code: string, phase: Phase, message = 'what Node says'): string {
  return resultToText(toResult(failureOf(Object.assign(new Error(message), { code }), phase), 1));
}

describe('an error', () => {
  it.each<[string, Phase, string]>([
    ['EHOSTUNREACH', 'connect', 'L4CON no route to host'],
    ['ENETUNREACH', 'connect', 'L4CON network is unreachable'],
    ['ETIMEDOUT', 'connect', 'L4TOUT no connection'],
    ['ECONNRESET', 'connect', 'L4CON connection reset'],
    ['EMFILE', 'connect', 'SOCKERR too many open files in this process'],
    ['EADDRNOTAVAIL', 'connect', 'SOCKERR this machine has no port left to ask from'],
    ['CERT_HAS_EXPIRED', 'tls', 'L6RSP the certificate has expired'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls', 'L6RSP the issuer of the certificate is not known'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'head', 'L6RSP what Node says'],
    ['EPIPE', 'head', 'L7RSP connection closed before a complete response'],
    ['ETIMEDOUT', 'head', 'L7RSP what Node says'],
    ['ENEWKIND', 'body', 'L7RSP what Node says'],
  ])('%s in phase %s is %s', (code, phase, text) => {
    expect(textOf(code, phase)).toBe(text);
  });

  it.each([
    ['wrong version number', 'L6RSP the other side does not speak TLS'],
    ['tlsv1 alert internal error', 'L6RSP TLS: tlsv1 alert internal error'],
    [
      'tlsv13 alert certificate required',
      'L6RSP the server asks for a certificate of the probe: give it one with `cert` and `key`',
    ],
    ['tlsv1 alert unknown ca', 'L6RSP the server does not know who issued the certificate of the probe'],
  ])('of OpenSSL is shown by its reason: %s', (reason, text) => {
    const message = `write EPROTO 00D:error:0A0:SSL routines:ssl3_get_record:${reason}:../deps/record.c:355:`;
    expect(textOf('EPROTO', 'tls', message)).toBe(text);
  });

  it.each([
    ['EMFILE', 'connect', VOID.SHORTAGE],
    ['ENFILE', 'socket', VOID.SHORTAGE],
    ['ENOBUFS', 'send', VOID.SHORTAGE],
    ['ENOMEM', 'connect', VOID.SHORTAGE],
    ['EAGAIN', 'connect', VOID.SHORTAGE],
    ['EADDRNOTAVAIL', 'connect', VOID.SHORTAGE],
    ['EADDRINUSE', 'bind', VOID.SHORTAGE],
    ['EADDRNOTAVAIL', 'bind', undefined],
    ['EACCES', 'connect', undefined],
    ['ECONNREFUSED', 'connect', undefined],
  ])('%s of %s blames this machine, or not', (code, syscall, voidBy) => {
    const error = Object.assign(new Error('what Node says'), { code, syscall });
    for (const phase of ['connect', 'tls', 'head', 'reply'] as const)
      expect(failureOf(error, phase).voidBy).toBe(voidBy);
    expect(unsendable(error).voidBy).toBe(voidBy);
  });

  it('of a certificate for another name keeps the names, made printable', () => {
    const message = "Hostname/IP does not match certificate's altnames: Host: b.test is not in DNS:a\nb";
    expect(textOf('ERR_TLS_CERT_ALTNAME_INVALID', 'tls', message)).toBe(
      'L6RSP the certificate is for another name: Host: b.test is not in DNS:a\\u{a}b',
    );
  });
});
