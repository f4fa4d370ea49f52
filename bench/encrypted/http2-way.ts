// Requests of DNS over HTTPS by HTTP/2 (RFC 9113), from frames that were made before, since a library would be busier than the servers.
import {
  FLAG,
  FRAME,
  fields,
  frame,
  KEPT,
  keptField,
  settings,
  window,
} from '../../test/support/http2-frames.js';
import { checkAnswer, DOH_PATH, dohQuery, dohTarget } from './doh-query.js';
import type { Speech, Way } from './speech.js';

const HEAD = 9;
const STREAM_AT = 5;
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
/** Enough for all replies of a run. */
const WINDOW = 2 ** 30;
const ACCEPT = keptField('accept', 'application/dns-message');

/** A request without its stream, and where its frames are. */
interface Template {
  readonly octets: Buffer;
  readonly frames: readonly number[];
}

function templateOf(...frames: readonly Buffer[]): Template {
  const starts = frames.map((_, index) => Buffer.concat(frames.slice(0, index)).length);
  return { octets: Buffer.concat(frames), frames: starts };
}

/** @param others the last field, said anew or as the one that is kept */
function getTemplate(name: string, others: readonly number[]): Template {
  const flags = FLAG.END_HEADERS | FLAG.END_STREAM;
  return templateOf(frame(FRAME.HEADERS, flags, 0, fields(dohTarget(name), others)));
}

function postTemplate(name: string, others: readonly number[]): Template {
  return templateOf(
    frame(FRAME.HEADERS, FLAG.END_HEADERS, 0, fields(DOH_PATH, others, 'POST')),
    frame(FRAME.DATA, FLAG.END_STREAM, 0, dohQuery(name)),
  );
}

class Http2Speech implements Speech {
  readonly #templates: readonly Template[];
  readonly #send: (data: Buffer) => void;
  /** What is said before the next request: the start, and nothing after it. */
  #before: Buffer[];
  #rest: Buffer = Buffer.alloc(0);
  #next = 0;
  #stream = 1;

  constructor(first: Template, templates: readonly Template[], send: (data: Buffer) => void) {
    this.#templates = templates;
    this.#send = send;
    this.#before = [PREFACE, settings({ 2: 0 }), window(0, WINDOW), this.#onStream(first)];
  }

  ask(count: number): Buffer {
    const parts = this.#before;
    this.#before = [];
    for (let index = parts.length === 0 ? 0 : 1; index < count; index++)
      parts.push(this.#onStream(this.#templates[this.#next++ % this.#templates.length]));
    return Buffer.concat(parts);
  }

  take(data: Buffer): number {
    const all = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data]);
    let [at, count] = [0, 0];
    while (all.length - at >= HEAD) {
      const end = at + HEAD + all.readUIntBE(at, 3);
      if (end > all.length) break;
      if (this.#endsStream(all, at, end)) count++;
      at = end;
    }
    this.#rest = all.subarray(at);
    return count;
  }

  #onStream({ octets, frames }: Template): Buffer {
    const copy = Buffer.from(octets);
    for (const at of frames) copy.writeUInt32BE(this.#stream, at + STREAM_AT);
    this.#stream += 2;
    return copy;
  }

  /** The server may speak first; the start of the client goes before what it says to that. */
  #acknowledge(type: number, payload: Buffer): void {
    const acknowledged = frame(type, FLAG.ACK, 0, type === FRAME.PING ? payload : undefined);
    if (this.#before.length > 0) this.#before.push(acknowledged);
    else this.#send(acknowledged);
  }

  /** Whether a frame is the last of a reply. */
  #endsStream(all: Buffer, at: number, end: number): boolean {
    const [type, flags] = all.subarray(at + 3);
    switch (type) {
      case FRAME.DATA:
        if (end - at > HEAD) checkAnswer(all.subarray(at + HEAD, end));
        return (flags & FLAG.END_STREAM) !== 0;
      case FRAME.HEADERS:
        if ((flags & FLAG.END_STREAM) !== 0) throw new Error('a reply has no content');
        return false;
      case FRAME.RESET:
      case FRAME.GOAWAY:
        throw new Error('the server has refused a request');
      case FRAME.SETTINGS:
      case FRAME.PING:
        if ((flags & FLAG.ACK) === 0) this.#acknowledge(type, all.subarray(at + HEAD, end));
        return false;
      default:
        return false;
    }
  }
}

function way(template: (name: string, others: readonly number[]) => Template): Way {
  return {
    protocols: ['h2'],
    connections: 4,
    outstanding: 50,
    speak: (names, send) => {
      const templates = names.map(name => template(name, [KEPT]));
      return new Http2Speech(template(names[0], ACCEPT), templates, send);
    },
  };
}

export const HTTP2_GET = way(getTemplate);
export const HTTP2_POST = way(postTemplate);
