// Rotation counters beyond those that a zone needs when it is compiled, for RRsets that come later.

/** How many a zone that may be patched has. */
export const SPARE_TURNS = 64;

/**
 * Memory of at least so many counters: the same as long as it is enough, else twice as large. What answers add to the former ones
 * while both are in use is lost, which moves a rotation on or back by some places.
 */
export function grownTurns(turns: SharedArrayBuffer, count: number): SharedArrayBuffer {
  if (count * 4 <= turns.byteLength) return turns;
  const words = new Int32Array(
    new SharedArrayBuffer(Math.max(count + SPARE_TURNS, turns.byteLength / 2) * 4),
  );
  words.set(new Int32Array(turns));
  return words.buffer as SharedArrayBuffer;
}
