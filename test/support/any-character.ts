// Any character of Unicode, for texts that a test draws at random.
import fc from 'fast-check';

const SURROGATES = { from: 0xd800, count: 0x800 };
const LAST = 0x10_ffff;

/** A `unit` of texts. `binary` of fast-check has the same characters, and takes seconds of a core to be put together. */
export const anyCharacter = fc
  .integer({ min: 0, max: LAST - SURROGATES.count })
  .map(place => String.fromCodePoint(place < SURROGATES.from ? place : place + SURROGATES.count));
