// The lists of a generation that block names, as metrics and status show them.
import type { Tally } from '../answer/tally.js';
import type { ListSample } from '../observe/list-metrics.js';
import type { Generation } from '../store/generation.js';

/** Every list once that blocks names now or did before, in the order in which they came up. */
export function listSamples({ lists, parts }: Generation, tallies: readonly Tally[]): ListSample[] {
  const names = new Array<number>(lists.length).fill(0);
  parts.names?.rows.forEach((row, list) => {
    names[row] += parts.names?.counts[list] ?? 0;
  });
  return lists.slice(1).map((list, index) => ({
    list,
    names: names[index + 1],
    blocked: tallies.reduce((sum, tally) => sum + tally.blocked(index + 1), 0),
  }));
}
