// Why a query, or an update, was refused to a client, or a signature was not taken: counters are kept by these numbers.
import { TSIG_ERROR, type TsigError } from '../dns/tsig/error.js';

export const REFUSAL = {
  NONE: 0,
  /** The key that a query is signed with is none of the server's, or goes with another algorithm. */
  UNKNOWN_KEY: 1,
  /** The signature does not fit the message: mostly, both sides have different secrets. */
  WRONG_SIGNATURE: 2,
  /** It was made too long ago, or later than now. */
  CLOCK: 3,
  /** It is shorter than this server takes. */
  SHORT_SIGNATURE: 4,
  /** It has a length that it cannot have. */
  MALFORMED_SIGNATURE: 5,
  /** The name is that of no zone. */
  NO_ZONE: 6,
  /** The client is none of those who get the zone, or may change it. */
  NOT_ALLOWED: 7,
  /** There are too many transfers. */
  BUSY: 8,
  /** The client is none of those that may ask for what the zone holds. */
  CLIENT: 9,
  /** The client gets the zone, but over TLS alone. */
  CLEAR_TEXT: 10,
} as const;
export type Refusal = (typeof REFUSAL)[keyof typeof REFUSAL];

/** As they are shown, by number. */
export const REFUSAL_NAMES: readonly string[] = Object.keys(REFUSAL).map(name =>
  name.toLowerCase().replace('_', '-'),
);

const BY_ERROR: Readonly<Record<TsigError, Refusal>> = {
  [TSIG_ERROR.NONE]: REFUSAL.NONE,
  [TSIG_ERROR.BADSIG]: REFUSAL.WRONG_SIGNATURE,
  [TSIG_ERROR.BADKEY]: REFUSAL.UNKNOWN_KEY,
  [TSIG_ERROR.BADTIME]: REFUSAL.CLOCK,
  [TSIG_ERROR.BADTRUNC]: REFUSAL.SHORT_SIGNATURE,
};

/** Why a query with such an error is refused. */
export function refusalBy(error: TsigError): Refusal {
  return BY_ERROR[error];
}
