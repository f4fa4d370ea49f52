// Where a text stops being JSON, in words for a person: what parsers say differs from one version to the next.

export interface JsonFault {
  /** In characters from the start of the text. */
  readonly offset: number;
  readonly width: number;
  /** What was expected and what was found. */
  readonly message: string;
  readonly hint?: string;
}

/** One token: a bracket or other mark, a string, a number or a word. */
const TOKEN =
  /[{}[\]:,]|"[^"\\\p{Cc}]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\p{Cc}]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/uy;
const BLANKS = /[ \t\r\n]*/y;

/** What may come next. */
const EXPECT = {
  VALUE: 'a value',
  FIRST_VALUE: 'a value or ]',
  KEY: 'a key in double quotes',
  FIRST_KEY: 'a key in double quotes, or }',
  COLON: 'a colon after the key',
  ITEM_END: 'a comma or ]',
  ENTRY_END: 'a comma or }',
  END: 'the end of the file',
} as const;
type Expect = (typeof EXPECT)[keyof typeof EXPECT];

const CLOSERS: Partial<Record<Expect, string>> = {
  [EXPECT.FIRST_VALUE]: ']',
  [EXPECT.ITEM_END]: ']',
  [EXPECT.FIRST_KEY]: '}',
  [EXPECT.ENTRY_END]: '}',
};

/** Takes tokens as long as they are JSON. */
class Reader {
  /** The brackets that are open. */
  readonly #open: string[] = [];
  expect: Expect = EXPECT.VALUE;

  /** @returns whether the token may stand here */
  take(token: string): boolean {
    if (token === CLOSERS[this.expect]) {
      this.#open.pop();
      this.#ended();
      return true;
    }
    switch (this.expect) {
      case EXPECT.VALUE:
      case EXPECT.FIRST_VALUE:
        return this.#value(token);
      case EXPECT.KEY:
      case EXPECT.FIRST_KEY:
        this.expect = EXPECT.COLON;
        return token.startsWith('"');
      case EXPECT.COLON:
        this.expect = EXPECT.VALUE;
        return token === ':';
      case EXPECT.ITEM_END:
        this.expect = EXPECT.VALUE;
        return token === ',';
      case EXPECT.ENTRY_END:
        this.expect = EXPECT.KEY;
        return token === ',';
      default:
        return false;
    }
  }

  #value(token: string): boolean {
    if (token === '[' || token === '{') {
      this.#open.push(token);
      this.expect = token === '[' ? EXPECT.FIRST_VALUE : EXPECT.FIRST_KEY;
      return true;
    }
    this.#ended();
    return !/^[\]}:,]/.test(token);
  }

  #ended(): void {
    const around = this.#open.at(-1);
    if (around === undefined) this.expect = EXPECT.END;
    else this.expect = around === '[' ? EXPECT.ITEM_END : EXPECT.ENTRY_END;
  }
}

/** Where the reader stopped. */
interface Stop {
  readonly expected: Expect;
  /** Whether a token stands there, which is at home elsewhere. */
  readonly isToken: boolean;
  /** The character before. */
  readonly before: string;
}

const isEnd = (expected: Expect) => expected === EXPECT.ITEM_END || expected === EXPECT.ENTRY_END;

/** What to do about what was found in place of what was expected. */
function adviceOn(rest: string, { expected, isToken, before }: Stop): string | undefined {
  if (rest.startsWith('\ufeff')) return 'save it without a byte order mark';
  if (/^(?:\/\/|\/\*|#)/.test(rest)) return 'JSON has no comments; a list in YAML may have them';
  if (rest.startsWith("'")) return 'JSON has double quotes';
  if (/^[\]}]/.test(rest) && before.endsWith(',')) return 'take the comma before it away';
  if (rest.startsWith('"') && !isToken) return 'a text ends with a " in the same line';
  if (isToken && isEnd(expected)) return 'a comma stands between two values';
  if (/^- /.test(rest)) return 'this looks like YAML: the name of such a file ends in .yaml';
  return undefined;
}

function foundAt(rest: string): string {
  if (rest === '') return 'the end of the file';
  const [word] = /^[\w.+-]+|^"[^"\n]{0,30}"?|^./u.exec(rest) ?? [rest.slice(0, 1)];
  return word.slice(0, 40);
}

/** What is wrong with a text; undefined when it is JSON (RFC 8259). */
export function jsonFault(text: string): JsonFault | undefined {
  const reader = new Reader();
  for (let at = 0; ; ) {
    BLANKS.lastIndex = at;
    const start = at + (BLANKS.exec(text)?.[0].length ?? 0);
    const expected = reader.expect;
    if (start === text.length && expected === EXPECT.END) return undefined;
    TOKEN.lastIndex = start;
    const token = TOKEN.exec(text)?.[0];
    if (token !== undefined && reader.take(token)) {
      at = start + token.length;
      continue;
    }
    const rest = text.slice(start, start + 80);
    const before = text.slice(Math.max(0, at - 1), at);
    const hint = adviceOn(rest, { expected, isToken: token !== undefined, before });
    const found = foundAt(rest);
    return {
      offset: start,
      width: rest === '' ? 1 : found.length,
      message: `expected ${expected}, found ${found}`,
      ...(hint === undefined ? {} : { hint }),
    };
  }
}
