// Whether a file holds a zone, told by its first octets: of files whose names do not tell.
import { isUtf8 } from 'node:buffer';
import { isUtf16 } from '../source/encoding.js';
import type { FormatName } from './format/registry.js';
import { programOf } from './program-of.js';

/** How much of a file is looked at, in octets. */
export const LOOK_OCTETS = 65_536;

/** The most characters of a first line that are shown. */
const MAX_SHOWN = 40;

/** Comments, and blanks before the line ends. */
const COMMENT = /;.*$/gm;
/** Owner, TTL and class, then SOA with two names and a number, perhaps in brackets (RFC 1035 §3.3.13). */
const SOA =
  /^\S{0,999}(?:[ \t]+(?:IN|CH|HS|\d\w{0,15})){0,2}[ \t]+SOA[\s(]{1,200}[^\s()]{1,999}[\s(]{1,200}[^\s()]{1,999}[\s(]{1,200}\d/im;
const DIRECTIVE = /^\$(?:ORIGIN|TTL)[ \t]/im;
const INCLUDE = /^\$INCLUDE[ \t]/im;
const YAML_ZONE = /^(?:\{[ \t]*)?["']?zone["']?[ \t]*:[ \t]*["']?[\w.*-]+["']?[ \t]*(?:[,}#\r].*)?$/m;

/** The first octets of a file. */
export interface Head {
  readonly bytes: Uint8Array;
  /** Whether the file is longer. */
  readonly isCut: boolean;
  /** Whether every user may read it: the text of others is nobody's business. */
  readonly isPublic: boolean;
}

/** What a file looks like: the format of its zone, or why it is taken for none. */
export type Look =
  | { readonly format: FormatName }
  | {
      readonly format?: undefined;
      readonly why: string;
      /** What to do if it was meant to be a zone; absent when nothing says that it was. */
      readonly hint?: string;
      /** The program whose configuration it looks like, by its name. */
      readonly program?: string | undefined;
    };

/** Of a text without a zone, for a person. */
function whyNot(text: string, isPublic: boolean): string {
  const line = text.split('\n').find(each => each.trim() !== '');
  if (line === undefined) return 'it is empty';
  if (!isPublic) return 'it has no SOA record';
  const shown = line
    .trim()
    .replaceAll('"', "'")
    .replace(/[\p{Cc}\p{Cf}]/gu, '?');
  return `first line is "${shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown}"`;
}

/** Whether the octets begin as those of a zone in BIND's raw format: the number 2, and a version. */
function isRaw(bytes: Uint8Array): boolean {
  return bytes.length > 8 && Buffer.from(bytes.subarray(0, 7)).equals(Buffer.of(0, 0, 0, 2, 0, 0, 0));
}

/** Without the octets of a character that was cut at the end. */
function wholeCharacters({ bytes, isCut }: Head): Uint8Array {
  if (!isCut) return bytes;
  let end = bytes.length;
  while (end > 0 && end > bytes.length - 4 && (bytes[end - 1] & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end - 1);
}

/** Tells a zone by the beginning of its file. */
export function lookAtHead(head: Head): Look {
  const { bytes, isCut, isPublic } = head;
  if (isRaw(bytes))
    return {
      why: "it is in BIND's raw format",
      hint: 'turn it into text with named-compilezone -f raw -F text',
    };
  if (isUtf16(bytes)) return { why: 'it is UTF-16 text', hint: 'save it as UTF-8' };
  const isText = isUtf8(wholeCharacters(head));
  const text = Buffer.from(bytes)
    .toString(isText ? 'utf8' : 'latin1')
    .replace(/^\ufeff/, '');
  const plain = text.replace(COMMENT, '');
  if (SOA.test(plain)) return { format: 'master' };
  if (YAML_ZONE.test(text)) return { format: 'yaml' };
  if (DIRECTIVE.test(plain)) {
    if (isCut || INCLUDE.test(plain)) return { format: 'master' };
    return { why: 'it has no SOA record', hint: 'begin it with `@ SOA ns hostmaster 1 1h 10m 7d 60`' };
  }
  if (!isText || bytes.includes(0)) return { why: 'it is not text' };
  return { why: whyNot(text, isPublic), program: programOf(text) };
}
