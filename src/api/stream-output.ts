// Sends the stream of changes: server-sent events over one reply that does not end by itself.
import type { ServerResponse } from 'node:http';
import type { LiveConnection } from '../operate/live-reader.js';
import { drained } from './output.js';
import type { Join } from './route.js';

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // nginx would gather what it passes on.
  'x-accel-buffering': 'no',
};

class Connection implements LiveConnection {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get unread(): number {
    return this.#response.writableLength;
  }

  get isClosed(): boolean {
    return this.#response.destroyed || this.#response.writableEnded;
  }

  write(text: Buffer): void {
    if (!this.isClosed) this.#response.write(text);
  }

  async room(): Promise<void> {
    if (this.#response.writableNeedDrain) await drained(this.#response);
  }

  end(text: Buffer): void {
    if (!this.isClosed) this.#response.end(text);
  }

  cut(): void {
    this.#response.destroy();
  }
}

/** The number of the last event that a client has got before; undefined when it names none. */
function lastEventOf({ req }: ServerResponse): number | undefined {
  const text = req.headers['last-event-id'];
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Resolves when nobody reads any more. */
export async function sendStream(response: ServerResponse, join: Join): Promise<void> {
  response.writeHead(200, HEADERS);
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  const closed = new Promise<void>(resolve => response.on('close', resolve));
  const leave = join(new Connection(response), lastEventOf(response));
  await closed;
  leave();
}
