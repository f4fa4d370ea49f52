// Processor time that processes and their threads have used, as Linux counts it.
import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ of proc(5): the same on all machines that Linux runs on now. */
const TICKS_PER_SECOND = 100;
const CHILDREN_USER = 13;

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/**
 * CPU seconds of each thread of a process, by its number: schedstat counts nanoseconds, where stat counts ticks. None
 * of a process that has ended.
 */
export function threadSeconds(pid: number): Map<string, number> {
  const seconds = (thread: string) =>
    Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0]) / 1e9;
  return new Map(threadsOf(pid).map(thread => [thread, seconds(thread)]));
}

/** CPU seconds of children that have ended. */
function childSeconds(pid: number): number {
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /, '')
    .split(' ');
  const [user = 0, system = 0] = fields.slice(CHILDREN_USER, CHILDREN_USER + 2).map(Number);
  return (user + system) / TICKS_PER_SECOND;
}

function secondsOf(pid: number): number {
  return [...threadSeconds(pid).values()].reduce((sum, seconds) => sum + seconds, childSeconds(pid));
}

/** CPU seconds of these processes, with those of children that have ended. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + secondsOf(pid), 0);
}
