// The syntax of a Corefile: lines of words, of which one that ends with a brace has further lines, and snippets that others import.
import type { Place } from '../../source/problem.js';
import { folderOf, type Input, InputError, type InputText } from './input.js';

const MAX_DEPTH = 20;

/** One line, with those in its braces. */
export interface Directive {
  readonly words: readonly string[];
  readonly place: Place;
  readonly block: readonly Directive[];
}

const WORD = /"((?:[^"\\]|\\.)*)"|(#.*)|[^\s"][^\s]*|(")/g;
/** `{$NAME}` and `{%NAME%}`. */
const VARIABLE = /\{(?:\$(\w+)|%(\w+)%)\}/g;

type Line = Pick<Directive, 'words' | 'place'>;

/** A text with the variables of the environment, which are those of this process. */
function withVariables(text: string): string {
  return text.replace(
    VARIABLE,
    (whole, dollar?: string, percent?: string) => process.env[dollar ?? percent ?? ''] ?? whole,
  );
}

/** A variable in a line that is not set here. */
export function unsetVariable({ words }: Pick<Directive, 'words'>): string | undefined {
  return words.join(' ').match(VARIABLE)?.[0];
}

function linesOf({ file, text }: InputText): Line[] {
  return withVariables(text)
    .split('\n')
    .flatMap((line, index) => {
      const words: string[] = [];
      for (const match of line.matchAll(WORD)) {
        const [whole, quoted, comment, broken] = match;
        const place = { file, line: index + 1, column: match.index + 1 };
        if (broken !== undefined) throw new InputError(place, 'the quote is not closed');
        if (comment !== undefined) break;
        words.push(quoted ?? whole);
      }
      const column = line.search(/\S/) + 1;
      return words.length === 0 ? [] : [{ words, place: { file, line: index + 1, column } }];
    });
}

class CorefileReader {
  readonly #snippets = new Map<string, readonly Directive[]>();
  #imports = 0;

  constructor(readonly input: Input) {}

  /** The server blocks of a text. Snippets stand before those that import them. */
  read(text: InputText): Directive[] {
    const blocks = this.#lines(linesOf(text), 0, undefined);
    for (const { words, block } of blocks) {
      const [, name] = /^\((.+)\)$/.exec(words[0]) ?? [];
      if (name !== undefined) this.#snippets.set(name, block);
    }
    return this.#expand(blocks.filter(({ words }) => !words[0].startsWith('(')));
  }

  /** Takes lines off the front, up to the brace that closes the one at `opened`. */
  #lines(lines: Line[], depth: number, opened: Place | undefined): Directive[] {
    const found: Directive[] = [];
    for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
      const { words, place } = line;
      if (words[0] === '}') {
        if (opened === undefined) throw new InputError(place, 'there is no brace to close');
        return found;
      }
      const isOpened = words.at(-1) === '{';
      if (isOpened && depth >= MAX_DEPTH) throw new InputError(place, `blocks nest over ${MAX_DEPTH} deep`);
      const block = isOpened ? this.#lines(lines, depth + 1, place) : [];
      found.push({ words: isOpened ? words.slice(0, -1) : words, place, block });
    }
    if (opened !== undefined) throw new InputError(opened, 'the brace is not closed');
    return found;
  }

  /** Puts in the place of each import what it leads to. */
  #expand(directives: readonly Directive[]): Directive[] {
    return directives.flatMap(directive => {
      const [verb, what = ''] = directive.words;
      if (verb !== 'import') return [{ ...directive, block: this.#expand(directive.block) }];
      if (++this.#imports > 1_000) throw new InputError(directive.place, 'over 1000 imports');
      const snippet = this.#snippets.get(what);
      if (snippet !== undefined)
        return this.input.nested(`(${what})`, directive.place, () => this.#expand(snippet));
      const found: Directive[] = [];
      this.input.include(what, folderOf(directive.place.file), directive.place, text => {
        found.push(...this.read(text));
      });
      return found;
    });
  }
}

/** Reads a Corefile with all that it imports. Variables of the environment are those of this process. @throws InputError */
export function readCorefile(text: InputText, input: Input): Directive[] {
  return new CorefileReader(input).read(text);
}
