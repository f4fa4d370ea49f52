// How often an endpoint has gone down, and for how long it has been down in all.

/** What is known of it since the first load of all. */
export class Downtime {
  /** How often it has gone down; once more when it was down from the start. */
  times = 0;
  /** The stays that are over. */
  #pastMs = 0;
  /** When the present one began. */
  #sinceMs: number | undefined;

  /** Takes in the state of now. */
  note(isDown: boolean, nowMs: number): void {
    if (isDown === (this.#sinceMs !== undefined)) return;
    if (this.#sinceMs === undefined) this.times++;
    else this.#pastMs += nowMs - this.#sinceMs;
    this.#sinceMs = isDown ? nowMs : undefined;
  }

  /** All stays, the present one up to now. */
  totalMs(nowMs: number): number {
    return this.#pastMs + (this.#sinceMs === undefined ? 0 : nowMs - this.#sinceMs);
  }

  /** Goes on from what is known of another endpoint. */
  continue(former: Downtime): void {
    this.times = former.times;
    this.#pastMs = former.#pastMs;
    this.#sinceMs = former.#sinceMs;
  }
}
