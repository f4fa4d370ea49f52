// The reader of a response of HTTP/1.1 (RFC 9112), as lenient as it may be: its octets come in any pieces.
import { Chunks } from './chunks.js';
import { ResponseFault } from './fault.js';
import { type Framing, type Head, HeadMaker, shown } from './head.js';
import { Lines } from './lines.js';

/** The most octets of one head. */
const MAX_HEAD = 16 * 1024;

/** The most octets before the end of the head that counts: responses of 1xx may come without end. */
const MAX_BEFORE = 64 * 1024;

/** The most responses of 1xx, and of empty lines, before the one that counts. */
export const MAX_INTERIM = 64;

/** The most octets of a response whose body is read: of that, 64 KiB are, and chunks can be wrapped in what is no body. */
const MAX_RESPONSE = 256 * 1024;

/** So many octets tell whether it is HTTP/1.1. */
const ENOUGH = 32;
const BEGINNING = 'HTTP/1.';

/** Another protocol, over HTTP/1.1, comes next (RFC 9110 §15.2.2). */
const SWITCHING = 101;

/** What is told of a response, in order. */
export interface Sink {
  /** The rest does not matter any more. */
  readonly hasHeard: boolean;
  /** The head that counts is there: the first that is not of 1xx, or 101. */
  head(head: Head): void;
  /** A part of the body. */
  data(part: Buffer): void;
  /** The body is whole. What comes after it is nobody's. */
  end(): void;
}

/** Whether a line, or a part of one, begins a response. @throws ResponseFault when not */
function refuseOther(line: string): void {
  if (!line.startsWith(BEGINNING.slice(0, line.length)))
    throw new ResponseFault(
      `not an HTTP/1.1 response: it begins with ${shown(line.slice(0, ENOUGH).trimEnd())}`,
    );
}

export class ResponseReader {
  readonly #sink: Sink;
  readonly #isHead: boolean;
  readonly #lines = new Lines();
  #head = new HeadMaker();
  #headOctets = 0;
  #octets = 0;
  #interim = 0;
  /** Absent until the head is there. */
  #framing: Framing | undefined;
  #left = 0;
  readonly #chunks: Chunks;
  #isDone = false;

  /** @param isHead whether it answers HEAD, and so has no body */
  constructor(sink: Sink, isHead: boolean) {
    this.#sink = sink;
    this.#isHead = isHead;
    this.#chunks = new Chunks(part => sink.data(part));
  }

  get #isOver(): boolean {
    return this.#isDone || this.#sink.hasHeard;
  }

  /** Takes the next octets. @throws ResponseFault when they cannot be understood, or are too many */
  push(piece: Buffer): void {
    const room = MAX_RESPONSE - this.#octets;
    const part = piece.subarray(0, room);
    for (let at = 0; at < part.length && !this.#isOver; )
      at = this.#framing === undefined ? this.#readHead(part, at) : this.#readBody(part, at, this.#framing);
    this.#octets += part.length;
    if (piece.length > room && !this.#isOver)
      throw new ResponseFault(`no complete body in the first ${MAX_RESPONSE / 1024} KiB`);
  }

  /** Reads a line of the head. @returns where it ends */
  #readHead(piece: Buffer, from: number): number {
    const to = this.#lines.read(piece, from);
    this.#headOctets += to - from;
    if (this.#headOctets > MAX_HEAD) throw new ResponseFault(`the header is over ${MAX_HEAD / 1024} KiB`);
    if (this.#octets + to > MAX_BEFORE)
      throw new ResponseFault(`no response in the first ${MAX_BEFORE / 1024} KiB`);
    const { line, begun } = this.#lines;
    if (line === undefined) {
      if (!this.#head.isBegun && begun.length >= ENOUGH) refuseOther(begun);
    } else if (line !== '') this.#takeLine(line);
    else if (this.#head.isBegun) this.#endHead();
    else this.#passOver('empty lines');
    return to;
  }

  #takeLine(line: string): void {
    if (!this.#head.isBegun) refuseOther(line);
    this.#head.take(line);
  }

  /** What is left of a body that goes on. @returns where the part ends */
  #readBody(piece: Buffer, from: number, framing: Framing): number {
    if (framing === 'chunked') {
      const to = this.#chunks.read(piece, from);
      if (this.#chunks.isAtEnd) this.#finish();
      return to;
    }
    const to = framing === 'close' ? piece.length : Math.min(piece.length, from + this.#left);
    this.#left -= to - from;
    this.#sink.data(from === 0 && to === piece.length ? piece : piece.subarray(from, to));
    if (framing !== 'close' && this.#left === 0) this.#finish();
    return to;
  }

  #endHead(): void {
    const { head, framing } = this.#head.finish(this.#isHead);
    this.#headOctets = 0;
    this.#head = new HeadMaker();
    if (head.status < 200 && head.status !== SWITCHING) this.#passOver('of 1xx');
    else this.#begin(head, framing);
  }

  #begin(head: Head, framing: Framing): void {
    this.#framing = framing;
    this.#sink.head(head);
    if (typeof framing !== 'object') return;
    this.#left = framing.length;
    if (framing.length === 0) this.#finish();
  }

  /** Counts what comes before the response that counts. @throws ResponseFault when that is too much */
  #passOver(what: 'of 1xx' | 'empty lines'): void {
    if (++this.#interim > MAX_INTERIM) throw new ResponseFault(`no response after ${MAX_INTERIM} ${what}`);
  }

  /**
   * The other side sends no more.
   * @returns whether the response is whole
   * @throws ResponseFault when what came is no response of HTTP/1.1
   */
  close(): boolean {
    if (this.#isOver) return true;
    const { begun } = this.#lines;
    if (this.#framing === undefined && !this.#head.isBegun && begun !== '') refuseOther(begun);
    if (this.#framing === 'close') this.#finish();
    return this.#isDone;
  }

  #finish(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#sink.end();
  }
}
