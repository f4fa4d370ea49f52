// The events of a server as one reader takes them: those that are kept, then those to come.
import type { ServerEvent } from '../view/event.js';
import type { EventRing } from './event-ring.js';
import type { Follower } from './follower.js';

/** Events that a reader may leave unread before its feed ends: twice those that a ring keeps. */
const MAX_UNREAD = 2000;

/** Who follows. */
export interface FollowerPlace extends Pick<Follower, 'client'> {
  /** How many may. */
  readonly most: number;
}

/** `next` has one caller at a time. */
export class EventFeed implements AsyncIterableIterator<ServerEvent> {
  readonly #unread: ServerEvent[];
  readonly #leave: () => void;
  #isOver: boolean;
  #wake: () => void = () => undefined;

  /** @param place of one that goes on with what is new */
  constructor(ring: EventRing, place?: FollowerPlace) {
    this.#unread = [...ring.all];
    this.#isOver = place === undefined;
    this.#leave = place === undefined ? () => undefined : this.#follow(ring, place);
  }

  #follow(ring: EventRing, { client, most }: FollowerPlace): () => void {
    const follower = { client, take: (event: ServerEvent) => this.#take(event), end: () => this.#end() };
    return ring.follow(follower, most);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<ServerEvent, undefined>> {
    while (this.#unread.length === 0 && !this.#isOver)
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    const value = this.#unread.shift();
    return value === undefined ? { done: true, value } : { done: false, value };
  }

  /** Ends it, also while `next` waits. */
  async return(): Promise<IteratorResult<ServerEvent, undefined>> {
    this.#unread.length = 0;
    this.#end();
    return { done: true, value: undefined };
  }

  #take(event: ServerEvent): void {
    if (this.#unread.length >= MAX_UNREAD) this.#end();
    else {
      this.#unread.push(event);
      this.#wake();
    }
  }

  #end(): void {
    this.#isOver = true;
    this.#leave();
    this.#wake();
  }
}
