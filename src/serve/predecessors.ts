// The end of a former process, once this one answers in its place.
import type { Log } from '../observe/log.js';

/** Tells the processes to end; each answers what it has received before it does. */
export function stopPredecessors(pids: readonly number[], log: Log): void {
  if (pids.length === 0) log.info('there is no process to take over from');
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGTERM');
      log.info({ pid }, `took over from process ${pid}`);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ESRCH') log.info({ pid }, `process ${pid} ended before it was taken over from`);
      else log.error({ pid }, `process ${pid} cannot be told to end (${code}); both answer now`);
    }
  }
}
