// Processor time that processes and their threads have used, as Linux counts it.
import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ of proc(5): the same on all machines that Linux runs on now. */
const TICKS_PER_SECOND = 100;
const USER = 11;

function fieldsOf(path: string): number[] {
  try {
    return readFileSync(path, 'latin1')
      .replace(/^.*\) /, '')
      .split(' ')
      .map(Number);
  } catch {
    return [];
  }
}

/** CPU seconds of these processes, with those of children that have ended. */
export function cpuSeconds(pids: readonly number[]): number {
  const ticks = pids.flatMap(pid => fieldsOf(`/proc/${pid}/stat`).slice(USER, USER + 4));
  return ticks.reduce((sum, value) => sum + value, 0) / TICKS_PER_SECOND;
}

/** CPU seconds of each thread of a process, by its number. */
export function threadSeconds(pid: number): Map<string, number> {
  const seconds = (thread: string) => {
    const [user = 0, system = 0] = fieldsOf(`/proc/${pid}/task/${thread}/stat`).slice(USER, USER + 2);
    return (user + system) / TICKS_PER_SECOND;
  };
  return new Map(readdirSync(`/proc/${pid}/task`).map(thread => [thread, seconds(thread)]));
}
