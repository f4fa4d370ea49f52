// Redis replies (RESP2): read from octets that come in pieces and may be anything, and commands written.
import { Intake } from '../wire/intake.js';

/** The most octets of all replies on one connection. */
const MAX_REPLIES = 64 * 1024;
/** The longest line: a simple string, an error, a number or a length. */
const MAX_LINE = 1_024;
const MAX_ITEMS = 4_096;
const MAX_DEPTH = 4;

const CR = 0x0d;
const LF = 0x0a;

/** An error that a server replies with. */
export class ErrorReply {
  constructor(readonly text: string) {}
}

/** Numbers are text; null is the absence of a value. */
export type Reply = string | null | ErrorReply | readonly Reply[];

/** The octets are no replies, or go past a limit. */
export class RespError extends Error {}

interface List {
  readonly items: Reply[];
  readonly length: number;
}

/** A length of at most `most`; null for -1, which stands for no value. */
function lengthOf(text: string, most: number): number | null {
  if (text === '-1') return null;
  if (!/^\d{1,5}$/.test(text) || Number(text) > most)
    throw new RespError('a length in the reply is out of range');
  return Number(text);
}

export class RespReader {
  readonly #intake = new Intake(MAX_REPLIES);
  readonly #onReply: (reply: Reply) => void;
  /** Lists that are not complete, the innermost last. */
  readonly #lists: List[] = [];
  #at = 0;
  /** Up to where the end of a line was sought. */
  #sought = 0;
  /** Of a bulk string whose header was read. */
  #bulkLength: number | undefined;

  constructor(onReply: (reply: Reply) => void) {
    this.#onReply = onReply;
  }

  /** Takes the next octets; calls back for each reply that they complete. @throws RespError */
  push(chunk: Uint8Array): void {
    this.#intake.push(chunk);
    while (this.#step());
    if (this.#intake.isFull) throw new RespError('the replies are over 64 KiB');
  }

  /** Reads one element. @returns false when it is not complete */
  #step(): boolean {
    if (this.#bulkLength !== undefined) return this.#bulk(this.#bulkLength);
    const line = this.#line();
    if (line === undefined) return false;
    const rest = line.slice(1);
    switch (line[0]) {
      case '+':
      case ':':
        this.#take(rest);
        return true;
      case '-':
        this.#take(new ErrorReply(rest));
        return true;
      case '$':
        this.#bulkLength = lengthOf(rest, MAX_REPLIES) ?? undefined;
        if (this.#bulkLength === undefined) this.#take(null);
        return true;
      case '*':
        this.#open(lengthOf(rest, MAX_ITEMS));
        return true;
      default:
        throw new RespError('the reply is not one of Redis');
    }
  }

  /** The next line without its end; undefined when it is not complete. */
  #line(): string | undefined {
    const { read } = this.#intake;
    const end = read.indexOf('\r\n', this.#sought);
    const length = (end < 0 ? read.length : end) - this.#at;
    if (length > MAX_LINE) throw new RespError('a line of the reply is too long');
    this.#sought = end < 0 ? Math.max(this.#at, read.length - 1) : end + 2;
    if (end < 0) {
      // What is no reply by its first octet need not be waited for.
      if (length > 0 && !'+-:$*'.includes(String.fromCharCode(read[this.#at])))
        throw new RespError('the reply is not one of Redis');
      return undefined;
    }
    const line = read.toString('utf8', this.#at, end);
    this.#at = end + 2;
    return line;
  }

  #bulk(length: number): boolean {
    const { read } = this.#intake;
    const end = this.#at + length;
    if (read.length < end + 2) return false;
    if (read[end] !== CR || read[end + 1] !== LF) throw new RespError('the reply is not one of Redis');
    const text = read.toString('utf8', this.#at, end);
    this.#at = end + 2;
    this.#sought = this.#at;
    this.#bulkLength = undefined;
    this.#take(text);
    return true;
  }

  #open(length: number | null): void {
    if (length === null || length === 0) this.#take(length === null ? null : []);
    else if (this.#lists.length === MAX_DEPTH) throw new RespError('the reply is nested too deeply');
    else this.#lists.push({ items: [], length });
  }

  /** Puts a complete value where it belongs. */
  #take(value: Reply): void {
    const list = this.#lists.at(-1);
    if (list === undefined) {
      this.#onReply(value);
      return;
    }
    list.items.push(value);
    if (list.items.length < list.length) return;
    this.#lists.pop();
    this.#take(list.items);
  }
}

/** A command as an array of bulk strings. */
export function command(...words: readonly string[]): string {
  return `*${words.length}\r\n${words.map(word => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
