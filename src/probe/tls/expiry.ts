// How long the certificate of a server must still be valid: its key in YAML, and what follows when it is not.
import type { TLSSocket } from 'node:tls';
import { z } from 'zod';
import { duration } from '../../source/fields.js';
import { systemClock } from '../../time/clock.js';
import type { Attempt } from '../attempt.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface ExpirySpec {
  /** So long before its end there is a warning. */
  readonly warnMs?: number;
  /** So long before its end the member is down. */
  readonly downMs?: number;
}

const EXPIRY = 'expected a time such as 14d, or a mapping such as { warn: 14d, down: 2d }';
const time = duration(HOUR_MS, 3_650 * DAY_MS);

const both = z
  .strictObject({
    warn: time.describe('So long before its end there is a warning').optional(),
    down: time.describe('So long before its end the member is down').optional(),
  })
  .refine(({ warn = 0, down = 0 }) => warn + down > 0, { error: EXPIRY })
  .refine(({ warn, down }) => warn === undefined || down === undefined || warn > down, {
    path: ['warn'],
    error: 'the warning must come before the member is down: expected a longer time than that of down',
  })
  .transform(({ warn, down }): ExpirySpec => ({ warnMs: warn, downMs: down }));

export const expiry = z
  .union([time.transform((warnMs): ExpirySpec => ({ warnMs })), both], { error: EXPIRY })
  .describe('Warn so long before the certificate of the server expires; or { warn, down }')
  .optional();

/** What is said of a certificate with so much time left. */
export function expiryText(leftMs: number): string {
  if (leftMs <= 0) return 'the certificate has expired';
  if (leftMs < HOUR_MS) return 'the certificate expires within an hour';
  const [count, unit] = leftMs < 2 * DAY_MS ? [leftMs / HOUR_MS, 'hour'] : [leftMs / DAY_MS, 'day'];
  const whole = Math.floor(count);
  return `the certificate expires in ${whole} ${unit}${whole === 1 ? '' : 's'}`;
}

/** Notes the end of the certificate of a handshake that is done; ends the attempt, or lets it warn. */
export function checkExpiry(socket: TLSSocket, spec: ExpirySpec | undefined, attempt: Attempt): void {
  const endMs = Date.parse(socket.getPeerX509Certificate()?.validTo ?? '');
  if (!Number.isNaN(endMs)) attempt.certificateEndMs = endMs;
  if (spec === undefined) return;
  const { warnMs = Number.NEGATIVE_INFINITY, downMs = Number.NEGATIVE_INFINITY } = spec;
  const leftMs = endMs - systemClock.wallMs();
  if (leftMs < downMs) attempt.end({ code: 'L6RSP', text: expiryText(leftMs) });
  else if (leftMs < warnMs) attempt.warning = expiryText(leftMs);
}
