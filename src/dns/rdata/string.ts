// RDATA fields that are text: character strings (RFC 1035 §3.3) and the unbounded texts of CAA and URI.
import { quotedText } from './escape.js';
import type { Field } from './field.js';
import { latin1, type TokenReader } from './token.js';
import { MalformedRdata, type WireReader, type WireWriter } from './wire.js';

/** The longest character string: its length is one octet (RFC 1035 §3.3). */
const MAX_STRING = 255;

function readString(tokens: TokenReader, wire: WireWriter): Uint8Array {
  const expected = `a string of at most ${MAX_STRING} octets`;
  const octets = tokens.string(expected);
  if (octets.length > MAX_STRING) tokens.fail(expected, `it has ${octets.length}`);
  wire.u8(octets.length);
  wire.bytes(octets);
  return octets;
}

function showString(wire: WireReader): string {
  return quotedText(wire.bytes(wire.u8()));
}

/** One character string. */
export const string: Field = {
  read: (tokens, wire) => void readString(tokens, wire),
  show: showString,
};

/** One or more character strings up to the end. */
export const strings: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    do readString(tokens, wire);
    while (!tokens.atEnd);
  },
  show(wire: WireReader): string {
    const texts: string[] = [];
    do texts.push(showString(wire));
    while (!wire.atEnd);
    return texts.join(' ');
  },
};

/** Text without a length octet, up to the end of the RDATA: the value of CAA (RFC 8659 §4.1), the target of URI (RFC 7553 §4.4). */
export const remainder: Field = {
  read: (tokens, wire) => wire.bytes(tokens.string('a string')),
  show: wire => quotedText(wire.rest()),
};

/** The property tag of CAA: 1 to 255 letters and digits (RFC 8659 §4.1). */
export const tag: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    const expected = 'a property tag of letters and digits, as issue';
    const octets = tokens.word(expected);
    if (!/^[a-z0-9]{1,255}$/i.test(latin1(octets))) tokens.fail(expected);
    wire.u8(octets.length);
    wire.bytes(octets);
  },
  show(wire: WireReader): string {
    const text = latin1(wire.bytes(wire.u8()));
    if (!/^[a-z0-9]+$/i.test(text)) throw new MalformedRdata();
    return text;
  },
};

/** The regexp of NAPTR: empty, or delimiter, pattern, delimiter, replacement, delimiter and `i` (RFC 3402 §3.2). */
export const substitution: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    const text = latin1(readString(tokens, wire));
    const form = /^([^0-9\\i\0])(?:\\.|(?!\1)[^\\])*\1(?:\\.|(?!\1)[^\\])*\1i?$/s;
    if (text !== '' && !form.test(text)) tokens.fail('a substitution, as "!^.*$!sip:info@example.com!"');
  },
  show: showString,
};
