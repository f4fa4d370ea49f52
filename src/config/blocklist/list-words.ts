// What words in the lines of lists are: addresses of nobody, addresses, or signs of rules for the contents of pages.

const HASH = 0x23;
const DOLLAR = 0x24;
const DOT = 0x2e;
const COLON = 0x3a;
const AT = 0x40;

const ADDRESSES_OF_NOBODY: ReadonlySet<string> = new Set(['0.0.0.0', '::', '::1', '::0', '0']);

/** Whether an address is that of nobody, or of whoever asks. */
export function isNobodys(address: string): boolean {
  return ADDRESSES_OF_NOBODY.has(address) || /^127(?:\.\d{1,3}){3}$/.test(address);
}

/** Hosts files of lists have lines such as `0.0.0.0 0.0.0.0`. */
export function isAddressLike(text: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const octet = text[at];
    if ((octet < 0x30 || octet > 0x39) && octet !== DOT && octet !== COLON) return false;
  }
  return true;
}

/** Whether a `#` begins what is about the contents of pages: `##`, `#@#`, `#?#`, `#$#` and the like. */
export function isCosmetic(text: Uint8Array, at: number): boolean {
  for (let next = at + 1; next <= at + 3; next++) {
    if (text[next] === HASH) return true;
    if (text[next] !== AT && text[next] !== DOLLAR && text[next] !== 0x3f && text[next] !== 0x25)
      return false;
  }
  return false;
}
