// Lines for the journal of systemd: each begins with its priority, `<N>` of sd-daemon(3).
import { fstatSync } from 'node:fs';
import type { DestinationStream } from 'pino';

const STANDARD_ERROR = 2;

/** pino's levels, each with the first priority of syslog that is not graver. */
const PRIORITIES: readonly (readonly [level: number, priority: number])[] = [
  [60, 2],
  [50, 3],
  [40, 4],
  [30, 6],
];
const DEBUG = 7;

function priorityOf(level: number): number {
  return PRIORITIES.find(([least]) => level >= least)?.[1] ?? DEBUG;
}

/** Whether standard error goes to the journal itself, and not to a file or pipe in its place. @param named JOURNAL_STREAM, as `device:inode` */
export function isJournal(named: string | undefined): boolean {
  if (named === undefined) return false;
  try {
    const { dev, ino } = fstatSync(STANDARD_ERROR, { bigint: true });
    return named === `${dev}:${ino}`;
  } catch {
    return false;
  }
}

/** What takes lines and hands them on with their priority. */
export function journalLines(destination: DestinationStream): DestinationStream {
  const lines = {
    // Asks pino to set the level of each line before it is written.
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 0,
    write(text: string): void {
      const mark = `<${priorityOf(lines.lastLevel)}>`;
      destination.write(mark + text.replace(/\n(?=.)/g, `\n${mark}`));
    },
  };
  return lines;
}
