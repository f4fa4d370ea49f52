// How one octet of a label is written.

/** One octet of a label in presentation form (RFC 1035 §5.1, RFC 4343 §2.1). */
export function escapeOctet(octet: number): string {
  if (octet <= 0x20 || octet >= 0x7f) return `\\${String(octet).padStart(3, '0')}`;
  const character = String.fromCharCode(octet);
  return '.\\"();@$'.includes(character) ? `\\${character}` : character;
}
