// A lock for one writer and any number of readers in other threads, none of whom ever waits: the writer says when it begins
// and ends, and a reader sees afterwards whether what it has read is of one writing.
//
// The sequence is a word beside the data: one more with each beginning and each end, so that it is odd while somebody
// writes. There may be several copies of the data, which are written by turns: then the last whole one can be read
// while the next is written, even if that never ends.

/**
 * Begins to write: what readers take up from now on does not count unless it is another copy.
 * It reads and writes at once, as {@link endWrite} does: that keeps what is written between them between them, also on
 * processors that reorder plain writes. A writing that was left off in the middle is begun again.
 */
export function beginWrite(words: Int32Array, at: number): void {
  Atomics.or(words, at, 1);
}

/** Ends what {@link beginWrite} began, for all readers to see. */
export function endWrite(words: Int32Array, at: number): void {
  Atomics.add(words, at, 1);
}

/** The sequence as a reader finds it before it begins. */
export function sequenceAt(words: Int32Array, at: number): number {
  return Atomics.load(words, at);
}

/** Whether somebody writes the only copy, or left off in the middle of it. */
export function isBeingWritten(sequence: number): boolean {
  return (sequence & 1) !== 0;
}

/** Whether the only copy is as it was when the sequence was read. No plain look: it puts all reads before it. */
export function isUnchanged(words: Int32Array, at: number, sequence: number): boolean {
  return Atomics.add(words, at, 0) === sequence;
}

/** Which of two copies is the last whole one: 0 or 1. */
export function wholeCopy(sequence: number): number {
  return (sequence >> 1) & 1;
}

/** Which of two copies is to be written between {@link beginWrite} and {@link endWrite}. */
export function copyToWrite(words: Int32Array, at: number): number {
  return 1 - wholeCopy(Atomics.load(words, at));
}

/**
 * Whether the whole copy of two is still as it was when the sequence was read: it is written over when the second writing from
 * then on begins. This is a plain look, so that threads that read do not take the word from one another.
 */
export function isCopyUnchanged(words: Int32Array, at: number, sequence: number): boolean {
  return Atomics.load(words, at) - (sequence & ~1) <= 2;
}
