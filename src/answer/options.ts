// The EDNS options of one query that its answer depends on, read in place; all others are ignored (RFC 6891 §6.1.2).
import { OPTION } from '../dns/constants.js';
import { CLIENT_COOKIE } from './cookie-jar.js';

/** What reading the options can tell. */
export const OPTIONS = {
  SOUND: 0,
  /** They do not fit their OPT: it cannot be relied on. */
  BROKEN: 1,
  /** They fit, but what is in one of them does not say what it must. */
  MALFORMED: 2,
} as const;
export type OptionsVerdict = (typeof OPTIONS)[keyof typeof OPTIONS];

/** Shortest and longest COOKIE with a server cookie (RFC 7873 §4). */
const MIN_FULL_COOKIE = 16;
const MAX_FULL_COOKIE = 40;
/** FAMILY, SOURCE and SCOPE PREFIX-LENGTH of ECS (RFC 7871 §6). */
const SUBNET_FIXED = 4;

/** Scratch memory for the options of one query. */
export class Options {
  /** Whether the query asks who answers (RFC 5001 §2.1). */
  nsid = false;
  /** Whether it asks how long its connection may be idle (RFC 7828 §3.2.1). */
  keepalive = false;
  /** Whether it is padded, and so its answer, too, where that is encrypted (RFC 7830 §4). */
  padding = false;
  /** Where the COOKIE begins in the input, and its length; 0 without one. */
  cookieAt = 0;
  cookieLength = 0;
  /** Where the client subnet begins in the input, and its length; 0 without one. */
  subnetAt = 0;
  subnetLength = 0;
  /** Whether none of these is there. */
  isEmpty = true;

  /** Forgets the options of the query before. */
  reset(): void {
    this.isEmpty = true;
    this.nsid = false;
    this.keepalive = false;
    this.padding = false;
    this.cookieAt = 0;
    this.cookieLength = 0;
    this.subnetAt = 0;
    this.subnetLength = 0;
  }

  /** Reads `input[from]` to `input[end]`. */
  read(input: Uint8Array, from: number, end: number): OptionsVerdict {
    let verdict: OptionsVerdict = OPTIONS.SOUND;
    let at = from;
    while (at < end) {
      if (at + 4 > end) return OPTIONS.BROKEN;
      const code = (input[at] << 8) | input[at + 1];
      const length = (input[at + 2] << 8) | input[at + 3];
      at += 4;
      if (at + length > end) return OPTIONS.BROKEN;
      if (!this.#readOne(code, input, at, length)) verdict = OPTIONS.MALFORMED;
      at += length;
    }
    return verdict;
  }

  /** @returns whether the option says what it must */
  #readOne(code: number, input: Uint8Array, at: number, length: number): boolean {
    switch (code) {
      case OPTION.NSID:
        this.nsid = true;
        break;
      case OPTION.COOKIE:
        // Of several, the first counts (RFC 7873 §5.2).
        if (this.cookieAt > 0) return true;
        this.cookieAt = at;
        this.cookieLength = length;
        break;
      case OPTION.KEEPALIVE:
        this.keepalive = true;
        break;
      case OPTION.ECS:
        this.subnetAt = at;
        this.subnetLength = length;
        break;
      case OPTION.PADDING:
        this.padding = true;
        break;
      default:
        return true;
    }
    this.isEmpty = false;
    if (code === OPTION.COOKIE) return isCookieLength(length);
    return code !== OPTION.ECS || isSubnet(input, at, length);
  }
}

/** A client cookie, alone or with a server cookie of 8 to 32 octets (RFC 7873 §5.2.2). */
function isCookieLength(length: number): boolean {
  return length === CLIENT_COOKIE || (length >= MIN_FULL_COOKIE && length <= MAX_FULL_COOKIE);
}

/** Whether a client subnet is what RFC 7871 §6 asks of one in a query. */
function isSubnet(input: Uint8Array, at: number, length: number): boolean {
  if (length < SUBNET_FIXED || input[at + 3] !== 0) return false;
  const family = (input[at] << 8) | input[at + 1];
  const prefix = input[at + 2];
  // Family 0 says with prefix 0 that no address is told.
  const longest = family === 1 ? 32 : family === 2 ? 128 : 0;
  if (family > 2 || prefix > longest || length !== SUBNET_FIXED + ((prefix + 7) >> 3)) return false;
  const rest = prefix & 7;
  return rest === 0 || (input[at + length - 1] & (0xff >> rest)) === 0;
}
