// The frames of the stream of changes: a text for each of its events, as browsers read them (server-sent events, HTML §9.2).
import { versioned } from '../view/form-version.js';
import type { StreamEventName } from '../view/stream.js';

/** @param id that a client names when it comes again; none when absent */
export function frameOf(name: StreamEventName, data: object, id?: number): string {
  // JSON has no line feed outside of its texts, and none unescaped within.
  const text = JSON.stringify(versioned(data));
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${text}\n\n`;
}

/** Has a client that loses the stream wait so long before it comes again. */
export function retryFrame(ms: number): string {
  return `retry: ${ms}\n\n`;
}
