// What is to be another one in an image that is patched.
import type { Name } from '../dns/name.js';

/** An RRset as it is to be: without RDATA there is none. */
export interface RRsetPatch {
  /** Lower-cased wire form, in the zone. */
  readonly owner: Name;
  readonly type: number;
  /** Seconds. */
  readonly ttl: number;
  readonly rdatas: readonly Uint8Array[];
}
