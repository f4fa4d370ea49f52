// The RDATA field that is a domain name.
import { type Name, NameError, nameFromBytes, nameToText } from '../name.js';
import type { Field } from './field.js';
import type { TokenReader } from './token.js';

function readName(tokens: TokenReader): Name {
  const text = tokens.word('a domain name');
  try {
    return nameFromBytes(text, tokens.origin);
  } catch (error) {
    if (error instanceof NameError) tokens.fail('a domain name', error.message);
    throw error;
  }
}

export const name: Field = {
  read: (tokens, wire) => wire.bytes(readName(tokens)),
  show: wire => nameToText(wire.name()),
};
