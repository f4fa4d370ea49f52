// Runs the lab in namespaces of its own, and turns what it says into the cells of the table.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { RONDO } from '../../support/rondo.js';
import { type Client, COUNTER, TIMES } from './clients.js';
import { SCENES } from './scenes.js';

/** What the pool says about the size of its answers. */
export const LIMITS = ['none', 'auto'] as const;
export type Limit = (typeof LIMITS)[number];

/** The cells of a row, one for each scene. */
export type Row = readonly string[];

interface Line {
  readonly scene: string;
  readonly limit: Limit;
  readonly client: string;
  readonly counts?: readonly number[];
  readonly printed?: string;
  readonly error?: string;
}

/** Namespaces for networks and mounts, with what ends with them. */
const SPACES = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
const LAB = fileURLToPath(new URL('lab.mjs', import.meta.url));

/** Why this machine lets nobody make a lab; undefined where it does. */
export function refusal(): string | undefined {
  const { status, stderr } = spawnSync('unshare', [...SPACES, 'ip', 'link', 'add', 'v0', 'type', 'veth'], {
    encoding: 'utf8',
  });
  return status === 0 ? undefined : stderr.trim();
}

/** First connections in percent, by member. */
function sharesText(counts: readonly number[]): string {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map(count => Math.round((100 * count) / all)).join('/');
}

function meanText(printed: string): string {
  const counts = printed.trim().split('\n').map(Number);
  return (counts.reduce((sum, count) => sum + count, 0) / counts.length).toFixed(1).replace('.0', '');
}

function cellOf({ client, counts = [], printed = '', error }: Line): string {
  if (error !== undefined) throw new Error(`${client}: ${error}`);
  return client === COUNTER.name ? meanText(printed) : sharesText(counts);
}

/** The rows of all clients by limit and name, with one of {@link COUNTER}. */
export function measure(clients: readonly Client[]): ReadonlyMap<Limit, ReadonlyMap<string, Row>> {
  const rondo = [process.execPath, RONDO];
  const input = { rondo, scenes: SCENES, clients: [COUNTER, ...clients], limits: LIMITS, times: TIMES };
  const { stdout, stderr, status } = spawnSync('unshare', [...SPACES, process.execPath, LAB], {
    input: JSON.stringify(input),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the lab ended with ${status}:\n${stderr}`);
  const rows = new Map(LIMITS.map(limit => [limit, new Map<string, string[]>()]));
  for (const text of stdout.trim().split('\n')) {
    const line = JSON.parse(text) as Line;
    const row = rows.get(line.limit)!;
    row.set(line.client, [...(row.get(line.client) ?? []), cellOf(line)]);
  }
  return rows;
}
