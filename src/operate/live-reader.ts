// One who reads the stream of changes: what it is sent at first, and that it does not fall behind.
import type { ServerEvent } from '../view/event.js';

/** Octets that a reader may leave unread. */
export const MAX_UNREAD = 1 << 20;

/** A connection. */
export interface LiveConnection {
  /** Octets that wait to be read. */
  readonly unread: number;
  readonly isClosed: boolean;
  write(text: Buffer): void;
  /** Resolves when little waits to be read, or nobody reads any more. */
  room(): Promise<void>;
  /** Sends this and closes. */
  end(text: Buffer): void;
  /** Closes without another word. */
  cut(): void;
}

export class LiveReader {
  readonly #connection: LiveConnection;
  /** The number of the last event that it has. */
  event: number;
  /** Whether it has got the beginning of the snapshot. */
  isStarted = false;
  /** Whether it has all events up to now, so that it is sent new ones when others are. */
  isUpToDate = false;

  constructor(connection: LiveConnection, event: number) {
    this.#connection = connection;
    this.event = event;
  }

  get isClosed(): boolean {
    return this.#connection.isClosed;
  }

  /** Sends it, or cuts the reader off that has left too much unread. */
  write(text: Buffer): void {
    if (this.#connection.unread > MAX_UNREAD) this.#connection.cut();
    else this.#connection.write(text);
  }

  room(): Promise<void> {
    return this.#connection.room();
  }

  end(text: Buffer): void {
    this.#connection.end(text);
  }

  /** The next of the kept events that it does not have, up to a number. */
  missing(kept: readonly ServerEvent[], upTo: number, most: number): readonly ServerEvent[] {
    const first = kept.findIndex(({ number }) => number > this.event);
    if (first < 0) return [];
    return kept.slice(first, first + most).filter(({ number }) => number <= upTo);
  }
}
