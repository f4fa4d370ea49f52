// A text that takes a while to make and much room: those who ask for it at the same time read the same one.

/** A text that somebody still reads is given to others, too, while it is not older. */
const FRESH_MS = 5_000;

interface Made {
  readonly parts: Promise<readonly string[]>;
  readonly beganMs: number;
  readers: number;
  isWhole: boolean;
}

export class SharedText {
  readonly #make: () => Promise<readonly string[]>;
  readonly #nowMs: () => number;
  #last: Made | undefined;

  /** @param make makes it anew, in parts */
  constructor(make: () => Promise<readonly string[]>, nowMs = () => performance.now()) {
    this.#make = make;
    this.#nowMs = nowMs;
  }

  /** The text in parts, made anew unless one is being made, or read by somebody else. */
  async *read(): AsyncGenerator<string, void, void> {
    const made = this.#current();
    made.readers++;
    try {
      yield* await made.parts;
    } finally {
      made.readers--;
      if (made.readers === 0 && this.#last === made) this.#last = undefined;
    }
  }

  #current(): Made {
    const last = this.#last;
    if (last !== undefined && (!last.isWhole || this.#nowMs() - last.beganMs < FRESH_MS)) return last;
    const made: Made = { parts: this.#make(), beganMs: this.#nowMs(), readers: 0, isWhole: false };
    const end = () => {
      made.isWhole = true;
    };
    made.parts.then(end, end);
    this.#last = made;
    return made;
  }
}
