// The last events, in a ring of bounded length, and who follows them.
import type { ServerEvent } from '../view/event.js';
import { type Follower, whoLeaves } from './follower.js';

/** Events that are kept. */
const CAPACITY = 1000;

export class EventRing {
  readonly #events: ServerEvent[] = [];
  /** The oldest first. */
  readonly #followers = new Set<Follower>();
  readonly #now: () => Date;
  #count = 0;
  /** Events so far, by kind. */
  readonly counts = new Map<ServerEvent['kind'], number>();

  constructor(now: () => Date = () => new Date()) {
    this.#now = now;
  }

  add(
    kind: ServerEvent['kind'],
    isBad: boolean,
    text: string,
    more: Pick<ServerEvent, 'event' | 'pools' | 'changes' | 'using'> = {},
  ): void {
    this.#countOne(kind);
    this.#keep({ number: ++this.#count, time: this.#now().toISOString(), kind, isBad, text, ...more });
  }

  /** Counts an event that is not kept by itself, since there are too many. */
  skip(kind: ServerEvent['kind']): void {
    this.#countOne(kind);
    this.#count++;
  }

  /** Adds what is to be said of those that were skipped. */
  addSum(kind: ServerEvent['kind'], isBad: boolean, text: string): void {
    this.#keep({ number: ++this.#count, time: this.#now().toISOString(), kind, isBad, text });
  }

  #countOne(kind: ServerEvent['kind']): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  #keep(event: ServerEvent): void {
    this.#events.push(event);
    if (this.#events.length > CAPACITY) this.#events.shift();
    for (const follower of this.#followers) follower.take(event);
  }

  /** The number of the last event; 0 before the first. */
  get last(): number {
    return this.#count;
  }

  /** Those that are kept, the oldest first. */
  get all(): readonly ServerEvent[] {
    return this.#events;
  }

  /** How many follow. */
  get followers(): number {
    return this.#followers.size;
  }

  /**
   * Calls back for each event from now on. With too many of them another one has to leave.
   * @param most how many there may be
   * @returns what ends that
   */
  follow(follower: Follower, most: number): () => void {
    const leaves = whoLeaves([...this.#followers], follower, most);
    if (leaves !== undefined) {
      this.#followers.delete(leaves);
      leaves.end();
    }
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }
}
