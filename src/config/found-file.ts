// A zone file as one load has found it: what was read of it, and what is served in its place.
import type { Problem } from '../source/problem.js';
import type { LeftOutName } from './left-out.js';
import type { ReadFile } from './load-memory.js';
import type { ZoneRequest } from './zone-requests.js';

/** Where what is served of a file comes from. */
export const TAKEN = {
  READ: 'read',
  REMEMBERED: 'remembered',
  KEPT: 'kept',
  RESTORED: 'restored',
  NOTHING: 'nothing',
} as const;
export type Taken = (typeof TAKEN)[keyof typeof TAKEN];

/** A zone of a file that another file holds, too. */
export interface LostZone {
  readonly label: string;
  readonly problem: Problem;
}

/** A zone file with the request that led to it. */
export interface FoundFile {
  readonly request: ZoneRequest;
  read: ReadFile;
  readonly taken: Taken;
  /** Whether it may be other than it was in the load before. */
  readonly isChanged: boolean;
  /** Why it is not served as it stands. */
  readonly problem?: Problem;
  /** What it would hold, when nothing of it is served. */
  readonly leftOut: readonly LeftOutName[];
  /** Zones that are served from another file. */
  readonly lost: LostZone[];
}
