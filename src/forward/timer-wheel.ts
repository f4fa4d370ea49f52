// Timers of many queries behind one timer of the clock: set for each message, and nearly all taken back.
import type { Cancel, Clock } from '../time/clock.js';
import { type LoopWatch, loopWatch } from '../time/loop-watch.js';

/** Timers are up to so much late. */
const STEP_MS = 8;
/** Places of the wheel, 2^10: it turns once in 8 s. */
const PLACES = 1024;
/** When more is due, others in the thread have their turn before it. */
const MOST_AT_ONCE = 64;

/** What a timer is set for. */
export interface Timed {
  /** The step in which it is due; below 0 when it is not set. Written by the wheel, as its neighbours of the same place are. */
  dueStep: number;
  nextTimed: Timed | undefined;
  previousTimed: Timed | undefined;
}

/**
 * Time in which the loop of this thread was held up does not count, and what has come meanwhile is seen to before anything is
 * due, as in time/deadline.ts.
 */
export class TimerWheel<Entry extends Timed> {
  readonly #clock: Clock;
  readonly #watch: LoopWatch;
  readonly #expire: (entry: Entry, nowMs: number) => void;
  /** The first and the last entry of each place. */
  readonly #first: (Timed | undefined)[] = new Array(PLACES).fill(undefined);
  readonly #last: (Timed | undefined)[] = new Array(PLACES).fill(undefined);
  #size = 0;
  /** All steps up to this one are over. */
  #step = 0;
  /** For which step the clock is set. */
  #armedStep = 0;
  #isTurning = false;
  #cancel: Cancel | undefined;
  #leave: Cancel | undefined;

  constructor(clock: Clock, expire: (entry: Entry, nowMs: number) => void) {
    this.#clock = clock;
    this.#watch = loopWatch(clock);
    this.#expire = expire;
  }

  /** The time by which timers are due, in milliseconds. */
  now(): number {
    return this.#watch.now();
  }

  /** Whether no timer is set. */
  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** Sets the timer of an entry, in place of an earlier one. @param atMs at most 8 s from now on */
  set(entry: Entry, atMs: number): void {
    this.clear(entry);
    if (this.#size++ === 0) this.#begin();
    entry.dueStep = Math.max(this.#step + 1, Math.ceil(atMs / STEP_MS));
    const place = entry.dueStep % PLACES;
    const last = this.#last[place];
    entry.previousTimed = last;
    if (last === undefined) this.#first[place] = entry;
    else last.nextTimed = entry;
    this.#last[place] = entry;
    // In a turn the clock is set at its end, for the first of all.
    if (!this.#isTurning && (this.#cancel === undefined || entry.dueStep < this.#armedStep))
      this.#arm(entry.dueStep);
  }

  /** Where queries begin and end one by one, the clock stays set, and finds nothing. */
  clear(entry: Entry): void {
    if (entry.dueStep < 0) return;
    const place = entry.dueStep % PLACES;
    const { nextTimed, previousTimed } = entry;
    if (previousTimed === undefined) this.#first[place] = nextTimed;
    else previousTimed.nextTimed = nextTimed;
    if (nextTimed === undefined) this.#last[place] = previousTimed;
    else nextTimed.previousTimed = previousTimed;
    entry.nextTimed = undefined;
    entry.previousTimed = undefined;
    entry.dueStep = -1;
    this.#size--;
  }

  #begin(): void {
    this.#leave ??= this.#watch.watch();
    this.#step = Math.floor(this.#watch.now() / STEP_MS);
  }

  #end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#leave?.();
    this.#leave = undefined;
  }

  #arm(step: number): void {
    this.#cancel?.();
    this.#armedStep = step;
    this.#cancel = this.#clock.after(Math.max(0, step * STEP_MS - this.#watch.now()), this.#look);
  }

  readonly #look = (): void => {
    const leftMs = this.#armedStep * STEP_MS - this.#watch.now();
    this.#cancel = leftMs >= 1 ? this.#clock.after(leftMs, this.#look) : this.#clock.afterLook(this.#turn);
  };

  /** Takes out what is due. */
  readonly #turn = (): void => {
    this.#cancel = undefined;
    const nowMs = this.#watch.now();
    const nowStep = Math.max(this.#armedStep, Math.floor(nowMs / STEP_MS));
    let left = MOST_AT_ONCE;
    this.#isTurning = true;
    try {
      while (this.#step < nowStep && this.#size > 0 && left > 0) {
        this.#step++;
        left = this.#takeOut(nowMs, left);
      }
    } finally {
      this.#isTurning = false;
      this.#armNext(left > 0, nowStep);
    }
  };

  /** Sets the clock for the first of those that are left. @param isDone whether none of them is due by `nowStep` */
  #armNext(isDone: boolean, nowStep: number): void {
    if (this.#size === 0) this.#end();
    else if (isDone) this.#arm(this.#nextStep());
    else {
      this.#armedStep = nowStep;
      this.#cancel = this.#clock.afterLook(this.#turn);
    }
  }

  /** Takes out what is due in this step, at most so much. @returns how much less than that it was */
  #takeOut(nowMs: number, most: number): number {
    let left = most;
    for (let entry = this.#due(); entry !== undefined; entry = this.#due()) {
      this.clear(entry);
      this.#expire(entry, nowMs);
      if (--left > 0) continue;
      // The rest of the step is for the next turn.
      this.#step--;
      break;
    }
    return left;
  }

  /** The first entry that is due in this step; those of a later turn of the wheel are passed over. */
  #due(): Entry | undefined {
    let entry = this.#first[this.#step % PLACES];
    while (entry !== undefined && entry.dueStep > this.#step) entry = entry.nextTimed;
    // Only such entries are set.
    return entry as Entry | undefined;
  }

  /** The first step from now on in which something is due. */
  #nextStep(): number {
    for (let step = this.#step + 1; step <= this.#step + PLACES; step++)
      if (this.#first[step % PLACES] !== undefined) return step;
    return this.#step + PLACES;
  }
}
