// Which names inside RDATA may be compressed.
import { type NameSpan, nameSpans } from './name-span.js';

const compressible = nameSpans('isCompressible');

/** The names that may be compressed: only those of types from RFC 1035 (RFC 3597 §4). */
export function compressibleNames(type: number): NameSpan | undefined {
  return compressible.get(type);
}
