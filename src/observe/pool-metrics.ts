// The metrics of pools as a whole: how many members they have, how they are, and which hand out the members of another one.
import type { PoolState } from '../view/pool-state.js';
import { type Family, familyText } from './family-text.js';
import { labelText } from './label-text.js';

/** A pool as the metrics show it. */
export interface PoolSample {
  readonly pool: string;
  readonly members: number;
  /** Those that are live and in service. */
  readonly live: number;
  readonly state: PoolState;
  /** What is handed out in place of the members that come first: another pool by its name, or a word. */
  readonly using: string | undefined;
}

const FAMILIES: readonly Family<PoolSample>[] = [
  {
    name: 'rondo_pool_members',
    type: 'gauge',
    help: 'Members of a pool.',
    value: ({ members }) => members,
  },
  {
    name: 'rondo_pool_live_members',
    type: 'gauge',
    help: 'Members of a pool that are live and in service.',
    value: ({ live }) => live,
  },
  {
    name: 'rondo_pool_state',
    type: 'gauge',
    help: 'Always 1; the state is in the label: whole, degraded, fallback (no live member, or another pool is used) or empty (nothing is handed out).',
    label: ['state', ({ state }) => state],
    value: () => 1,
  },
  {
    name: 'rondo_pool_using',
    type: 'gauge',
    help: 'What a pool hands out in place of the members that come first: 1 for what the label names, another pool by its name.',
    label: ['using', ({ using }) => using],
    value: () => 1,
  },
];

/** The text of all families in the exposition format, in parts. @param pools made while this goes on */
export function poolText(pools: Iterable<PoolSample>): Promise<string[]> {
  return familyText(FAMILIES, ({ pool }) => labelText('pool', pool), alone(pools));
}

function* alone(pools: Iterable<PoolSample>): Generator<readonly PoolSample[], void, void> {
  for (const pool of pools) yield [pool];
}
