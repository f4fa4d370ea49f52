// What a load has found at fault so far, each with its first error: it is read once more without.
import type { Problem } from '../source/problem.js';

export class Blame {
  /** Zone files by path. */
  readonly files = new Map<string, Problem>();
  /** Entries of `health:` by number. */
  readonly entries = new Map<number, Problem>();
  /** What is wrong with rondo.yaml, when that is it. */
  settings: Problem | undefined;

  /** How much is at fault. */
  get size(): number {
    return this.files.size + this.entries.size + (this.settings === undefined ? 0 : 1);
  }

  /** Blames a file, unless it was before. */
  file(path: string, problem: Problem): void {
    if (!this.files.has(path)) this.files.set(path, problem);
  }

  entry(index: number, problem: Problem): void {
    if (!this.entries.has(index)) this.entries.set(index, problem);
  }
}
