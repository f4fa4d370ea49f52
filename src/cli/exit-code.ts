// Exit statuses of the command (sysexits.h), so that scripts and supervisors can tell what went wrong.
import { exitCodeOf, type Loaded } from '../config/load.js';
import { isFlag } from '../config/report.js';

export const EXIT = {
  OK: 0,
  /** The answer to what was asked is no. */
  NO: 1,
  /** The command line was wrong. */
  USAGE: 64,
  /** A zone file was wrong. */
  DATA: 65,
  /** A needed address could not be had, or a server did not answer. */
  UNAVAILABLE: 69,
  /** An error in rondo itself. */
  SOFTWARE: 70,
  /** The configuration was wrong. */
  CONFIG: 78,
} as const;

/** The exit status for the errors of a load; a flag with a wrong value is a wrong command line, but a file that cannot be read is not. */
export function exitCodeOfLoad({ problems, configFile }: Loaded): number {
  const isUsage = problems.list.some(
    ({ severity, place }) => severity === 'error' && isFlag(place.file) && place.file !== '--zone',
  );
  return isUsage ? EXIT.USAGE : exitCodeOf(problems, configFile);
}
