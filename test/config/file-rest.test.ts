// A changed file is read soon when it looks whole, and later when whoever writes it may not be at its end.
import { expect, it } from 'vitest';
import { FileRest } from '../../src/config/file-rest.js';

/** What a program writes: after so many milliseconds the file has so many octets, and ends in the middle of a line or not. */
type Piece = readonly [atMs: number, octets: number, end?: 'cut'];

const BEFORE = { state: 1, extent: 1_000 };

/** When a change is read, and how many octets the file has then; undefined when it turned out to be none. */
function reads(pieces: readonly Piece[], untilMs = 60_000): string | undefined {
  const rest = new FileRest(BEFORE);
  for (let nowMs = 25; nowMs < untilMs; ) {
    const index = pieces.findLastIndex(([atMs]) => atMs <= nowMs);
    const [, octets, end] = index < 0 ? [0, BEFORE.extent] : pieces[index];
    const next = rest.next({ state: index + 2, extent: octets }, nowMs, () => end === 'cut');
    if (next === 'unchanged') return undefined;
    if (next === 'ripe') return `${octets} octets after ${nowMs} ms`;
    nowMs += next;
  }
  return undefined;
}

/** A file that grows by a piece at a time. */
function inPieces(count: number, everyMs: number, octets: number, end?: 'cut'): Piece[] {
  return Array.from({ length: count }, (_, index): Piece => {
    const isLast = index === count - 1;
    return [index * everyMs, ((index + 1) * octets) / count, isLast ? undefined : end];
  });
}

it('reads a whole file at once, also one that was empty when it was looked at', () => {
  expect(reads([[0, 1_010]])).toBe('1010 octets after 100 ms');
  expect(reads([[0, 800]])).toBe('800 octets after 100 ms');
  expect(
    reads([
      [0, 0],
      [30, 1_010],
    ]),
  ).toBe('1010 octets after 175 ms');
});

it('awaits a file that is empty, much shorter, or ends in the middle of a line', () => {
  expect(reads([[0, 0]])).toBe('0 octets after 925 ms');
  expect(reads([[0, 700]])).toBe('700 octets after 925 ms');
  expect(reads([[0, 1_010, 'cut']])).toBe('1010 octets after 925 ms');
});

it.each([50, 80, 300, 600])('never reads half of what is written in pieces, one in %d ms', everyMs => {
  const count = Math.ceil(10_000 / everyMs);
  expect(reads(inPieces(count, everyMs, 1_000, 'cut'))).toMatch(/^1000 octets/);
  expect(reads(inPieces(count, everyMs, 1_000))).toMatch(/^1000 octets/);
  expect(
    reads([[0, 0], ...inPieces(count, everyMs, 5_000).map(([at, octets]): Piece => [at + 90, octets])]),
  ).toMatch(/^5000 octets/);
});

it('reads a file that never rests after some seconds, and later one that looks half-written', () => {
  const restless = (octets: number): Piece[] =>
    Array.from({ length: 1_000 }, (_, index) => [index * 50, octets + index]);
  expect(reads(restless(1_000))).toMatch(/after 30\d\d ms$/);
  expect(reads(restless(1))).toMatch(/after 300\d\d ms$/);
});
