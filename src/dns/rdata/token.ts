// The words of one record's RDATA as they stand in a master file, and the cursor that fields read them with.
import type { Name } from '../name.js';
import { EscapeError, resolveEscapes } from './escape.js';

/** One word of RDATA text: its octets still escaped as in the file, without the quotes when it was quoted. */
export interface RdataToken {
  readonly bytes: Uint8Array;
  readonly quoted: boolean;
}

/** The text is not RDATA of its type; the message says what was expected and what was found. */
export class RdataError extends Error {
  override readonly name = 'RdataError';

  /** @param index the offending token; the number of tokens when one is missing at the end */
  constructor(
    readonly index: number,
    message: string,
  ) {
    super(message);
  }
}

/** The octets as a string of one character per octet. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** A token as a message quotes it, cut to a bounded length. */
export function quote(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, 60)).toString();
  return bytes.length > 60 ? `"${text}…"` : `"${text}"`;
}

/** Hands the tokens to the fields one after another. */
export class TokenReader {
  at = 0;

  constructor(
    readonly tokens: readonly RdataToken[],
    readonly origin: Name,
  ) {}

  get atEnd(): boolean {
    return this.at >= this.tokens.length;
  }

  /** Throws for the token read last. */
  fail(expected: string, why?: string): never {
    const found = quote(this.tokens[this.at - 1].bytes);
    throw new RdataError(this.at - 1, `expected ${expected}, found ${found}${why ? `: ${why}` : ''}`);
  }

  /** The next token, quoted or not. @param expected what to name when there is none, with its article */
  any(expected: string): RdataToken {
    if (this.atEnd) throw new RdataError(this.at, `expected ${expected}, found the end of the record`);
    return this.tokens[this.at++];
  }

  /** The octets of the next token, which must not be quoted. */
  word(expected: string): Uint8Array {
    const token = this.any(expected);
    if (token.quoted) this.fail(expected, 'it must not stand in quotes');
    return token.bytes;
  }

  /** As {@link word}, as text of one character per octet. */
  text(expected: string): string {
    return latin1(this.word(expected));
  }

  /** The octets that the escapes of the next token stand for. */
  string(expected: string): Uint8Array {
    const { bytes, quoted } = this.any(expected);
    if (!quoted && /(?<!\\)"/.test(latin1(bytes)))
      this.fail(expected, 'a quote stands inside it; put the whole string in quotes');
    return this.decode(bytes, expected);
  }

  /** Resolves the escapes of (a part of) the token read last. */
  decode(bytes: Uint8Array, expected: string): Uint8Array {
    try {
      return resolveEscapes(bytes);
    } catch (error) {
      if (error instanceof EscapeError) this.fail(expected, error.message);
      throw error;
    }
  }
}
