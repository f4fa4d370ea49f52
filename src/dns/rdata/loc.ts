// The RDATA of LOC: a place on Earth with the precision that it is known to (RFC 1876).
import type { Field } from './field.js';
import type { TokenReader } from './token.js';
import { MalformedRdata, type WireReader, type WireWriter } from './wire.js';

/** Thousandths of an arc second at the equator and at Greenwich. */
const MERIDIAN = 2 ** 31;

/** Centimetres from the base of altitudes up to the reference spheroid. */
const ALTITUDE_BASE = 10_000_000;

/** One arc second and one degree in the unit of the wire. */
const SECOND = 1000;
const DEGREE = 3600 * SECOND;

/** `degrees [minutes [seconds]] letter`, as an offset from {@link MERIDIAN}. */
function readAngle(tokens: TokenReader, most: number, letters: string): number {
  const expected = `degrees from 0 to ${most}, minutes, seconds, then ${letters[0]} or ${letters[1]}`;
  const forms = [/^\d{1,3}$/, /^\d{1,2}$/, /^\d{1,2}(\.\d{0,3})?$/];
  let angle = 0;
  for (let part = 0; ; part++) {
    const text = tokens.text(expected);
    const letter = letters.indexOf(text);
    if (part > 0 && letter >= 0 && text.length === 1) {
      if (angle > most * DEGREE) tokens.fail(expected, 'the angle is too large');
      return letter === 0 ? MERIDIAN + angle : MERIDIAN - angle;
    }
    const value = Number(text);
    if (part > 2 || !forms[part].test(text) || value > (part === 0 ? most : 59.999)) tokens.fail(expected);
    angle += Math.round((value * DEGREE) / 60 ** part);
  }
}

/** A length in metres with at most two decimals and an optional `m`, in centimetres. */
function readMetres(tokens: TokenReader, least: number, most: number): number {
  const expected = `metres from ${least / 100} to ${most / 100}, as 24m or 1.50m`;
  const text = tokens.text(expected);
  const centimetres = Math.round(Number.parseFloat(text) * 100);
  if (!/^-?\d{1,8}(\.\d{0,2})?m?$/i.test(text) || centimetres < least || centimetres > most)
    tokens.fail(expected);
  return centimetres;
}

/** A precision as one decimal digit and a power of ten (RFC 1876 §2); further digits are lost. */
function precision(centimetres: number): number {
  const exponent = Math.max(0, String(centimetres).length - 1);
  return (Math.floor(centimetres / 10 ** exponent) << 4) | exponent;
}

function readPrecision(tokens: TokenReader, fallback: number): number {
  return precision(tokens.atEnd ? fallback : readMetres(tokens, 0, 9_000_000_000));
}

function showPrecision(octet: number): string {
  const [digit, exponent] = [octet >> 4, octet & 15];
  if (digit > 9 || exponent > 9) throw new MalformedRdata();
  const centimetres = digit * 10 ** exponent;
  return exponent > 1 ? `${centimetres / 100}m` : `${(centimetres / 100).toFixed(2)}m`;
}

function showAngle(value: number, most: number, letters: string): string {
  const angle = Math.abs(value - MERIDIAN);
  if (angle > most * DEGREE) throw new MalformedRdata();
  const seconds = ((angle / SECOND) % 60).toFixed(3);
  const minutes = Math.floor(angle / (60 * SECOND)) % 60;
  return `${Math.floor(angle / DEGREE)} ${minutes} ${seconds} ${letters[value >= MERIDIAN ? 0 : 1]}`;
}

export const loc: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    const latitude = readAngle(tokens, 90, 'NS');
    const longitude = readAngle(tokens, 180, 'EW');
    const altitude = readMetres(tokens, -ALTITUDE_BASE, 0xffffffff - ALTITUDE_BASE) + ALTITUDE_BASE;
    wire.u8(0);
    for (const fallback of [100, 1_000_000, 1000]) wire.u8(readPrecision(tokens, fallback));
    for (const value of [latitude, longitude, altitude]) wire.u32(value);
  },
  show(wire: WireReader): string {
    if (wire.u8() !== 0) throw new MalformedRdata();
    const precisions = [wire.u8(), wire.u8(), wire.u8()].map(showPrecision);
    const latitude = showAngle(wire.u32(), 90, 'NS');
    const longitude = showAngle(wire.u32(), 180, 'EW');
    const altitude = ((wire.u32() - ALTITUDE_BASE) / 100).toFixed(2);
    return [latitude, longitude, `${altitude}m`, ...precisions].join(' ');
  },
};
