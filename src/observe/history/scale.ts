// Times of checks in twelve bits, and parts in five: as exact as a picture of an hour can show.

/** Each step is 0.4% of the time. */
const STEPS_AN_OCTAVE = 170;
const LEAST_MS = 0.01;
/** Over two minutes. */
const MOST_CODE = 0xfff;
const MOST_PART = 31;

/** From 1 to 4095: 0 stands for none. */
export function encodeMs(ms: number): number {
  const code = 1 + Math.round(STEPS_AN_OCTAVE * Math.log2(Math.max(ms, LEAST_MS) / LEAST_MS));
  return Math.min(code, MOST_CODE);
}

/** By code, what was asked for: a history of many members has the same few times again and again. */
const decoded: (number | undefined)[] = [];

/** In milliseconds, with three digits that count; undefined for none. */
export function decodeMs(code: number): number | undefined {
  if (code === 0) return undefined;
  decoded[code] ??= Number((LEAST_MS * 2 ** ((code - 1) / STEPS_AN_OCTAVE)).toPrecision(3));
  return decoded[code];
}

/** @param part from 0 to 1; only these two are kept as they are */
export function encodePart(part: number): number {
  return part >= 1
    ? MOST_PART
    : part <= 0
      ? 0
      : Math.min(MOST_PART - 1, Math.max(1, Math.round(part * MOST_PART)));
}

export function decodePart(code: number): number {
  return Math.round((code / MOST_PART) * 100) / 100;
}
