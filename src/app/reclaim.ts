// Gives the memory that a large load used for a moment back to the system.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Loads of fewer octets leave little behind. */
const LARGE_LOAD = 4 * 2 ** 20;
/** Whoever holds what was loaded has let go of it by then. */
const DELAY_MS = 100;

/**
 * Collects the garbage of a large load soon. V8 collects when much is allocated, but a server that answers allocates next to
 * nothing, so the source files and the records that the images were made from would stay in memory for hours.
 * @param octets how much was read
 */
export function reclaimSoon(octets: number): void {
  if (octets >= LARGE_LOAD) setTimeout(collect, DELAY_MS).unref();
}

/**
 * Collects what reloads have left in an answer thread. It allocates nothing for queries, and so would hold for ever the shared memory of zones that
 * were replaced: V8 does not count shared memory as a reason to collect.
 */
export class ThreadReclaim {
  #octets = 0;

  /** Takes note of shared memory that was handed in; as much may have been replaced. */
  add(octets: number): void {
    this.#octets += octets;
  }

  /** Collects when there may be much to gain. It takes some milliseconds. */
  collectIfDue(): void {
    if (this.#octets < LARGE_LOAD) return;
    this.#octets = 0;
    collect();
  }
}

function collect(): void {
  setFlagsFromString('--expose-gc');
  const run: unknown = runInNewContext('globalThis.gc');
  if (typeof run !== 'function') return;
  // The first collection finds the buffers that nobody holds, the second lets go of their memory and moves what is left
  // together: objects that stay lie scattered among all that a load needed for a moment.
  run();
  setFlagsFromString('--compact-on-every-full-gc');
  run();
  setFlagsFromString('--no-compact-on-every-full-gc');
}
