// A lock for one writer and any number of readers in other threads, none of whom ever waits: the writer says when it begins
// and ends, and a reader sees afterwards whether what it has read is of one writing.
//
// The sequence is a word beside the data: how many writings have ended, with the highest bit set while another is under way.
// There may be two copies of the data, which are written by turns: then the last whole one can be read while the next is
// written, even if that never ends.

const WRITING = 0x8000_0000 | 0;

/**
 * Begins to write: what readers have begun to read does not count, unless it is another copy.
 * It reads and writes at once, as {@link endWrite} does: that keeps what is written between them between them, also on
 * processors that reorder plain writes. A writing that was left off in the middle is begun again.
 */
export function beginWrite(words: Int32Array, at: number): void {
  Atomics.or(words, at, WRITING);
}

/** Ends what {@link beginWrite} began, for all readers to see. */
export function endWrite(words: Int32Array, at: number): void {
  Atomics.add(words, at, WRITING + 1);
}

/** The sequence as a reader finds it before it begins. */
export function sequenceAt(words: Int32Array, at: number): number {
  return Atomics.load(words, at);
}

/** Whether somebody writes, or left off in the middle: the only copy is not to be read. */
export function isBeingWritten(sequence: number): boolean {
  return sequence < 0;
}

/** Whether the only copy is as it was when the sequence was read. No plain look: it puts all reads before it. */
export function isUnchanged(words: Int32Array, at: number, sequence: number): boolean {
  return Atomics.add(words, at, 0) === sequence;
}

/** Which of two copies is the last whole one: 0 or 1. */
export function wholeCopy(sequence: number): number {
  return sequence & 1;
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
  const now = Atomics.load(words, at);
  if (now === sequence) return true;
  const ended = (now - sequence) & ~WRITING;
  return ended === 0 || (ended === 1 && now >= 0);
}
