// The syntax of gdnsd's configuration: hashes, arrays and texts, with files included.
import type { Place } from '../../source/problem.js';
import { folderOf, type Input, InputError, type InputText } from './input.js';

/** How deeply values may nest. */
const MAX_DEPTH = 50;

/** A value with its place. */
export type Node =
  | { readonly kind: 'text'; readonly text: string; readonly place: Place }
  | { readonly kind: 'array'; readonly items: readonly Node[]; readonly place: Place }
  | Hash;

export interface Hash {
  readonly kind: 'hash';
  readonly entries: ReadonlyMap<string, Node>;
  readonly place: Place;
}

const SPACE = /(?:\s|,|[#;][^\n]*)+/y;
const EQUALS = /\s*=>?/y;
const TEXT = /"((?:[^"\\]|\\[\s\S])*)"|((?:\\[\s\S]|[^\s,;#"{}[\]=\\])(?:\\[\s\S]|[^\s,;#"{}[\]=\\])*)/y;
const INCLUDE = /\$include\{\s*("(?:[^"\\]|\\[\s\S])*"|[^\s}]+)\s*\}/y;

function withoutEscapes(text: string): string {
  return text.replace(/\\(\d{3}|[\s\S])/g, (_, code: string) =>
    code.length === 3 ? String.fromCharCode(Number(code)) : code,
  );
}

class VscfReader {
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(
    readonly input: Input,
    readonly source: InputText,
  ) {}

  /** Where the next thing begins; lines are counted on from where they were counted last. */
  get #place(): Place {
    for (let at = this.#nextLine(); at >= 0 && at < this.#at; at = this.#nextLine()) {
      this.#line++;
      this.#lineStart = at + 1;
    }
    return { file: this.source.file, line: this.#line, column: this.#at - this.#lineStart + 1 };
  }

  #nextLine(): number {
    return this.source.text.indexOf('\n', this.#lineStart);
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.source.text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  /** A whole file: an array in brackets, or what a hash has without its braces. */
  file(): Node {
    this.#take(SPACE);
    const node = this.source.text[this.#at] === '[' ? this.#value(0) : this.#hash(0, undefined);
    this.#take(SPACE);
    if (this.#at < this.source.text.length) throw new InputError(this.#place, 'expected the end of the file');
    return node;
  }

  /** Up to the brace that closes the one at `opened`, or to the end of the file. */
  #hash(depth: number, opened: Place | undefined): Hash {
    const entries = new Map<string, Node>();
    const place = opened ?? this.#place;
    for (;;) {
      this.#take(SPACE);
      const character = this.source.text[this.#at];
      if (character === undefined && opened !== undefined)
        throw new InputError(opened, 'the brace is not closed');
      if (character === undefined) break;
      if (character === '}' && opened !== undefined) {
        this.#at++;
        break;
      }
      this.#entry(entries, depth);
    }
    return { kind: 'hash', entries, place };
  }

  #entry(entries: Map<string, Node>, depth: number): void {
    const { source } = this;
    const place = this.#place;
    const include = this.#take(INCLUDE);
    if (include !== undefined) {
      for (const node of this.#included(include[1], place))
        if (node.kind === 'hash') for (const [key, value] of node.entries) entries.set(key, value);
      return;
    }
    const key = this.#take(TEXT);
    if (key === undefined)
      throw new InputError(place, `expected a key, found ${JSON.stringify(source.text[this.#at])}`);
    if (this.#take(EQUALS) === undefined) throw new InputError(this.#place, 'expected => and a value');
    this.#take(SPACE);
    entries.set(withoutEscapes(key[1] ?? key[2]), this.#value(depth));
  }

  #value(depth: number): Node {
    const place = this.#place;
    if (depth >= MAX_DEPTH) throw new InputError(place, `values nest over ${MAX_DEPTH} deep`);
    const include = this.#take(INCLUDE);
    if (include !== undefined) {
      const [node] = this.#included(include[1], place);
      if (node === undefined) throw new InputError(place, 'no file matches');
      return node;
    }
    const text = this.#take(TEXT);
    if (text !== undefined) return { kind: 'text', text: withoutEscapes(text[1] ?? text[2]), place };
    const character = this.source.text[this.#at++];
    if (character === '{') return this.#hash(depth + 1, place);
    if (character === '[') return this.#array(depth + 1, place);
    throw new InputError(
      place,
      character === undefined
        ? 'expected a value, found the end of the file'
        : `expected a value, found ${JSON.stringify(character)}`,
    );
  }

  #array(depth: number, place: Place): Node {
    const items: Node[] = [];
    for (;;) {
      this.#take(SPACE);
      const character = this.source.text[this.#at];
      if (character === undefined) throw new InputError(place, 'the bracket is not closed');
      if (character === ']') break;
      items.push(this.#value(depth));
    }
    this.#at++;
    return { kind: 'array', items, place };
  }

  #included(written: string, place: Place): Node[] {
    const found: Node[] = [];
    const path = withoutEscapes(written.replace(/^"|"$/g, ''));
    this.input.include(path, folderOf(this.source.file), place, text => {
      found.push(new VscfReader(this.input, text).file());
    });
    return found;
  }
}

/** Reads a configuration with all files that it includes. @throws InputError */
export function readVscf(source: InputText, input: Input): Node {
  return new VscfReader(input, source).file();
}

/** The entry of a hash; undefined when there is none. */
export function entryOf(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'hash' ? node.entries.get(key) : undefined;
}

/** The text of an entry. */
export function textOf(node: Node | undefined, key: string): string | undefined {
  const entry = entryOf(node, key);
  return entry?.kind === 'text' ? entry.text : undefined;
}

/** One text or an array of them. */
export function textsOf(node: Node | undefined): string[] {
  if (node === undefined || node.kind === 'hash') return [];
  if (node.kind === 'text') return [node.text];
  return node.items.flatMap(item => (item.kind === 'text' ? [item.text] : []));
}
