// The reply to a query of MySQL's text protocol: the names of its columns, and its rows.
import { PacketError } from './packet.js';

const OK = 0x00;
const NULL = 0xfb;
/** It ends the columns, and then the rows, and is short. */
const EOF = 0xfe;
const MAX_EOF = 8;

/** Octets of a length by the first of them. */
const WIDTHS: Readonly<Record<number, number>> = { 252: 2, 253: 3 };
const MAX_FIRST = 253;

/** A text that begins with its length, and where the next begins; null is no text. Undefined when it is cut short. */
function textAfterLength(body: Buffer, at: number): [text: string | null, next: number] | undefined {
  const first = body[at];
  if (first === NULL) return [null, at + 1];
  const width = WIDTHS[first] ?? 0;
  const from = at + 1 + width;
  if (first === undefined || first > MAX_FIRST || from > body.length) return undefined;
  const end = from + (width === 0 ? first : body.readUIntLE(at + 1, width));
  return end > body.length ? undefined : [body.toString('utf8', from, end), end];
}

/** The first texts of a packet, so many, and what is left of it in octets. Undefined when they are cut short. */
function textsIn(body: Buffer, count: number): { texts: (string | null)[]; left: number } | undefined {
  const texts: (string | null)[] = [];
  let at = 0;
  while (texts.length < count) {
    const found = textAfterLength(body, at);
    if (found === undefined) return undefined;
    texts.push(found[0]);
    at = found[1];
  }
  return { texts, left: body.length - at };
}

/** The name is the fifth text of a column: behind its catalog, its schema, and its table by two names. */
const NAME = 5;

const isEof = (body: Buffer) => body[0] === EOF && body.length <= MAX_EOF;

/** Where a reply stands: how many columns there are, the columns, the rows, and its end. */
type Part = 'count' | 'columns' | 'rows' | 'end';

export class ResultSet {
  readonly names: string[] = [];
  /** One that cannot be understood is empty. */
  readonly rows: (readonly (string | null)[])[] = [];
  #part: Part = 'count';
  #columns = 0;

  get isComplete(): boolean {
    return this.#part === 'end';
  }

  /** Takes the next packet, which is no error. @throws PacketError when it is none of such a reply */
  take(body: Buffer): void {
    if (this.#part === 'count') this.#begin(body);
    else if (isEof(body)) this.#part = this.#part === 'columns' ? 'rows' : 'end';
    else if (this.#part === 'columns') this.names.push(textsIn(body, NAME)?.texts[NAME - 1] ?? '');
    else this.#row(body);
  }

  #begin(body: Buffer): void {
    this.#columns = body[0];
    if (body[0] >= NULL || (body.length > 1 && body[0] !== OK))
      throw new PacketError('not the reply to a query');
    this.#part = this.#columns === OK ? 'end' : 'columns';
  }

  #row(body: Buffer): void {
    const found = textsIn(body, this.#columns);
    this.rows.push(found?.left === 0 ? found.texts : []);
  }
}
