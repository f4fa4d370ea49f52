// What both ways of asking a primary have in common: whom, with which key, by which clock, and how failures are put.

import { TSIG_ERROR, tsigErrorToText } from '../dns/tsig/error.js';
import type { TsigKey } from '../dns/tsig/key.js';
import { type TsigVerifier, VERIFIED, VERIFIED_TEXT, type Verified } from '../dns/tsig/verifier.js';
import { CODES, reasonOfCode } from '../forward/failure-reason.js';
import type { UpstreamTls } from '../forward/upstream.js';
import { shortageIn } from '../source/shortage.js';
import type { Clock } from '../time/clock.js';
import { spanText } from '../time/span.js';
import { TransferError } from './transfer-error.js';

/** A server that is asked, or told of a new version. */
export interface AskedServer {
  readonly address: string;
  readonly port: number;
  /** Undefined when nothing is signed. */
  readonly key: TsigKey | undefined;
  /** Present when it is asked over TLS, and nothing else. */
  readonly tls?: UpstreamTls;
}

/** `ADDRESS:PORT`, IPv6 in brackets. */
export function serverText({ address, port }: Pick<AskedServer, 'address' | 'port'>): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

const MINUTE = 60;

/** Seconds since 1970 by the clock of the system, as signatures have them. */
export function nowSeconds(clock: Clock): number {
  return Math.floor(clock.wallMs() / 1_000);
}

/** By how much the clock of a server that refuses a signature for its time is another than the one here. */
function clocksApart({ serverSeconds }: TsigVerifier, seconds: number): string {
  if (serverSeconds === undefined) return 'says that the request was signed at a wrong time';
  const apartMs = Math.round((seconds - serverSeconds) / MINUTE) * MINUTE * 1_000;
  return `says that the clock here is ${spanText(Math.abs(apartMs))} ${apartMs < 0 ? 'behind' : 'ahead'}`;
}

/**
 * What is wrong with the signature of an answer, in words that go on after "the answer".
 * @param found of a message that proves nothing about who has sent it
 * @param seconds since 1970, by the clock here
 */
export function signatureDoubt(found: Verified, verifier: TsigVerifier, seconds: number): string {
  if (found === VERIFIED.WRONG_TIME) return `${VERIFIED_TEXT[found]}: are both clocks right?`;
  if (found !== VERIFIED.REFUSED) return VERIFIED_TEXT[found];
  const isOfClock = verifier.error === TSIG_ERROR.BADTIME;
  const what = isOfClock ? clocksApart(verifier, seconds) : VERIFIED_TEXT[found];
  return `${what} (${tsigErrorToText(verifier.error)})${isOfClock ? ': are both clocks right?' : ''}`;
}

/**
 * Holds a message of an answer against its signature.
 * @throws TransferError when it proves nothing about who has sent it
 */
export function checkSignature(
  message: Uint8Array,
  verifier: TsigVerifier | undefined,
  seconds: number,
): void {
  const verified = verifier?.verify(message, seconds) ?? VERIFIED.SIGNED;
  if (verified === VERIFIED.SIGNED || verified === VERIFIED.NOT_YET) return;
  throw new TransferError(signatureDoubt(verified, verifier!, seconds));
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  EHOSTUNREACH: 'it cannot be reached',
  ENETUNREACH: 'there is no way to its network',
  ECONNRESET: 'it has reset the connection',
  EPIPE: 'it has closed the connection',
  ENOSPC: 'there is no space left on this machine',
};

/** Whose fault it may be that a primary gave nothing: it cannot be reached, its answer is none, or this machine has trouble. */
export const FAILURE_KINDS = ['network', 'answer', 'local'] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** Of OpenSSL and of what node finds in a certificate. */
const TLS_CODE = /CERT|SSL|SIGNATURE|EPROTO/;

export function failureKind(error: unknown): FailureKind {
  const { code = '', syscall = '' } = error as NodeJS.ErrnoException;
  if (error instanceof TransferError || TLS_CODE.test(code)) return 'answer';
  const isRemote = ['connect', 'read', 'recv', 'recvmsg', 'send', 'write'].includes(syscall);
  return isRemote && code !== 'ENOSPC' && shortageIn(error) === undefined ? 'network' : 'local';
}

/** Why a primary gave nothing, for a person. */
export function reasonOf(error: unknown): string {
  if (error instanceof TransferError) return `the answer ${error.message}`;
  const { code = '', message } = error as NodeJS.ErrnoException;
  return shortageIn(error) ?? REASONS[code] ?? (CODES.includes(code) ? reasonOfCode(code) : message);
}
