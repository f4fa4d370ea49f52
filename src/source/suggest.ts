// The nearest known word to a misspelt one.
import { atOnce, type Steps } from '../time/turns.js';

/** Edits from one word to the other; a swap of neighbouring letters is one. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  let beforePrevious = previous;
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? beforePrevious[j - 2] + 1 : substitution;
      current.push(Math.min(substitution, swap, previous[j] + 1, current[j - 1] + 1));
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length];
}

/** Candidates of one step. */
const LOOKS = 32;

/** What turns a word into its contrary. */
const NEGATIONS = ['un', 'non', 'no', 'not', 'dis', 'de', 'skip', 'without'];

const plain = (word: string) => word.toLowerCase().replace(/[-_\s]/g, '');

/** Whether one word is the other with a negation in front of it: `undrain` and `drain`. */
function isContrary(a: string, b: string): boolean {
  const [one, other] = [plain(a), plain(b)];
  return NEGATIONS.some(not => one === not + other || other === not + one);
}

/** The candidate within a third of the word's length in edits (at least one), or undefined; never the contrary of the word. Words over 64 characters get none. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  return atOnce(nearestInSteps(word, candidates));
}

/** As {@link nearest}, among very many. */
export function* nearestInSteps(word: string, candidates: Iterable<string>): Steps<string | undefined> {
  if (word.length > 64) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  let looks = 0;
  for (const candidate of candidates) {
    if (++looks % LOOKS === 0) yield;
    // Each letter more is an edit, at least.
    if (Math.abs(candidate.length - word.length) >= bestDistance || isContrary(word, candidate)) continue;
    const found = distance(word.toLowerCase(), candidate.toLowerCase());
    if (found < bestDistance) [best, bestDistance] = [candidate, found];
  }
  return best;
}

/** What to do about a misspelt word: the question whether the {@link nearest} one was meant; undefined when there is none. */
export function spellingHint(word: string, candidates: Iterable<string>): string | undefined {
  const near = nearest(word, candidates);
  return near === undefined ? undefined : `did you mean \`${near}\`?`;
}
