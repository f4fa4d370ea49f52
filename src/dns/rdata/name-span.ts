// Where the names inside RDATA stand and what is true of them: derived from the table of types.
import type { FieldKind } from './field-kinds.js';
import { fieldsOf } from './table.js';

/** What is true of a name. */
interface NameTraits {
  /** Its type is of RFC 1035, so that it may be compressed in messages (RFC 3597 §4). */
  readonly isCompressible?: boolean;
  /** It is compared without regard to case (RFC 4034 §6.2). */
  readonly isFolded?: boolean;
  /** It is a host whose addresses are additional data (RFC 1035 §3.3, RFC 2782, RFC 9460 §4.1). */
  readonly isTarget?: boolean;
}

const traitsOf: Readonly<Partial<Record<FieldKind, NameTraits>>> = {
  host: { isTarget: true },
  foldedName: { isFolded: true },
  foldedHost: { isFolded: true, isTarget: true },
  compressedName: { isFolded: true, isCompressible: true },
  compressedHost: { isFolded: true, isCompressible: true, isTarget: true },
};

/** Octets of the kinds of fields that stand before such names. */
const octetsOf: Readonly<Partial<Record<FieldKind, number>>> = { u8: 1, u16: 2, u32: 4 };

/** Consecutive names inside RDATA. */
export interface NameSpan {
  /** Octets before the first name. */
  readonly prefix: number;
  /** How many names follow one another. */
  readonly count: number;
}

function spanOf(type: number, fields: readonly FieldKind[], trait: keyof NameTraits): NameSpan | undefined {
  const has = fields.map(kind => traitsOf[kind]?.[trait] === true);
  const first = has.indexOf(true);
  if (first < 0) return undefined;
  let prefix = 0;
  for (const kind of fields.slice(0, first)) {
    const octets = octetsOf[kind];
    if (octets === undefined) throw new TypeError(`type ${type}: where does the name after ${kind} begin?`);
    prefix += octets;
  }
  return { prefix, count: has.filter(each => each).length };
}

/** The names of which something is true, by type; types that have none are absent. */
export function nameSpans(trait: keyof NameTraits): ReadonlyMap<number, NameSpan> {
  const spans = new Map<number, NameSpan>();
  for (const [type, fields] of fieldsOf) {
    const span = spanOf(type, fields, trait);
    if (span !== undefined) spans.set(type, span);
  }
  return spans;
}
