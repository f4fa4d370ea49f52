// The hash of a name without regard to case: that of each label, folded from the root on, so that all suffixes come out on the way.

/** The hash of the root, and what the hash of a label starts from, by its length. */
export const HASH_SEED = 0x811c9dc5 | 0;
const SPREAD = 0x9e3779b1 | 0;

/** Four octets at once in lower case: A to Z get the bit that a to z have, and all else stays (RFC 4343 §3). */
export function lowerWord(word: number): number {
  const low = word & 0x7f7f7f7f;
  // The highest bit of each octet says whether its lower seven bits are at least A, and beyond Z.
  const isUpper = (low + 0x3f3f3f3f) & ~(low + 0x25252525) & ~word & 0x80808080;
  return word | (isUpper >>> 2);
}

/** Takes four more octets of a label, in lower case, into its hash. Those of the last step that the label has not are 0. */
export function mixWord(hash: number, word: number): number {
  const value = Math.imul(hash ^ word, SPREAD);
  return value ^ (value >>> 15);
}

/** Up to three octets as the last step of {@link mixWord} takes them; `count` is how many there are. */
export function tailWord(octets: Uint8Array, at: number, count: number): number {
  let word = octets[at];
  if (count > 1) word |= octets[at + 1] << 8;
  if (count > 2) word |= octets[at + 2] << 16;
  return word;
}

/** The hash of the suffix that has one label more. @param label the hash of that label */
export function foldLabel(suffix: number, label: number): number {
  const value = Math.imul(suffix ^ label, SPREAD);
  return value ^ (value >>> 16);
}

/** As {@link mixWord} with a secret factor, which is odd: who does not know it cannot choose names that meet. */
export function mixSecret(hash: number, word: number, factor: number): number {
  const value = Math.imul(hash ^ word, factor);
  return value ^ (value >>> 15);
}

const labels = new Int32Array(128);

/** The hash of the wire-form name that begins at `from`. */
export function hashName(octets: Uint8Array, from = 0): number {
  let count = 0;
  for (let at = from; octets[at] !== 0; ) {
    const length = octets[at++];
    const end = at + length;
    let value = HASH_SEED ^ length;
    for (; at + 4 <= end; at += 4)
      value = mixWord(
        value,
        lowerWord(octets[at] | (octets[at + 1] << 8) | (octets[at + 2] << 16) | (octets[at + 3] << 24)),
      );
    if (at < end) value = mixWord(value, lowerWord(tailWord(octets, at, end - at)));
    labels[count++] = value;
    at = end;
  }
  let value = HASH_SEED;
  while (count > 0) value = foldLabel(value, labels[--count]);
  return value;
}
