// What a client of TLS says first, as far as its first record goes: until that is there, nothing is made for a handshake.
import { BEGINNING, type BeginningState } from '../beginning.js';

/** Of a record: its type, a version, and the octets behind (RFC 8446 §5.1). */
const HEAD_OCTETS = 5;
const HANDSHAKE = 22;
/** All versions begin with it, and no other protocol does at this place. */
const MAJOR_VERSION = 3;
const MAX_FRAGMENT = 2 ** 14;
/** The type of the message (RFC 8446 §4). */
const CLIENT_HELLO = 1;

/**
 * Whether the record has come that a ClientHello begins with. A client may go on in further records; these are for TLS to read.
 * A hello of SSL 2 is none (RFC 6176 §3).
 */
export function helloState(begun: Uint8Array): BeginningState {
  if (begun[0] !== HANDSHAKE) return BEGINNING.MALFORMED;
  if (begun.length > 1 && begun[1] !== MAJOR_VERSION) return BEGINNING.MALFORMED;
  if (begun.length < HEAD_OCTETS) return BEGINNING.PART;
  const fragment = (begun[3] << 8) | begun[4];
  if (fragment === 0 || fragment > MAX_FRAGMENT) return BEGINNING.MALFORMED;
  if (begun.length > HEAD_OCTETS && begun[HEAD_OCTETS] !== CLIENT_HELLO) return BEGINNING.MALFORMED;
  return begun.length < HEAD_OCTETS + fragment ? BEGINNING.PART : BEGINNING.WHOLE;
}
