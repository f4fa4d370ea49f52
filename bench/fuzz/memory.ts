// What a run keeps: memory that is in use when all that nobody needs has been let go of.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Inputs that a campaign keeps, and code that is compiled meanwhile, take less. */
const MOST_GROWN_MB = 32;
/** What the system has given, and the process holds for later, comes and goes. */
const MOST_RESIDENT_GROWN_MB = 96;

export interface Memory {
  /** Of JavaScript, in MB. */
  readonly usedMb: number;
  /** All that the system has given, also to OpenSSL and the like, in MB. */
  readonly residentMb: number;
}

export function memoryInUse(): Memory {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What waits to be finalized is gone the second time.
  collect();
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { usedMb: (heapUsed + external) / 2 ** 20, residentMb: rss / 2 ** 20 };
}

export function grownTooMuch(before: Memory, after: Memory): boolean {
  return (
    after.usedMb - before.usedMb > MOST_GROWN_MB ||
    after.residentMb - before.residentMb > MOST_RESIDENT_GROWN_MB
  );
}
