// A client of the stream of changes: reads server-sent events, and keeps what a page would show.
import { type ClientRequest, type IncomingMessage, type RequestOptions, request } from 'node:http';
import type { ServerEvent } from '../../src/view/event.js';
import type { PoolView } from '../../src/view/status.js';
import type { StreamEnd, StreamHead, StreamSnapshot } from '../../src/view/stream.js';

/** One event as it was sent. */
export interface Frame {
  readonly name: string;
  readonly id: string | undefined;
  readonly data: string;
}

/** Takes text in any pieces. */
export class FrameReader {
  #rest = '';
  retryMs: number | undefined;
  /** Lines that only keep the connection alive, or say nothing to programs. */
  comments = 0;

  /** @returns the frames that are whole now */
  take(text: string): Frame[] {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() as string;
    return blocks.flatMap(block => this.#frame(block) ?? []);
  }

  #frame(block: string): Frame | undefined {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const [, name, value] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
      if (name === '') this.comments++;
      else if (name === 'retry') this.retryMs = Number(value);
      else fields.set(name, value);
    }
    const data = fields.get('data');
    return data === undefined
      ? undefined
      : { name: fields.get('event') ?? 'message', id: fields.get('id'), data };
  }
}

/** What is known by what was sent. */
export class LiveView {
  readonly frames = new FrameReader();
  readonly pools = new Map<string, PoolView>();
  head: StreamHead | undefined;
  readonly events: ServerEvent[] = [];
  /** What to name when the stream is asked for again. */
  lastEventId: string | undefined;
  /** Whether the snapshot is whole. */
  isWhole = false;
  end: StreamEnd | undefined;
  /** How many of each have come. */
  readonly counts = new Map<string, number>();

  take(text: string): void {
    for (const frame of this.frames.take(text)) this.#apply(frame);
  }

  #apply({ name, id, data }: Frame): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    if (id !== undefined) this.lastEventId = id;
    const { version: _, ...value } = JSON.parse(data);
    if (name === 'snapshot') this.#begin(value);
    else if (name === 'pool') this.pools.set(value.pool, value);
    else if (name === 'gone') this.pools.delete(value.pool);
    else if (name === 'head') this.head = value;
    else if (name === 'event') this.events.push(value);
    else if (name === 'end') this.end = value;
    else throw new Error(`nobody knows the event ${name}`);
  }

  #begin({ part, isLast, head, pools }: StreamSnapshot): void {
    if (part === 0) this.pools.clear();
    this.head = head ?? this.head;
    for (const pool of pools) this.pools.set(pool.pool, pool);
    this.isWhole = isLast;
  }
}

/** A stream that is read over HTTP. */
export class LiveClient {
  readonly view = new LiveView();
  response: IncomingMessage | undefined;
  isClosed = false;
  readonly #request: ClientRequest;
  #wake: () => void = () => undefined;

  constructor(options: RequestOptions, lastEventId?: string) {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    this.#request = request({ ...options, headers: { ...options.headers, ...headers } }, response => {
      this.response = response;
      response.setEncoding('utf8');
      response.on('data', text => {
        this.view.take(text);
        this.#wake();
      });
      response.on('error', () => undefined);
      response.on('close', () => this.#close());
    });
    this.#request.on('error', () => this.#close());
    this.#request.end();
  }

  /** Resolves when it is so; looks whenever something has come. */
  async until(isSo: (view: LiveView) => boolean): Promise<LiveView> {
    while (!isSo(this.view)) {
      if (this.isClosed) throw new Error('the stream is closed');
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
    return this.view;
  }

  async closed(): Promise<void> {
    while (!this.isClosed)
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
  }

  close(): void {
    this.#request.destroy();
  }

  #close(): void {
    this.isClosed = true;
    this.#wake();
  }
}
