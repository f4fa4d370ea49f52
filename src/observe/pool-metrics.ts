// The metrics of pools as a whole: how many members they have, how they are, and which hand out the members of another one.
import type { PoolState } from '../view/pool-state.js';
import { escaped } from './label-text.js';

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

interface Family {
  readonly name: string;
  readonly help: string;
  /** A further label; no line for pools that have no value of it. */
  readonly label?: readonly [name: string, value: (sample: PoolSample) => string | undefined];
  readonly value: (sample: PoolSample) => number;
}

const FAMILIES: readonly Family[] = [
  {
    name: 'rondo_pool_members',
    help: 'Members of a pool.',
    value: ({ members }) => members,
  },
  {
    name: 'rondo_pool_live_members',
    help: 'Members of a pool that are live and in service.',
    value: ({ live }) => live,
  },
  {
    name: 'rondo_pool_state',
    help: 'Always 1; the state is in the label: whole, degraded, fallback (no live member, or another pool is used) or empty (nothing is handed out).',
    label: ['state', ({ state }) => state],
    value: () => 1,
  },
  {
    name: 'rondo_pool_using',
    help: 'What a pool hands out in place of the members that come first: 1 for what the label names, another pool by its name.',
    label: ['using', ({ using }) => using],
    value: () => 1,
  },
];

function lineOf({ name, label, value }: Family, sample: PoolSample): string {
  const labels = `pool="${escaped(sample.pool)}"`;
  if (label === undefined) return `${name}{${labels}} ${value(sample)}\n`;
  const text = label[1](sample);
  return text === undefined ? '' : `${name}{${labels},${label[0]}="${escaped(text)}"} ${value(sample)}\n`;
}

/** The text of all families in the exposition format. */
export function poolText(pools: readonly PoolSample[]): string {
  return FAMILIES.map(
    family =>
      `# HELP ${family.name} ${family.help}\n# TYPE ${family.name} gauge\n${pools.map(pool => lineOf(family, pool)).join('')}`,
  ).join('');
}
