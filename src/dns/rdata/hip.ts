// The RDATA of HIP: host identity tag, public key, and rendezvous servers (RFC 8005 §5, §6).
import { fromBase64 } from './encoded.js';
import type { Field } from './field.js';
import { name } from './name-field.js';
import { readNumber } from './number.js';
import { latin1, type TokenReader } from './token.js';
import { MalformedRdata, type WireReader, type WireWriter } from './wire.js';

/** The longest host identity tag: its length is one octet. */
const MAX_TAG = 255;

function readTag(tokens: TokenReader): Uint8Array {
  const expected = 'a host identity tag in hexadecimal digits';
  const text = tokens.text(expected);
  if (!/^([0-9a-f]{2})+$/i.test(text)) tokens.fail(expected);
  if (text.length > MAX_TAG * 2) tokens.fail(expected, `it is over ${MAX_TAG} octets`);
  return Buffer.from(text, 'hex');
}

/** The key is one word, since names follow it (RFC 8005 §6). */
function readKey(tokens: TokenReader): Uint8Array {
  const text = latin1(tokens.word('a public key in base64'));
  return (text === '' ? undefined : fromBase64(text)) ?? tokens.fail('a public key in base64');
}

export const hip: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    const algorithm = readNumber(tokens, 0xff);
    const tag = readTag(tokens);
    const key = readKey(tokens);
    wire.u8(tag.length);
    wire.u8(algorithm);
    wire.u16(key.length);
    wire.bytes(tag);
    wire.bytes(key);
    while (!tokens.atEnd) name.read(tokens, wire);
  },
  show(wire: WireReader): string {
    const tagLength = wire.u8();
    const algorithm = wire.u8();
    const keyLength = wire.u16();
    if (tagLength === 0 || keyLength === 0) throw new MalformedRdata();
    const tag = Buffer.from(wire.bytes(tagLength)).toString('hex').toUpperCase();
    const texts = [String(algorithm), tag, Buffer.from(wire.bytes(keyLength)).toString('base64')];
    while (!wire.atEnd) texts.push(name.show(wire));
    return texts.join(' ');
  },
};
