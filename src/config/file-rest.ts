// When a file that has changed is at rest: at once when it looks whole, later when it may be half-written.
import { ABSENT, type FileLook } from './file-state.js';

/** How long changes are awaited, in milliseconds. */
export interface RestTimes {
  /** A file must have stayed unchanged for so long. */
  readonly settleMs: number;
  /** The same for one that looks half-written. */
  readonly doubtMs: number;
  /** One that never rests is read after so long. */
  readonly restlessMs: number;
  /** The same for one that looks half-written. */
  readonly doubtfulMs: number;
}

export const REST_TIMES: RestTimes = { settleMs: 75, doubtMs: 900, restlessMs: 3_000, doubtfulMs: 30_000 };

/** A file that is shorter than this part of its former self is not whole, perhaps. */
const LEAST_PART = 3 / 4;

/** What became of a change: it was none, it is at rest, or it is to be looked at again after so many milliseconds. */
export type Rest = 'unchanged' | 'ripe' | number;

/** A change of one file or folder, from its first event until it may be read. */
export class FileRest {
  readonly #former: FileLook;
  readonly #times: RestTimes;
  #last: FileLook | undefined;
  #beganMs = 0;
  #changedMs = 0;
  /** How many looks in a row looked half-written. */
  #doubts = 0;
  #isSlow = false;

  /** @param former the file before @param isSlow whether it is known to look half-written */
  constructor(former: FileLook, times: RestTimes = REST_TIMES, isSlow = false) {
    this.#former = former;
    this.#times = times;
    this.#isSlow = isSlow;
  }

  /** Whether it looks half-written, or did: whoever writes it takes breaks. */
  get isSlow(): boolean {
    return this.#isSlow;
  }

  /** Whether nothing was there at the last look. */
  get isGone(): boolean {
    return this.#last?.state === ABSENT;
  }

  /**
   * Takes in one more look.
   * @param isUnended tells whether the file has no final newline
   */
  next(look: FileLook, nowMs: number, isUnended: () => boolean): Rest {
    const { settleMs, doubtMs, restlessMs, doubtfulMs } = this.#times;
    if (this.#last === undefined) this.#beganMs = nowMs;
    if (look.state === this.#former.state) return 'unchanged';
    const isSame = look.state === this.#last?.state;
    if (!isSame) this.#changedMs = nowMs;
    this.#last = look;
    this.#doubt(look, isSame, isUnended);
    const restedMs = nowMs - this.#changedMs;
    const neededMs = this.#isSlow ? doubtMs : settleMs;
    const mostMs = this.#isSlow ? doubtfulMs : restlessMs;
    if (isSame && restedMs >= neededMs) return 'ripe';
    if (nowMs - this.#beganMs >= mostMs) return 'ripe';
    return isSame ? neededMs - restedMs : settleMs;
  }

  /** A program that empties a file and writes it may be caught in between: only a second look tells that it is slow. */
  #doubt(look: FileLook, isSame: boolean, isUnended: () => boolean): void {
    if (this.#isSlow) return;
    const isShort = look.extent < this.#former.extent * LEAST_PART;
    this.#doubts = isShort || (isSame && isUnended()) ? this.#doubts + 1 : 0;
    this.#isSlow = this.#doubts > (isSame ? 0 : 1);
  }
}
