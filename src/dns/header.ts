// The header of a message (RFC 1035 §4.1.1): where its fields stand, its bits, and what reads and sets them.

/** Octets of a header; the question begins behind it. */
export const HEADER_LENGTH = 12;

/** Where the numbers of records stand, by section; a record of a section adds 1 to its number. */
export const COUNT_AT = { QUESTION: 4, ANSWER: 6, AUTHORITY: 8, ADDITIONAL: 10 } as const;
export type CountAt = (typeof COUNT_AT)[keyof typeof COUNT_AT];

/** Where the two octets of bits stand. */
export const FLAGS_AT = { HIGH: 2, LOW: 3 } as const;

/** Bits of the first octet of flags: QR, OPCODE, AA, TC and RD. */
export const HIGH = { QR: 0x80, OPCODE: 0x78, AA: 0x04, TC: 0x02, RD: 0x01 } as const;

/** Bits of the second one: RA, Z, AD (RFC 4035 §3.2.3), CD (RFC 4035 §3.2.2) and RCODE. */
export const LOW = { RA: 0x80, Z: 0x40, AD: 0x20, CD: 0x10, RCODE: 0x0f } as const;

// A member of an object is looked up at each use; these are constants for the compiler, and small enough to be inlined.
const { HIGH: HIGH_AT, LOW: LOW_AT } = FLAGS_AT;
const { QR, OPCODE, TC } = HIGH;

const OPCODE_SHIFT = 3;
/** What an answer repeats of the first octet of flags. */
const ECHOED = HIGH.OPCODE | HIGH.RD;

/** The id of the message that begins at `at`. */
export function idOf(message: Uint8Array, at = 0): number {
  return (message[at] << 8) | message[at + 1];
}

export function setId(message: Uint8Array, id: number): void {
  message[0] = id >> 8;
  message[1] = id & 0xff;
}

/** How many records (for {@link COUNT_AT}.QUESTION: questions) a section has by the header. */
export function countOf(message: Uint8Array, section: CountAt, at = 0): number {
  return (message[at + section] << 8) | message[at + section + 1];
}

/** Sets how many records a section has. */
export function setCount(message: Uint8Array, section: CountAt, count: number): void {
  message[section] = count >> 8;
  message[section + 1] = count & 0xff;
}

/** Whether QR says that the message is an answer. */
export function isResponse(message: Uint8Array, at = 0): boolean {
  return (message[at + HIGH_AT] & QR) !== 0;
}

/** The kind of the message, of OPCODE in dns/constants.ts. */
export function opcodeOf(message: Uint8Array, at = 0): number {
  return opcodeIn(message[at + HIGH_AT]);
}

/** The opcode in a first octet of flags. */
export function opcodeIn(high: number): number {
  return (high & OPCODE) >> OPCODE_SHIFT;
}

/** Whether TC says that the message was cut. */
export function isTruncated(message: Uint8Array, at = 0): boolean {
  return (message[at + HIGH_AT] & TC) !== 0;
}

/** The four bits of the response code that stand in the header. */
export function headerRcode(message: Uint8Array, at = 0): number {
  return message[at + LOW_AT] & LOW.RCODE;
}

/** The first octet of flags of an answer to a query whose own is `high`: QR, and opcode and RD of the query. */
export function answerHigh(high: number): number {
  return QR | (high & ECHOED);
}
