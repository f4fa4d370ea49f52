// The middle of a record: TTL and class in either order, then the type (RFC 1035 §5.1).
import { quote } from '../../dns/rdata/token.js';
import { MAX_TTL, ttlFromBytes } from '../../dns/rdata/ttl.js';
import { isMetaType, TYPE, typeFromText } from '../../dns/types.js';
import type { Entry } from './entry.js';
import { addProblem } from './entry-problem.js';
import type { ReadState } from './state.js';
import { typeAdvice } from './type-advice.js';

export interface Header {
  /** Seconds; undefined when the record states none. */
  readonly ttl: number | undefined;
  readonly type: number;
  /** The index of the type's word. */
  readonly typeAt: number;
}

const META_HINT = 'this type stands in messages alone (RFC 6895 §3.1)';
const NXNAME_HINT = 'NXNAME stands only in the lists of types of NSEC records (RFC 9824 §3.4)';

/** The type that the word names. A is by far the most frequent, so it is known without making a string. */
function typeOf(entry: Entry, at: number): number | undefined {
  const start = entry.start[at];
  if (entry.end[at] === start + 1 && (entry.source.bytes[start] | 0x20) === 0x61) return TYPE.A;
  return typeFromText(entry.text(at));
}

function readType(state: ReadState, entry: Entry, at: number): number | undefined {
  if (at >= entry.count) {
    addProblem(state.problems, entry, at, {
      severity: 'error',
      message: 'expected a record type, found the end of the record',
    });
    return undefined;
  }
  const type = entry.quoted[at] ? undefined : typeOf(entry, at);
  if (type !== undefined && !isMetaType(type)) return type;
  const found = quote(entry.bytes(at));
  if (type === undefined)
    addProblem(state.problems, entry, at, {
      severity: 'error',
      message: `expected a record type, found ${found}`,
      hint: typeAdvice(entry, at),
    });
  else
    addProblem(state.problems, entry, at, {
      severity: 'error',
      message: `expected a type that zones hold, found ${found}`,
      hint: type === TYPE.NXNAME ? NXNAME_HINT : META_HINT,
    });
  return undefined;
}

/** 'in' for class IN, 'other' for another class, undefined when the word is no class (RFC 1035 §3.2.4, RFC 3597 §5). */
function classOf(entry: Entry, at: number): 'in' | 'other' | undefined {
  const length = entry.end[at] - entry.start[at];
  const first = entry.source.bytes[entry.start[at]] | 0x20;
  // I, C or H: nothing else opens a class.
  if (length < 2 || length > 10 || (first !== 0x69 && first !== 0x63 && first !== 0x68)) return undefined;
  const text = entry.text(at).toUpperCase();
  if (text === 'IN' || text === 'CLASS1') return 'in';
  return /^(CH|HS|CS|CLASS\d{1,5})$/.test(text) ? 'other' : undefined;
}

/** Seconds when the word is a period of time; only words that open with a digit are. */
function ttlOf(entry: Entry, at: number): number | undefined {
  const digit = entry.source.bytes[entry.start[at]] - 48;
  if (!(digit >= 0 && digit <= 9)) return undefined;
  return ttlFromBytes(entry.source.bytes, entry.start[at], entry.end[at]);
}

/** Reads TTL, class and type from the word at `first` on. @returns undefined after a problem */
export function readHeader(state: ReadState, entry: Entry, first: number): Header | undefined {
  let at = first;
  let ttl: number | undefined;
  let classSeen = false;
  for (; at < entry.count && !entry.quoted[at]; at++) {
    const seconds = ttl === undefined ? ttlOf(entry, at) : undefined;
    if (seconds !== undefined) {
      ttl = seconds;
      if (ttl <= MAX_TTL) continue;
      const found = quote(entry.bytes(at));
      addProblem(state.problems, entry, at, {
        severity: 'error',
        message: `expected a TTL from 0 to ${MAX_TTL} seconds, found ${found}`,
      });
      return undefined;
    }
    const which = classSeen ? undefined : classOf(entry, at);
    if (which === undefined) break;
    classSeen = true;
    if (which === 'in') continue;
    addProblem(state.problems, entry, at, {
      severity: 'error',
      message: `expected class IN, found ${quote(entry.bytes(at))}`,
    });
    return undefined;
  }
  const type = readType(state, entry, at);
  return type === undefined ? undefined : { ttl, type, typeAt: at };
}
