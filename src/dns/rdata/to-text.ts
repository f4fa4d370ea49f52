// RDATA from wire form to the text that dig prints and a master file takes back.
import { fieldOf } from './field-kinds.js';
import { showGeneric } from './generic.js';
import { fieldsOf } from './table.js';
import { MalformedRdata, WireReader } from './wire.js';

/** The presentation form that the type defines; undefined when it has none or the octets are malformed. */
export function typedText(type: number, rdata: Uint8Array): string | undefined {
  const fields = fieldsOf.get(type);
  if (fields === undefined) return undefined;
  const wire = new WireReader(rdata);
  try {
    const texts = fields.map(kind => fieldOf[kind].show(wire));
    return wire.atEnd ? texts.filter(text => text !== '').join(' ') : undefined;
  } catch (error) {
    if (error instanceof MalformedRdata) return undefined;
    throw error;
  }
}

/**
 * The presentation form of RDATA with absolute names, escaped so that it is safe for a terminal.
 * Unknown types and malformed RDATA come in the generic form of RFC 3597 §5. Never throws.
 */
export function rdataToText(type: number, rdata: Uint8Array): string {
  return typedText(type, rdata) ?? showGeneric(rdata);
}
