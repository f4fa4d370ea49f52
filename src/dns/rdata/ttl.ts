// Periods of time as master files write them: plain seconds, or numbers with units as BIND reads them.

/** The longest TTL in seconds (RFC 2181 §8). */
export const MAX_TTL = 0x7fffffff;

/** The longest period of an SOA in seconds (RFC 1035 §3.3.13: 32 bits). */
export const MAX_PERIOD = 0xffffffff;

/** A bound above every limit, so that long digit strings stay exact enough to be refused. */
const SATURATED = 2 ** 40;

/** Seconds of a unit letter, either case; 0 when it is none. */
function unitSeconds(octet: number): number {
  switch (octet | 0x20) {
    case 0x77:
      return 604_800;
    case 0x64:
      return 86_400;
    case 0x68:
      return 3_600;
    case 0x6d:
      return 60;
    case 0x73:
      return 1;
    default:
      return 0;
  }
}

/**
 * Reads `3600`, `1h30m` or `1w2d` from `text[start, end)`.
 * @returns seconds, not yet compared with any limit; undefined when it is not a period at all.
 */
export function ttlFromBytes(text: Uint8Array, start = 0, end = text.length): number | undefined {
  let total = 0;
  let units = false;
  let number = -1;
  for (let at = start; at < end; at++) {
    const digit = text[at] - 48;
    if (digit >= 0 && digit <= 9) {
      number = Math.min(SATURATED, Math.max(0, number) * 10 + digit);
      continue;
    }
    const unit = unitSeconds(text[at]);
    if (unit === 0 || number < 0) return undefined;
    total = Math.min(SATURATED, total + number * unit);
    units = true;
    number = -1;
  }
  if (number < 0) return units ? total : undefined;
  // A number without a unit is seconds only when it stands alone: `1h30` could mean either.
  return units ? undefined : number;
}
