// One record as written in YAML: zone-file form for most types, plain text for TXT.
import type { Name } from '../../dns/name.js';
import { rdataFromTokens } from '../../dns/rdata/from-tokens.js';
import { RdataError, type RdataToken } from '../../dns/rdata/token.js';
import { TYPE } from '../../dns/types.js';
import type { Doubt } from '../../source/problem.js';
import { recordAdvice } from '../record-advice.js';

/** The value is not a record of its type. */
export class ValueError extends Error {
  override readonly name = 'ValueError';

  /**
   * @param offset characters from the start of the value
   * @param width characters
   * @param hint what to do about it
   */
  constructor(
    message: string,
    readonly offset: number,
    readonly width: number,
    readonly hint?: string,
  ) {
    super(message);
  }
}

interface Word {
  readonly token: RdataToken;
  readonly offset: number;
  readonly width: number;
}

const WORD = /\s*(?:"((?:[^"\\]|\\.)*)"(?=\s|$)|((?:[^\s"\\]|\\.)(?:[^\s\\]|\\.)*)|(\S.*))/sy;

/** Splits a value into words as a master file would, without comments and parentheses. */
function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  const end = text.trimEnd().length;
  WORD.lastIndex = 0;
  for (let match = WORD.exec(text); match !== null; match = WORD.exec(text)) {
    const [whole, quoted, plain, broken] = match;
    const width = whole.trimStart().length;
    const offset = WORD.lastIndex - width;
    if (broken !== undefined) throw new ValueError('a quote or a backslash is left open', offset, 1);
    words.push({
      token: { bytes: Buffer.from(quoted ?? plain), quoted: quoted !== undefined },
      offset,
      width,
    });
    if (WORD.lastIndex >= end) break;
  }
  return words;
}

/** Text of any length as character strings of at most 255 octets each (RFC 1035 §3.3.14). */
export function txtRdata(texts: readonly string[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const text of texts) {
    const octets = Buffer.from(text);
    for (let at = 0; at === 0 || at < octets.length; at += 255) {
      const part = octets.subarray(at, at + 255);
      parts.push(Uint8Array.of(part.length), part);
    }
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** What of a zone file's way to write a text is a part of the text here. */
export function textValueDoubt(text: string): Doubt | undefined {
  if (/^"[^"]*"(?:\s+"[^"]*")*$/.test(text.trim()))
    return {
      message: 'the inner quotes are a part of the text',
      hint: 'write the text in one pair of quotes, of YAML alone',
    };
  if (/\\[;"]/.test(text))
    return {
      message: 'the backslash is a part of the text',
      hint: 'write the text without it: YAML needs none',
    };
  return undefined;
}

/** The longest text of one TXT record, in octets. */
const MAX_TXT = 65_000;

/**
 * The RDATA that a value stands for.
 * @throws ValueError with the place of the offending word
 */
export function rdataFromValue(type: number, text: string, origin: Name): Uint8Array {
  if (type === TYPE.TXT || type === TYPE.SPF) {
    if (Buffer.byteLength(text) > MAX_TXT)
      throw new ValueError(`the text is over ${MAX_TXT} octets`, 0, text.length);
    return txtRdata([text]);
  }
  const words = wordsOf(text);
  try {
    return rdataFromTokens(
      type,
      words.map(word => word.token),
      origin,
    );
  } catch (error) {
    if (!(error instanceof RdataError)) throw error;
    const word = words[error.index];
    const texts = words.map(({ token }) => Buffer.from(token.bytes).toString());
    const hint = recordAdvice(type, texts, error.index);
    throw new ValueError(error.message, word?.offset ?? text.length, word?.width ?? 1, hint);
  }
}
