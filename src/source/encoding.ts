// What encoding octets are in that should be text in UTF-8.

/** How many octets are looked at. */
const SAMPLE = 512;

/** Whether the octets are text in UTF-16, as some editors on Windows save it: by the mark at the start, or by every second octet. One that is nothing but NUL is no text. */
export function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const sample = bytes.subarray(0, SAMPLE);
  const zeros = [0, 0];
  for (const [at, octet] of sample.entries()) if (octet === 0) zeros[at % 2]++;
  const [fewer, more] = zeros.sort((a, b) => a - b);
  return sample.length >= 8 && more * 3 > sample.length && fewer * 2 < more;
}
