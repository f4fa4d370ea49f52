// How raw messages for the protocol tests are put together.
import { buildQuery, fromHex } from '../../support/query.js';

/** What it is, and its octets. */
export type NamedMessage = readonly [name: string, message: Uint8Array];

/** `www.example. A IN`. */
export const QUESTION = '03777777 076578616d706c65 00 0001 0001';
export const OPT = '00 0029 04d0 00000000 0000';

export const raw = (text: string) => fromHex(text);
export const label = (length: number) => length.toString(16).padStart(2, '0') + '61'.repeat(length);

/** `www.example A` with RD and one OPT with these options. */
export function withOptions(
  options: string,
  more: { version?: number; size?: number; do?: boolean } = {},
): Uint8Array {
  return buildQuery('www.example A', { edns: { options, ...more } });
}

/** A message whose first flags octet, second one and counts are given, and what follows them. */
export function message(head: string, ...rest: readonly string[]): Uint8Array {
  return raw(`0000 ${head} ${rest.join(' ')}`);
}

export const plain = (text: string) => buildQuery(text, { edns: false });
export const withOpcode = (text: string, opcode: number) =>
  buildQuery(text, { edns: false, opcode, rd: false });

/** The OPT of a query for `www.example A` in hexadecimal, where the additional section holds one record. */
export const withRecord = (record: string) => message('0100 0001 0000 0000 0001', QUESTION, record);
