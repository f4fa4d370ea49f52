// The stream of changes: who reads it, and what all of them are sent, gathered for a moment and made once. Nothing is done while nobody reads.
import type { Watch } from '../health/watch.js';
import type { EventRing } from '../observe/event-ring.js';
import type { Cancel, Clock } from '../time/clock.js';
import { Turns } from '../time/turns.js';
import type { ServerEvent } from '../view/event.js';
import type { PoolView } from '../view/status.js';
import { STREAM_EVENT, type StreamEnd, type StreamHead } from '../view/stream.js';
import { frameOf, retryFrame } from './live-frame.js';
import { type LiveConnection, LiveReader } from './live-reader.js';
import { snapshotFrames } from './live-snapshot.js';
import { type ChangeSources, PoolChanges, WHOLE_MEMBERS } from './pool-changes.js';
import { poolView } from './pool-view.js';

/** The most that read at once. */
export const MAX_READERS = 16;

const TICK_MS = 100;
const HEAD_MS = 1000;
/** A tick that took long is followed by a rest of so many times that: all of them take a small part of the time. */
const RESTS = 10;
const MAX_REST_MS = 1000;

/** How long a client waits before it comes again; one that had to leave must not push out others at once. */
const RETRY_MS = 2000;
const RETRY_REPLACED_MS = 60_000;

/** Characters that are sent together. */
const BATCH = 64 * 1024;
/** Events that are sent together to one that has missed some. */
const EVENTS = 50;

const ENDS = {
  stopping: { reason: 'stopping', text: 'the server stops' },
  replaced: {
    reason: 'replaced',
    text: `${MAX_READERS} streams are read already: a newer one took the place of this one`,
  },
  failed: { reason: 'failed', text: 'the server could not go on; its log says more' },
} as const satisfies Record<string, StreamEnd>;

export interface LiveSources extends Omit<ChangeSources, 'nowMs'> {
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly events: Pick<EventRing, 'all' | 'last'>;
  head(): Promise<StreamHead>;
  /** Called when something fails, so that all readers have to leave. */
  onError(error: Error): void;
}

const frameOfEvent = (event: ServerEvent) => frameOf(STREAM_EVENT.EVENT, event, event.number);

export class LiveFeed {
  readonly #sources: LiveSources;
  readonly #changes: PoolChanges;
  /** The oldest first. */
  readonly #readers = new Set<LiveReader>();
  /** Another one each time that somebody reads again. */
  #session = 0;
  #cancel: Cancel | undefined;
  /** Frames that are about to be sent. */
  #batch: string[] = [];
  #batchLength = 0;
  /** The number of the last event that was sent. */
  #event = 0;
  #headMs = 0;

  constructor(sources: LiveSources) {
    this.#sources = sources;
    this.#changes = new PoolChanges({ ...sources, nowMs: () => sources.clock.now() });
  }

  /** How many read. */
  get readers(): number {
    return this.#readers.size;
  }

  /**
   * Sends all there is, then what changes. With too many readers the oldest has to leave.
   * @param after the number of the last event that the reader knows: it is sent those after it that are kept; none when absent
   * @returns what ends that
   */
  join(connection: LiveConnection, after?: number): () => void {
    if (this.#readers.size === 0) this.#begin();
    const [oldest] = this.#readers;
    if (this.#readers.size >= MAX_READERS) this.#end(oldest, 'replaced', RETRY_REPLACED_MS);
    // A number that was never given is that of a former process.
    const known = after !== undefined && after > this.#sources.events.last ? 0 : after;
    const reader = new LiveReader(connection, known ?? this.#event);
    this.#readers.add(reader);
    this.#start(reader).catch(error => this.#fail(error));
    return () => this.#drop(reader);
  }

  /** Has all readers leave. */
  close(): void {
    for (const reader of this.#readers) this.#end(reader, 'stopping', RETRY_MS);
  }

  #begin(): void {
    const { clock, events } = this.#sources;
    this.#session++;
    this.#event = events.last;
    this.#headMs = clock.now();
    this.#changes.begin();
    this.#wait(TICK_MS);
  }

  #drop(reader: LiveReader): void {
    if (!this.#readers.delete(reader) || this.#readers.size > 0) return;
    this.#session++;
    this.#cancel?.();
    this.#batch = [];
    this.#batchLength = 0;
    this.#changes.end();
  }

  #end(reader: LiveReader, reason: keyof typeof ENDS, retryMs: number): void {
    reader.end(Buffer.from(retryFrame(retryMs) + frameOf(STREAM_EVENT.END, ENDS[reason])));
    this.#drop(reader);
  }

  #fail(error: Error): void {
    this.#sources.onError(error);
    for (const reader of this.#readers) this.#end(reader, 'failed', RETRY_REPLACED_MS);
  }

  /** Sends the snapshot, then events that the reader has missed. */
  async #start(reader: LiveReader): Promise<void> {
    const { health } = this.#sources;
    reader.write(Buffer.from(retryFrame(RETRY_MS)));
    const head = await this.#sources.head();
    const turns = new Turns();
    // Whoever comes and goes at once costs no snapshot: after a turn it is seen that they are gone.
    await turns.pass();
    if (reader.isClosed) return;
    const view = (pool: string) => {
      const watch = this.#changes.take(pool);
      return watch === undefined ? undefined : this.#view(watch);
    };
    for (const frame of snapshotFrames(health.watches, head, view)) {
      reader.write(Buffer.from(frame));
      reader.isStarted = true;
      await reader.room();
      if (turns.isOver) await turns.pass();
      if (reader.isClosed) return;
    }
    while (reader.event < this.#event) {
      const missing = reader.missing(this.#sources.events.all, this.#event, EVENTS);
      reader.write(Buffer.from(missing.map(frameOfEvent).join('')));
      reader.event = missing.at(-1)?.number ?? this.#event;
      await reader.room();
      if (reader.isClosed) return;
    }
    reader.isUpToDate = true;
  }

  #wait(ms: number): void {
    this.#cancel = this.#sources.clock.after(ms, () => {
      this.#tick(this.#session).catch(error => this.#fail(error));
    });
  }

  async #tick(session: number): Promise<void> {
    const { clock } = this.#sources;
    const beganMs = clock.now();
    await this.#tellPools(session);
    if (session !== this.#session) return;
    this.#tellEvents();
    if (beganMs - this.#headMs >= HEAD_MS) {
      this.#headMs = beganMs;
      const head = await this.#sources.head();
      if (session !== this.#session) return;
      this.#add(frameOf(STREAM_EVENT.HEAD, head));
      this.#flush();
    }
    this.#wait(Math.min(MAX_REST_MS, Math.max(TICK_MS, RESTS * (clock.now() - beganMs))));
  }

  async #tellPools(session: number): Promise<void> {
    const turns = new Turns();
    for (const pool of this.#changes.gone()) this.#add(frameOf(STREAM_EVENT.GONE, { pool }));
    for (const watches of [this.#changes.changed(), this.#changes.moved()])
      for (const watch of watches) {
        this.#add(frameOf(STREAM_EVENT.POOL, this.#view(watch)));
        if (!turns.isOver) continue;
        // What was made is sent before anything else is made.
        this.#flush();
        await turns.pass();
        if (session !== this.#session) return;
      }
    this.#flush();
  }

  /** Sends the events since the last time to those who have all before them. */
  #tellEvents(): void {
    const { all, last } = this.#sources.events;
    if (last === this.#event) return;
    const next = all.filter(({ number }) => number > this.#event);
    this.#event = last;
    if (next.length === 0) return;
    const text = Buffer.from(next.map(frameOfEvent).join(''));
    for (const reader of this.#readers) if (reader.isUpToDate) reader.write(text);
  }

  #view(watch: Watch): PoolView {
    const { clock, counts } = this.#sources;
    const indices = watch.endpoints.length > WHOLE_MEMBERS ? [] : [...watch.endpoints.keys()];
    return poolView({ watch, indices }, { counts, nowMs: clock.now() });
  }

  #add(frame: string): void {
    this.#batch.push(frame);
    this.#batchLength += frame.length;
    if (this.#batchLength >= BATCH) this.#flush();
  }

  #flush(): void {
    if (this.#batch.length === 0) return;
    const text = Buffer.from(this.#batch.join(''));
    this.#batch = [];
    this.#batchLength = 0;
    for (const reader of this.#readers) if (reader.isStarted) reader.write(text);
  }
}
