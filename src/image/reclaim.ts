// Gives the memory that a large load used for a moment back to the system.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Less than so many octets are left to V8. */
const LARGE = 4 * 2 ** 20;
/** With more probed members the heap is kept small. */
const MANY_MEMBERS = 1_000;
/** How much it may grow between two collections then, as a part of what is in use; V8 would let it grow to four times that. */
const GROWTH_PERCENT = 30;
/** Whoever holds what was loaded has let go of it by then. */
const DELAY_MS = 100;
/** V8 begins to collect when so many octets of memory outside its heap are new, which it counts by what is allocated. */
const WEIGHT = 96 * 2 ** 20;
/** What comes so soon after a collection has begun waits as long, unless it is much: each takes tens of milliseconds. */
const PAUSE_MS = 2_000;
const MUCH = 64 * 2 ** 20;
/** Enough for the small heap of a thread that answers. */
const STEPS = 400;
const STEP_WORDS = 1000;

/**
 * Has what loads have left collected. V8 collects when much is allocated, but a server that answers allocates next
 * to nothing, so the source files and the records that the images were made from would stay in memory for hours; and
 * the shared memory of images that were replaced for ever, since V8 does not count it as a reason to collect.
 */
export class Reclaim {
  #octets = 0;
  /** Steps that a collection may still need. */
  #steps = 0;
  #isTight = false;
  /** When a collection was begun last, in monotonic milliseconds. */
  #begunMs = Number.NEGATIVE_INFINITY;
  #isWaiting = false;

  /**
   * Takes note of octets that were read, and of shared memory that came, since as much may have been
   * replaced.
   */
  add(octets: number): void {
    this.#octets += octets;
  }

  /**
   * Has V8 collect beside other work when there may be much to gain: what it does at once takes a tenth of a whole
   * collection, and the rest is done while others answer.
   */
  beginIfDue(): void {
    if (this.#octets < MUCH && this.#octets >= LARGE && performance.now() - this.#begunMs < PAUSE_MS) {
      this.#wait();
      return;
    }
    if (!this.#isDue()) return;
    this.#begunMs = performance.now();
    this.#steps = STEPS;
    try {
      // Nobody holds it or writes to it, so that it takes no memory.
      new ArrayBuffer(WEIGHT);
    } catch {
      // Where that may not be had, the memory stays until more was allocated.
    }
  }

  /**
   * Carries on with what {@link beginIfDue} began. A thread that never returns to its event loop has to call it now and
   * then, for V8 then goes on when something is allocated, and only then.
   */
  step(): void {
    if (this.#isWaiting && performance.now() - this.#begunMs >= PAUSE_MS) this.#goOn();
    if (this.#steps === 0) return;
    this.#steps--;
    new Array(STEP_WORDS).fill(0);
  }

  /** Collects at once, and makes the heap small, when whoever holds what was loaded has let go of it. */
  collectSoonIfDue(): void {
    if (this.#isDue()) setTimeout(collect, DELAY_MS).unref();
  }

  /**
   * Has the heap of a prober of many members stay small. Each probe leaves some kilobytes behind, and V8 collects them only
   * when the heap has grown several times over. Call before what collects when it is due.
   * @param members that are probed
   */
  followMembers(members: number): void {
    const isMany = members > MANY_MEMBERS;
    if (isMany === this.#isTight) return;
    this.#isTight = isMany;
    setFlagsFromString(`--heap-growing-percent=${isMany ? GROWTH_PERCENT : 0}`);
    // The next limit is set by the next collection, for which a heap that is new would wait for long.
    if (isMany) this.add(LARGE);
  }

  /** Begins when the pause is over. In a thread that never returns to its event loop, {@link step} sees to it. */
  #wait(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    setTimeout(() => this.#goOn(), PAUSE_MS).unref();
  }

  #goOn(): void {
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    this.beginIfDue();
  }

  #isDue(): boolean {
    if (this.#octets < LARGE) return false;
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
