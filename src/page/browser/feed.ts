// Follows the server: a snapshot, then what changes, and again from the beginning when the connection broke.
import type { ServerEvent } from '../../view/event.js';
import type { PoolView } from '../../view/status.js';
import type { StreamEnd, StreamEventName, StreamHead, StreamSnapshot } from '../../view/stream.js';
import { ask, Refusal, refusalText } from './api.js';
import { eventsOf, type StreamEvent } from './event-stream.js';
import { Rests } from './pause.js';

export const FEED = { LIVE: 'live', RECONNECTING: 'reconnecting', STOPPED: 'stopped' } as const;
export type FeedState = (typeof FEED)[keyof typeof FEED];

/** Who is told of what comes. */
export interface FeedHost {
  /** All that was known before is over. */
  onBegin?(): void;
  onHead?(head: StreamHead): void;
  onPools?(pools: readonly PoolView[]): void;
  onGone?(pool: string): void;
  onEvent?(event: ServerEvent): void;
  /** After several of those, so that what they change is drawn once. */
  onState(state: FeedState, why?: string): void;
}

/** Where events are asked for from the first that is kept. */
export const ALL_EVENTS = '0';
const RETRY_MS = 1000;
/** The longest wait before it tries again. */
const MAX_RETRY_MS = 10_000;
/** Whoever had to leave for others would push them out. */
const REPLACED_MS = 60_000;
/** The head comes each second: a connection on which nothing comes for so long is dead. */
const SILENCE_MS = 10_000;

/** Says how long to wait before the stream is asked for again. */
class Ended extends Error {
  constructor(
    message: string,
    readonly waitMs: number,
  ) {
    super(message);
  }
}

export class Feed {
  readonly #host: FeedHost;
  /** The number of the last event; undefined when only new ones are wanted. */
  #last: string | undefined;
  #failures = 0;
  readonly #rests = new Rests();

  /** @param last {@link ALL_EVENTS} when those are wanted that were before */
  constructor(host: FeedHost, last?: string) {
    this.#host = host;
    this.#last = last;
  }

  /** Never ends. */
  async run(): Promise<never> {
    for (;;) {
      let waitMs = RETRY_MS;
      try {
        await this.#follow();
        this.#host.onState(FEED.RECONNECTING);
      } catch (error) {
        waitMs = this.#fail(error);
      }
      await this.#rests.rest(waitMs);
    }
  }

  #fail(error: unknown): number {
    this.#failures++;
    if (error instanceof Ended) {
      this.#host.onState(FEED.STOPPED, error.message);
      return error.waitMs;
    }
    const isRefused = error instanceof Refusal && error.status !== 0 && error.status < 500;
    const why = error instanceof Refusal ? refusalText(error) : '';
    this.#host.onState(isRefused ? FEED.STOPPED : FEED.RECONNECTING, why);
    return isRefused ? REPLACED_MS : Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** Math.min(4, this.#failures - 1));
  }

  async #follow(): Promise<void> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS);
    try {
      const headers: Record<string, string> = this.#last === undefined ? {} : { 'last-event-id': this.#last };
      const { body } = await ask('/stream', { headers, signal: silence.signal });
      if (body === null) return;
      for await (const event of eventsOf(body)) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_MS);
        this.#take(event);
      }
    } finally {
      clearTimeout(timer);
      silence.abort();
    }
  }

  #take({ type, data, id }: StreamEvent): void {
    if (id !== undefined) this.#last = id;
    const name = type as StreamEventName;
    const host = this.#host;
    // Data is read only where somebody is told of it: without a function its arguments are not worked out.
    const read = <Data>(): Data => JSON.parse(data);
    if (name === 'snapshot') this.#takeSnapshot(read());
    else if (name === 'pool') host.onPools?.([read()]);
    else if (name === 'gone') host.onGone?.(read<{ pool: string }>().pool);
    else if (name === 'head') host.onHead?.(read());
    else if (name === 'event') host.onEvent?.(read());
    else if (name === 'end') {
      const { reason, text } = read<StreamEnd>();
      throw new Ended(text, reason === 'replaced' ? REPLACED_MS : RETRY_MS);
    }
  }

  #takeSnapshot({ part, isLast, head, pools }: StreamSnapshot): void {
    if (part === 0) this.#host.onBegin?.();
    if (head !== undefined) this.#host.onHead?.(head);
    this.#host.onPools?.(pools);
    if (!isLast) return;
    this.#failures = 0;
    this.#host.onState(FEED.LIVE);
  }
}
