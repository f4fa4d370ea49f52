// RDATA from master-file words to wire form.
import type { Name } from '../name.js';
import { typeToText } from '../types.js';
import { fieldOf } from './field-kinds.js';
import { isGeneric, readGeneric } from './generic.js';
import { fieldsOf } from './table.js';
import { typedText } from './to-text.js';
import { quote, RdataError, type RdataToken, TokenReader } from './token.js';
import { MAX_RDATA, WireWriter } from './wire.js';

const wire = new WireWriter();

function readGenericOf(type: number, reader: TokenReader): Uint8Array {
  const octets = readGeneric(reader);
  if (fieldsOf.has(type) && typedText(type, octets) === undefined)
    throw new RdataError(0, `the octets are not RDATA of type ${typeToText(type)}`);
  return octets;
}

/**
 * Reads the RDATA of one record. `\# length hex` is understood for every type (RFC 3597 §5).
 * @param type the record type; without a presentation form of its own only the generic one is accepted
 * @param tokens the words after the type, still escaped
 * @param origin completes relative names
 * @returns uncompressed wire form of at most 65535 octets
 * @throws RdataError with the index of the offending token
 */
export function rdataFromTokens(type: number, tokens: readonly RdataToken[], origin: Name): Uint8Array {
  const reader = new TokenReader(tokens, origin);
  if (isGeneric(tokens[0])) return readGenericOf(type, reader);
  const fields = fieldsOf.get(type);
  if (fields === undefined) {
    const found = tokens.length > 0 ? quote(tokens[0].bytes) : 'the end of the record';
    throw new RdataError(0, `expected RDATA of ${typeToText(type)} as \\# length hex, found ${found}`);
  }
  wire.reset();
  for (const kind of fields) fieldOf[kind].read(reader, wire);
  if (!reader.atEnd)
    throw new RdataError(
      reader.at,
      `expected the end of the record, found ${quote(tokens[reader.at].bytes)}`,
    );
  if (wire.overflows) throw new RdataError(0, `the RDATA is over ${MAX_RDATA} octets`);
  return wire.take();
}
