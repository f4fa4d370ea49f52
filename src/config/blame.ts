// What a load has found at fault so far, each with its first error: it is read once more without.
import type { Problem } from '../source/problem.js';

/** A pool that does without a part of it. */
export interface PoolBlame {
  /** That holds it. */
  readonly file: string;
  readonly problem: Problem;
}

export class Blame {
  /** Zone files by path. */
  readonly files = new Map<string, Problem>();
  /** Entries of `health:` by number. */
  readonly entries = new Map<number, Problem>();
  /** By name, pools whose fallback has no effect. */
  readonly fallbacks = new Map<string, PoolBlame>();
  /** By name, pools whose probe has no effect. */
  readonly probes = new Map<string, PoolBlame>();
  /** What is wrong with rondo.yaml, when that is it. */
  settings: Problem | undefined;

  /** How much is at fault. */
  get size(): number {
    const parts = this.fallbacks.size + this.probes.size;
    return this.files.size + this.entries.size + parts + (this.settings === undefined ? 0 : 1);
  }

  /** Blames a file, unless it was before. */
  file(path: string, problem: Problem): void {
    if (!this.files.has(path)) this.files.set(path, problem);
  }

  pool(part: 'fallbacks' | 'probes', name: string, blame: PoolBlame): void {
    if (!this[part].has(name)) this[part].set(name, blame);
  }

  entry(index: number, problem: Problem): void {
    if (!this.entries.has(index)) this.entries.set(index, problem);
  }
}
