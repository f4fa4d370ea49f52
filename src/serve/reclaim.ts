// Gives the memory that a large load used for a moment back to the system.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Loads of fewer octets leave little behind. */
const LARGE_LOAD = 4 * 2 ** 20;
/** Whoever holds what was loaded has let go of it by then. */
const DELAY_MS = 100;

/**
 * Collects what loads have left. V8 collects when much is allocated, but a server that answers allocates next
 * to nothing, so the source files and the records that the images were made from would stay in memory for
 * hours; and the shared memory of images that were replaced for ever, since V8 does not count it as a reason
 * to collect.
 */
export class Reclaim {
  #octets = 0;

  /**
   * Takes note of octets that were read, and of shared memory that came, since as much may have been
   * replaced.
   */
  add(octets: number): void {
    this.#octets += octets;
  }

  /** Collects when there may be much to gain. It takes some milliseconds in a small heap. */
  collectIfDue(): void {
    if (!this.#isDue()) return;
    collect();
  }

  /** As {@link collectIfDue}, when whoever holds what was loaded has let go of it. */
  collectSoonIfDue(): void {
    if (this.#isDue()) setTimeout(collect, DELAY_MS).unref();
  }

  #isDue(): boolean {
    if (this.#octets < LARGE_LOAD) return false;
    this.#octets = 0;
    return true;
  }
}

function collect(): void {
  setFlagsFromString('--expose-gc');
  const run: unknown = runInNewContext('globalThis.gc');
  if (typeof run !== 'function') return;
  // The first collection finds the buffers that nobody holds, the second lets go of their memory and moves
  // what is left together: objects that stay lie scattered among all that a load needed for a moment.
  run();
  setFlagsFromString('--compact-on-every-full-gc');
  run();
  setFlagsFromString('--no-compact-on-every-full-gc');
}
