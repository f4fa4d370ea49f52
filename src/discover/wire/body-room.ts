// The room that all answers over HTTP have together while they are read: when it is full, the longest is given up.
import { MAX_HELD_OCTETS } from '../bounds.js';

/** Takes why an answer is given up, in words for a person. */
export type CutOff = (reason: string) => void;

/** One answer that is read. */
export interface HeldBody {
  /** So many more octets of it are held. */
  take(octets: number): void;
  /** Nothing of it is held any more. */
  end(): void;
}

export class BodyRoom {
  readonly #most: number;
  readonly #held = new Map<CutOff, number>();
  #sum = 0;

  /** @param most octets of all answers together */
  constructor(most: number) {
    this.#most = most;
  }

  /** How many octets are held. */
  get octets(): number {
    return this.#sum;
  }

  /** @param cutOff called at most once, and not after the end; what was held counts no longer then */
  begin(cutOff: CutOff): HeldBody {
    this.#held.set(cutOff, 0);
    return {
      take: octets => {
        const before = this.#held.get(cutOff);
        if (before === undefined) return;
        this.#held.set(cutOff, before + octets);
        this.#sum += octets;
        if (this.#sum > this.#most) this.#giveUpLongest();
      },
      end: () => this.#end(cutOff),
    };
  }

  /** Lists of usual length go on, whoever else sends much and slowly. */
  #giveUpLongest(): void {
    let [longest, most] = [undefined as CutOff | undefined, 0];
    for (const [cutOff, octets] of this.#held) if (octets > most) [longest, most] = [cutOff, octets];
    if (longest === undefined) return;
    this.#end(longest);
    longest(
      `all answers that are read at once are over ${this.#most / 2 ** 20} MiB, and this one is the longest`,
    );
  }

  #end(cutOff: CutOff): void {
    this.#sum -= this.#held.get(cutOff) ?? 0;
    this.#held.delete(cutOff);
  }
}

/** Of all sources. */
export const bodies = new BodyRoom(MAX_HELD_OCTETS);
