// What a reader of the stream is sent at the beginning: all pools as they are, a part at a time.
import type { Watch } from '../health/watch.js';
import type { PoolView } from '../view/status.js';
import { STREAM_EVENT, type StreamHead, type StreamSnapshot } from '../view/stream.js';
import { frameOf } from './live-frame.js';

/** Pools and members in one part. */
const PART = 128;

/**
 * Each part is made when it is asked for, and is to be sent at once: what changes meanwhile is sent between two of them, and the
 * last that is sent of a pool is how it is.
 */
export function* snapshotFrames(
  watches: readonly Watch[],
  head: StreamHead,
  /** Undefined when it is not watched any more. */
  view: (pool: string) => PoolView | undefined,
): Generator<string, void, void> {
  let part = 0;
  let pools: PoolView[] = [];
  let size = 0;
  const frame = (isLast: boolean) => {
    const snapshot: StreamSnapshot = { part, isLast, ...(part === 0 ? { head } : {}), pools };
    part++;
    pools = [];
    size = 0;
    return frameOf(STREAM_EVENT.SNAPSHOT, snapshot);
  };
  for (const { watched } of watches) {
    // One that is gone by now is told of as gone, a new one as changed.
    const pool = view(watched.name);
    if (pool === undefined) continue;
    pools.push(pool);
    size += 1 + pool.members.length;
    if (size >= PART) yield frame(false);
  }
  yield frame(true);
}
