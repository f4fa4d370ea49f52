// The head of a response of HTTP/1.1 (RFC 9112 §4, §5, §6.3), made of lines: its status, fields and framing.
import { printable } from '../../source/printable.js';
import { ResponseFault } from './fault.js';

/** How the end of a body is known: there is none, after so many octets, by chunks, or by the connection's end. */
export type Framing = { readonly length: number } | 'chunked' | 'close';

export interface Head {
  readonly status: number;
  /** All values of a field, by its name in small letters. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

/** The most lines of one head; HAProxy and servers let 100 through. */
export const MAX_LINES = 256;

/** How much of a line is shown, in characters. */
const MAX_SHOWN = 40;

/** Blanks may be several, and tabs (RFC 9112 §4); a reason is none of our business. */
const STATUS_LINE = /^HTTP\/1\.\d[ \t]+(\d{3})(?:[ \t]|$)/;
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const LENGTH = /^\d{1,15}$/;

/** A part of a line, in quotes. */
export function shown(line: string): string {
  return `"${printable(line, MAX_SHOWN)}"`;
}

function refuseLoneCr(line: string): void {
  if (line.includes('\r')) throw new ResponseFault(`a CR without LF in the head: ${shown(line)}`);
}

/** @throws ResponseFault */
function statusIn(line: string): number {
  refuseLoneCr(line);
  const status = Number(STATUS_LINE.exec(line)?.[1] ?? 0);
  if (status >= 100) return status;
  throw new ResponseFault(`no status in the line ${shown(line)}`);
}

/** The one value of Content-Length, which may be there several times (RFC 9112 §6.3). @throws ResponseFault */
function lengthIn(values: readonly string[]): number {
  const lengths = values.flatMap(value => value.split(',')).map(value => value.trim());
  const wrong = lengths.find(length => !LENGTH.test(length));
  if (wrong !== undefined) throw new ResponseFault(`Content-Length: ${shown(wrong)} is no length`);
  const [first, ...others] = lengths.map(Number);
  const other = others.find(length => length !== first);
  if (other !== undefined) throw new ResponseFault(`two different Content-Length: ${first} and ${other}`);
  return first;
}

/** Whether the body is in chunks; a coding that is not known ends with the connection. @throws ResponseFault */
function isChunked(values: readonly string[]): boolean {
  const codings = values
    .flatMap(value => value.split(','))
    .map(coding => coding.trim().toLowerCase())
    .filter(coding => coding !== '');
  const place = codings.findIndex(coding => /^chunked\s*(;|$)/.test(coding));
  if (place < 0) return false;
  if (place < codings.length - 1 || codings[place] !== 'chunked')
    throw new ResponseFault(`Transfer-Encoding: ${shown(codings.join(', '))} cannot be understood`);
  return true;
}

/** Makes a head of its lines, which come without their ends. */
export class HeadMaker {
  #status = 0;
  #lines = 0;
  readonly #fields = new Map<string, string[]>();
  /** The values of the field that came last. */
  #last: string[] | undefined;

  /** Whether the status line is there. */
  get isBegun(): boolean {
    return this.#status > 0;
  }

  get status(): number {
    return this.#status;
  }

  /** Takes the next line, which is not empty. @throws ResponseFault */
  take(line: string): void {
    if (!this.isBegun) this.#status = statusIn(line);
    else if (++this.#lines > MAX_LINES) throw new ResponseFault(`the header is over ${MAX_LINES} lines`);
    else this.#takeField(line);
  }

  #takeField(line: string): void {
    refuseLoneCr(line);
    // A line that begins with a blank goes on with the value before it (RFC 9112 §5.2).
    if (line[0] === ' ' || line[0] === '\t') {
      if (this.#last === undefined) throw new ResponseFault('the first header line begins with a blank');
      const value = this.#last.pop() ?? '';
      this.#last.push(`${value} ${line.trim()}`.trim());
      return;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon));
    if (!NAME.test(name)) throw new ResponseFault(`${shown(line)} is no header line`);
    const key = name.toLowerCase();
    const values = this.#fields.get(key) ?? [];
    if (values.length === 0) this.#fields.set(key, values);
    values.push(line.slice(colon + 1).trim());
    this.#last = values;
  }

  /** The head, and how its body ends. @throws ResponseFault */
  finish(isHead: boolean): { head: Head; framing: Framing } {
    return { head: { status: this.#status, fields: this.#fields }, framing: this.#framing(isHead) };
  }

  #framing(isHead: boolean): Framing {
    const lengths = this.#fields.get('content-length');
    const length = lengths === undefined ? undefined : lengthIn(lengths);
    const codings = this.#fields.get('transfer-encoding');
    const chunked = codings !== undefined && isChunked(codings);
    const status = this.#status;
    if (isHead || status < 200 || status === 204 || status === 304) return { length: 0 };
    if (chunked) return 'chunked';
    return length === undefined || codings?.some(coding => coding !== '') ? 'close' : { length };
  }
}
