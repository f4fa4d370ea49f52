// A body in chunks (RFC 9112 §7.1), whose octets come in pieces: sizes, data, trailers.
import { ResponseFault } from './fault.js';
import { MAX_LINES, shown } from './head.js';
import { Lines } from './lines.js';

/** The most octets of the line of a size, with its extensions, which mean nothing here. */
const MAX_SIZE_LINE = 4 * 1024;
/** The most octets of one line after the body. */
const MAX_TRAILER = 16 * 1024;

const SIZE = /^([0-9a-f]{1,13})[ \t]*(?:;|$)/i;

type Place = 'size' | 'data' | 'after data' | 'trailers' | 'end';

export class Chunks {
  readonly #lines = new Lines();
  readonly #take: (part: Buffer) => void;
  #place: Place = 'size';
  #left = 0;
  #trailers = 0;
  #octets = 0;

  /** @param take is given the data, part by part */
  constructor(take: (part: Buffer) => void) {
    this.#take = take;
  }

  get isAtEnd(): boolean {
    return this.#place === 'end';
  }

  /** Reads one part of a piece. @returns where it ends @throws ResponseFault */
  read(piece: Buffer, from: number): number {
    if (this.#place === 'data') return this.#readData(piece, from);
    const to = this.#lines.read(piece, from);
    this.#octets += to - from;
    const most = this.#place === 'trailers' ? MAX_TRAILER : MAX_SIZE_LINE;
    if (this.#octets > most) throw new ResponseFault(`a line among the chunks is over ${most / 1024} KiB`);
    const { line } = this.#lines;
    if (line === undefined) return to;
    this.#octets = 0;
    this.#takeLine(line);
    return to;
  }

  #readData(piece: Buffer, from: number): number {
    const to = Math.min(piece.length, from + this.#left);
    this.#left -= to - from;
    if (this.#left === 0) this.#place = 'after data';
    this.#take(piece.subarray(from, to));
    return to;
  }

  #takeLine(line: string): void {
    if (this.#place === 'size') {
      const size = SIZE.exec(line.replace(/^0+(?=[0-9a-f])/i, ''))?.[1];
      if (size === undefined) throw new ResponseFault(`${shown(line)} is no size of a chunk`);
      this.#left = Number.parseInt(size, 16);
      this.#place = this.#left === 0 ? 'trailers' : 'data';
    } else if (this.#place === 'after data') {
      if (line !== '') throw new ResponseFault('a chunk is longer than its size');
      this.#place = 'size';
    } else if (line === '') this.#place = 'end';
    else if (++this.#trailers > MAX_LINES)
      throw new ResponseFault(`the trailers are over ${MAX_LINES} lines`);
  }
}
