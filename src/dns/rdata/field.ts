// What one kind of RDATA field can do. The kinds are in the files beside this one (all in field-kinds.ts), the types in table.ts.
import type { TokenReader } from './token.js';
import type { WireReader, WireWriter } from './wire.js';

/** One kind of field, with both directions beside each other. */
export interface Field {
  /** Takes its tokens and appends its octets. @throws RdataError */
  read(tokens: TokenReader, wire: WireWriter): void;
  /** Takes its octets and gives their presentation form, which may be empty. @throws MalformedRdata */
  show(wire: WireReader): string;
}
