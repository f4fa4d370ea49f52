// Writes a TSIG record behind the records of a message (RFC 8945 §4.2).
import { CLASS, RECORD_FIXED } from '../constants.js';
import { COUNT_AT, countOf, idOf, setCount } from '../header.js';
import { TYPE } from '../types.js';
import { algorithmName, digestOctets } from './algorithm.js';
import type { TsigKey } from './key.js';
import type { TsigVariables } from './mac.js';
import { TIMES, timeOctets } from './record.js';

/** Lengths of MAC and other data, original id and error. */
const NUMBERS = 8;

/** Octets of a record with a whole MAC, without other data. */
export function tsigLength({ name, algorithm }: Pick<TsigKey, 'name' | 'algorithm'>): number {
  const rdata = algorithmName(algorithm).length + TIMES + NUMBERS + digestOctets(algorithm);
  return name.length + RECORD_FIXED + rdata;
}

/** What a record says beside its key. */
export interface WrittenTsig extends TsigVariables {
  readonly mac: Uint8Array;
}

/** Adds a record behind the first `length` octets of `out`, which are a message. @returns the new length */
export function writeTsig(
  out: Uint8Array,
  length: number,
  { name, algorithm }: Pick<TsigKey, 'name' | 'algorithm'>,
  { timeSeconds, fudgeSeconds, mac, error, other }: WrittenTsig,
): number {
  const algorithmOctets = algorithmName(algorithm);
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  let at = length;
  const put = (octets: Uint8Array) => {
    out.set(octets, at);
    at += octets.length;
  };
  const putNumber = (value: number) => {
    view.setUint16(at, value);
    at += 2;
  };
  put(name);
  putNumber(TYPE.TSIG);
  putNumber(CLASS.ANY);
  // The TTL.
  putNumber(0);
  putNumber(0);
  putNumber(algorithmOctets.length + TIMES + NUMBERS + mac.length + other.length);
  put(algorithmOctets);
  put(timeOctets(timeSeconds));
  putNumber(fudgeSeconds);
  putNumber(mac.length);
  put(mac);
  putNumber(idOf(out));
  putNumber(error);
  putNumber(other.length);
  put(other);
  setCount(out, COUNT_AT.ADDITIONAL, countOf(out, COUNT_AT.ADDITIONAL) + 1);
  return at;
}
