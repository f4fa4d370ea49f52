// The line with which the file ends that is kept of a zone of other servers: a file without it is not whole.

/** A comment, as far as readers of master files are concerned. */
export const COPY_END = '; the end';

const OCTETS = Buffer.from(`\n${COPY_END}\n`);

/** So many octets at the end of a file tell. */
export const COPY_END_OCTETS = OCTETS.length;

/** @param octets of the file, or of its end */
export function isWholeCopy(octets: Uint8Array): boolean {
  const from = Math.max(0, octets.length - COPY_END_OCTETS);
  return OCTETS.equals(octets.subarray(from));
}
