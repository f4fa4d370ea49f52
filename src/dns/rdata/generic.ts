// The form that RDATA of any type can be written in: `\# length hexadecimal` (RFC 3597 §5).
import { readHex, showHex } from './encoded.js';
import type { RdataToken, TokenReader } from './token.js';
import { MAX_RDATA } from './wire.js';

/** Whether RDATA opens with an unquoted `\#`. */
export function isGeneric(token: RdataToken | undefined): boolean {
  if (token === undefined || token.quoted) return false;
  return token.bytes.length === 2 && token.bytes[0] === 0x5c && token.bytes[1] === 0x23;
}

/** Reads the whole RDATA in the generic form. @throws RdataError */
export function readGeneric(tokens: TokenReader): Uint8Array {
  tokens.word('\\#');
  const expected = `a length from 0 to ${MAX_RDATA}`;
  const text = tokens.text(expected);
  if (!/^\d{1,5}$/.test(text) || Number(text) > MAX_RDATA) tokens.fail(expected);
  const octets = tokens.atEnd ? new Uint8Array(0) : readHex(tokens);
  if (octets.length !== Number(text)) tokens.fail(`${text} octets`, `there are ${octets.length}`);
  return new Uint8Array(octets);
}

/** RDATA in the generic form. */
export function showGeneric(octets: Uint8Array): string {
  return octets.length === 0 ? '\\# 0' : `\\# ${octets.length} ${showHex(octets)}`;
}
