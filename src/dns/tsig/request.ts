// What a server finds of the signature of a request, in the order of RFC 8945 §5.2: key, MAC, time, truncation.

import { digestOctets } from './algorithm.js';
import { TSIG_ERROR, type TsigError } from './error.js';
import { NO_KEY, type TsigKeys } from './key.js';
import { checkMac, isMacLength, isTimely, MAC_CHECK, type MacCheck, TsigMac } from './mac.js';
import type { TsigRecord } from './record.js';

/** What was found of a signed request. */
export interface RequestCheck {
  /** Whether the MAC has a length that it cannot have: FORMERR, and an answer without TSIG (RFC 8945 §5.2.2.1). */
  readonly isMalformed: boolean;
  /** Not NONE: the request is answered with NOTAUTH and this. After BADTIME and BADTRUNC the answer is signed, else not. */
  readonly error: TsigError;
  /** The place of the key among the keys; NO_KEY when it is not known. */
  readonly key: number;
}

const ERRORS = {
  [MAC_CHECK.GOOD]: TSIG_ERROR.NONE,
  [MAC_CHECK.WRONG]: TSIG_ERROR.BADSIG,
  [MAC_CHECK.SHORT]: TSIG_ERROR.BADTRUNC,
} as const;

/**
 * Holds the record of a request, which begins at `start`, against the keys. An unknown key, and a MAC of an impossible length,
 * cost no HMAC.
 * @param nowSeconds reads the wall clock, since 1970; asked only when the MAC is right
 */
export function checkRequest(
  record: TsigRecord,
  start: number,
  keys: TsigKeys,
  nowSeconds: () => number,
): RequestCheck {
  const place = keys.find(record.keyName, record.algorithm);
  const found = (error: TsigError, isMalformed = false) => ({ isMalformed, error, key: place });
  if (place === NO_KEY) return found(TSIG_ERROR.BADKEY);
  const key = keys.list[place];
  const { mac } = record;
  if (!isMacLength(mac.length, digestOctets(key.algorithm))) return found(TSIG_ERROR.NONE, true);
  const digest = new TsigMac(key)
    .add(record.headerBefore(start))
    .add(record.bodyBefore(start))
    .withVariables(record);
  const check = checkMac(mac, digest) as Exclude<MacCheck, typeof MAC_CHECK.MALFORMED>;
  if (check !== MAC_CHECK.WRONG && !isTimely(record, nowSeconds())) return found(TSIG_ERROR.BADTIME);
  return found(ERRORS[check]);
}
