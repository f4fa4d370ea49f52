// Steps over a name in a message without reading it.

/**
 * Skips the name at `from` (RFC 1035 §4.1.4). A compression pointer ends a name and is not followed.
 * @param end one past the last octet of the message
 * @returns the offset just past the name, or -1 when it is malformed or goes past the end
 */
export function skipName(message: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const length = message[at];
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2 <= end ? at + 2 : -1;
    if (length > 63) return -1;
    at += length + 1;
  }
  return -1;
}
