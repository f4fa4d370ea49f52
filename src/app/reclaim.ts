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
  if (octets < LARGE_LOAD) return;
  setTimeout(() => {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('globalThis.gc');
    if (typeof collect !== 'function') return;
    // The first collection finds the buffers that nobody holds, the second lets go of their memory and moves what is left
    // together: objects that stay lie scattered among all that a load needed for a moment.
    collect();
    setFlagsFromString('--compact-on-every-full-gc');
    collect();
    setFlagsFromString('--no-compact-on-every-full-gc');
  }, DELAY_MS).unref();
}
