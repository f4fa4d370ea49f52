// RDATA text as a test writes it, cut into the tokens that rdataFromTokens takes.
import { nameFromText } from '../../src/dns/name.js';
import { rdataFromTokens } from '../../src/dns/rdata/from-tokens.js';
import { RdataError, type RdataToken } from '../../src/dns/rdata/token.js';
import { typeFromText } from '../../src/dns/types.js';

export const ORIGIN = nameFromText('example.com.');

/** Cuts at spaces outside of quotes; quotes after `=` stay in their word. */
export function words(text: string): RdataToken[] {
  return [...text.matchAll(/"((?:\\.|[^"\\])*)"|(?:[^\s"]*=)?"(?:\\.|[^"\\])*"|[^\s"]+/gs)].map(
    ([word, inside]) => ({ bytes: Buffer.from(inside ?? word), quoted: inside !== undefined }),
  );
}

/** The wire form of RDATA text. @throws RdataError */
export function wireOf(type: string, text: string): Uint8Array {
  return rdataFromTokens(typeFromText(type)!, words(text), ORIGIN);
}

/** What is wrong with RDATA text: the offending word's index and the message. */
export function mistakeIn(type: string, text: string): { index: number; message: string } {
  try {
    wireOf(type, text);
  } catch (error) {
    if (error instanceof RdataError) return { index: error.index, message: error.message };
    throw error;
  }
  throw new Error(`${type} ${text} was accepted`);
}
