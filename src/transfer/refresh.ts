// When a zone of other servers is asked for, and of which of them: the state machine of RFC 1034 §4.3.5, without any I/O.
import { expireMs, refreshMs, retryMs, type SoaNumbers } from '../config/copy-age.js';
import { isLater } from '../dns/serial.js';

/** Without a copy it is tried again after so long, then after twice as long, up to the bound. */
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 300_000;

/** However many NOTIFY come, a zone is asked for at most so often. */
export const SPACING_MS = 200;

/** Times are shortened by up to this part, so that zones of one primary are not all asked for at once. */
const JITTER = 1 / 4;

/** What is to be done now. */
export type Step =
  /** Ask this primary, then tell how it went. */
  | { readonly kind: 'ask'; readonly primary: number }
  /** The copy is too old to be answered from. */
  | { readonly kind: 'expire' }
  | { readonly kind: 'wait'; readonly untilMs: number };

/** A round of asking, one primary after the other until one has what is wanted. */
interface Round {
  /** Primaries that were not asked yet; the one under way is the first. */
  readonly left: number[];
  isAsking: boolean;
  /** Whether one of them has answered that the copy is the latest version. */
  isConfirmed: boolean;
}

/** Moments are those of a clock that never goes back, in milliseconds. */
export class Refresh {
  readonly #primaries: number;
  readonly #random: () => number;
  /** What the SOA of the copy says. */
  #copy: SoaNumbers | undefined;
  /** When a primary last said that the copy is the latest version. */
  #confirmedMs = 0;
  #isExpired = false;
  #dueMs: number;
  /** Rounds without success, in a row. */
  #failures = 0;
  #beganMs = Number.NEGATIVE_INFINITY;
  #round: Round | undefined;
  /** Who has answered last is asked first. */
  #preferred = 0;
  /** A serial that somebody has told of. */
  #told: number | undefined;
  /** Whether something was told during a round. */
  #isAgain = false;

  /** @param primaries how many there are @param random from 0 to below 1 */
  constructor(primaries: number, random: () => number, nowMs: number) {
    this.#primaries = primaries;
    this.#random = random;
    this.#dueMs = nowMs;
  }

  /** Takes note of a copy that was there before. @param ageMs since it was confirmed */
  found(copy: SoaNumbers, ageMs: number, nowMs: number): void {
    this.#copy = copy;
    this.#confirmedMs = nowMs - Math.max(0, ageMs);
  }

  /** The serial of the copy; undefined without one. */
  get serial(): number | undefined {
    return this.#copy?.serial;
  }

  get isExpired(): boolean {
    return this.#isExpired;
  }

  /** When a primary last said that the copy is the latest version. */
  get confirmedMs(): number {
    return this.#confirmedMs;
  }

  /** Whether all primaries of a round were asked that had to be, and no other round has begun. */
  get isRoundOver(): boolean {
    return this.#round === undefined;
  }

  /** When the next round is due, if none is under way. */
  get dueMs(): number {
    return Math.max(this.#dueMs, this.#beganMs + SPACING_MS);
  }

  /** Rounds without success, in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** When the copy becomes too old, unless it is confirmed before. */
  get expiresMs(): number {
    return this.#copy === undefined ? Number.POSITIVE_INFINITY : this.#confirmedMs + expireMs(this.#copy);
  }

  /** What is to be done. After `ask` nothing else is, but for `expire`, until it was told how that went. */
  next(nowMs: number): Step {
    if (!this.#isExpired && nowMs >= this.expiresMs) {
      this.#isExpired = true;
      return { kind: 'expire' };
    }
    const expiresMs = this.#isExpired ? Number.POSITIVE_INFINITY : this.expiresMs;
    if (this.#round?.isAsking) return { kind: 'wait', untilMs: expiresMs };
    if (this.#round === undefined && nowMs < this.dueMs)
      return { kind: 'wait', untilMs: Math.min(this.dueMs, expiresMs) };
    this.#round ??= this.#begin(nowMs);
    this.#round.isAsking = true;
    return { kind: 'ask', primary: this.#round.left[0] };
  }

  /** The primary that was asked has the version of the copy. */
  upToDate(nowMs: number): void {
    this.#confirm(nowMs);
    const { left } = this.#round!;
    this.#preferred = left[0];
    this.#round!.isConfirmed = true;
    // Somebody has told of a later version, which another primary may have.
    const isMore = this.#told !== undefined && isLater(this.#told, this.#copy!.serial);
    if (isMore && left.length > 1) this.#goOn();
    else this.#end(nowMs);
  }

  /** A version of the primary that was asked is the copy now. */
  transferred(copy: SoaNumbers, nowMs: number): void {
    this.#copy = copy;
    this.upToDate(nowMs);
  }

  /** The primary that was asked has failed, or has only an earlier version. */
  failed(nowMs: number): void {
    if (this.#round!.left.length > 1) this.#goOn();
    else this.#end(nowMs);
  }

  /**
   * Somebody who may do so says that there is another version.
   * @param serial of that version, if it was said
   * @param primary who says so, if it is one of them: it is asked first
   * @returns whether it is news
   */
  notified(serial: number | undefined, primary: number | undefined, nowMs: number): boolean {
    // Of one that nobody has confirmed it is news that a primary is there again.
    const isSure = !this.#isExpired && this.#failures === 0;
    const own = isSure ? this.#copy?.serial : undefined;
    if (serial !== undefined && own !== undefined && !isLater(serial, own)) return false;
    if (serial !== undefined) this.#told = serial;
    if (primary !== undefined) this.#preferred = primary;
    if (this.#round === undefined) this.#dueMs = Math.min(this.#dueMs, nowMs);
    else this.#isAgain = true;
    return true;
  }

  #begin(nowMs: number): Round {
    this.#beganMs = nowMs;
    const left = Array.from(
      { length: this.#primaries },
      (_, index) => (this.#preferred + index) % this.#primaries,
    );
    return { left, isAsking: false, isConfirmed: false };
  }

  #goOn(): void {
    this.#round!.left.shift();
    this.#round!.isAsking = false;
  }

  #confirm(nowMs: number): void {
    this.#confirmedMs = nowMs;
    this.#isExpired = false;
  }

  #end(nowMs: number): void {
    const { isConfirmed } = this.#round!;
    this.#round = undefined;
    this.#failures = isConfirmed ? 0 : this.#failures + 1;
    const isAgain = this.#isAgain;
    this.#isAgain = false;
    if (!isAgain) this.#told = undefined;
    this.#dueMs = nowMs + (isAgain ? 0 : this.#restMs(isConfirmed) * (1 - JITTER * this.#random()));
  }

  #restMs(isConfirmed: boolean): number {
    const copy = this.#copy;
    if (copy === undefined) return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
    return isConfirmed ? refreshMs(copy) : retryMs(copy);
  }
}
