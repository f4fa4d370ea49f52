// When a certificate is valid (RFC 5280 §4.1.2.5), and from when on that is doubtful.
import type { X509Certificate } from 'node:crypto';
import type { CertificateState } from '../view/listener-certificate.js';

const DAY_MS = 86_400_000;
/** So long before its end it is to be renewed. The alerts of deploy/prometheus come then, too. */
export const WARN_DAYS = 14;
/** The part of its time before its end, for certificates of a few days. */
const WARN_PART = 3;

/** In milliseconds since 1970. */
export interface CertificateTime {
  readonly startsMs: number;
  readonly expiresMs: number;
}

export function certificateTime({ validFrom, validTo }: X509Certificate): CertificateTime {
  return { startsMs: Date.parse(validFrom), expiresMs: Date.parse(validTo) };
}

/** @param nowMs in milliseconds since 1970 */
export function certificateState({ startsMs, expiresMs }: CertificateTime, nowMs: number): CertificateState {
  if (nowMs < startsMs) return 'early';
  const leftMs = expiresMs - nowMs;
  if (leftMs <= 0) return 'ended';
  return leftMs < Math.min(WARN_DAYS * DAY_MS, (expiresMs - startsMs) / WARN_PART) ? 'ending' : 'valid';
}
