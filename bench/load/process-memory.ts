// What a server and the processes that it started hold in memory, as Linux counts it.
import { readdirSync, readFileSync } from 'node:fs';

/** The processes that descend from `pid`, with it. */
export function familyOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = Number(fieldOf(Number(entry), 'status', 'PPid'));
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const family = [pid];
  for (const member of family) family.push(...(children.get(member) ?? []));
  return family;
}

/** A number of /proc/PID/FILE; 0 when the process is gone. */
function fieldOf(pid: number, file: string, field: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/${file}`, 'latin1');
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/**
 * Kilobytes that all of them hold. What processes share counts once, but is not divided with strangers that run the same program.
 */
export function residentKb(family: readonly number[]): number {
  const shared = family.reduce((sum, pid) => sum + fieldOf(pid, 'smaps_rollup', 'Pss'), 0);
  return Math.max(shared, ...family.map(pid => fieldOf(pid, 'smaps_rollup', 'Rss')));
}

/** The most kilobytes that one of them ever held. */
export function peakKb(family: readonly number[]): number {
  return Math.max(...family.map(pid => fieldOf(pid, 'status', 'VmHWM')));
}
