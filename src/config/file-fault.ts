// A file that is not served as it stands, because of an error: what is served in its place, since when, and why.
import type { Problem } from '../source/problem.js';

/** What became of what a file says: its last good version stays, or there is none. */
export const STANDING = { KEPT: 'kept', LEFT_OUT: 'left out' } as const;
export type Standing = (typeof STANDING)[keyof typeof STANDING];

/** Plain data, which can be posted to another thread. */
export interface FileFault {
  /** Of a zone, or rondo.yaml. */
  readonly file: string;
  readonly standing: Standing;
  /** The zones concerned, as people write them, as far as they can be told; none of rondo.yaml. */
  readonly zones: readonly string[];
  /** The first error. */
  readonly problem: Problem;
  /** When a load first found it so, in milliseconds since 1970. */
  readonly sinceMs: number;
  /** When the version that stays was read, likewise; absent when there is none. */
  readonly versionMs?: number;
}

export type UndatedFault = Omit<FileFault, 'sinceMs'>;

/** Whether two loads found the same at fault, perhaps for another reason. */
function isSame(a: UndatedFault, b: UndatedFault): boolean {
  return a.file === b.file && a.standing === b.standing && a.zones.join() === b.zones.join();
}

/** Gives faults the time since when they are. @param former those of the load before @param nowMs in milliseconds since 1970 */
export function dated(
  faults: readonly UndatedFault[],
  former: readonly FileFault[],
  nowMs: number,
): FileFault[] {
  return faults.map(fault => {
    const { sinceMs = nowMs } = former.find(each => isSame(each, fault)) ?? {};
    return { ...fault, sinceMs };
  });
}
