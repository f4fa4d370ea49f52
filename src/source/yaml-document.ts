// A YAML text that keeps the place of each of its keys and values, checked against a schema.
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml';
import type { z } from 'zod';
import type { Place, Problems, Severity } from './problem.js';
import { describeIssue, type Finding, findingsOf } from './schema-findings.js';
import { withoutSecrets } from './secret-text.js';
import { eachDoubt } from './value-advice.js';
import { isTooDeep } from './yaml-depth.js';
import { aliasFaults } from './yaml-rings.js';
import { explainSyntax } from './yaml-syntax.js';

/** Keys and list indices from the root of a document. */
export type YamlPath = readonly PropertyKey[];

/** How a problem of a {@link YamlDocument} is shown. */
export interface YamlRemark {
  readonly hint?: string;
  /** Point at the key instead of its value. */
  readonly at?: 'key' | 'value';
  /** Point into a string value: characters from its start. */
  readonly offset?: number;
  readonly width?: number;
}

/** Half-open range of characters in the text. */
type Span = readonly [start: number, end: number];

/** Places to which more aliases than this lead are an attack ("billion laughs"). */
const MAX_ALIASES = 100;

type Pairs = ReadonlyMap<string, Pair<Node, Node | null>>;

/** The text of a mapping's key, as it is written: `1.10` is another name than `1.1`. The key itself becomes that text. */
function keyText(key: unknown): string {
  if (!isScalar(key)) return String(key ?? '');
  if (typeof key.value !== 'string') key.value = key.source ?? '';
  return String(key.value);
}

function spanOf(node: unknown): Span | undefined {
  const range = (node as Partial<Node> | null)?.range;
  return range ? [range[0], range[1]] : undefined;
}

/** One parsed file. */
export class YamlDocument {
  /** What the text says, as plain data; not yet checked. */
  data: unknown;
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;
  readonly #pairs = new WeakMap<YAMLMap, Pairs>();

  private constructor(
    readonly text: string,
    readonly file: string,
    readonly problems: Problems,
  ) {
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      schema: 'core',
      version: '1.2',
      // The library compares each key with all before it; that is done here in linear time.
      uniqueKeys: false,
      logLevel: 'error',
    });
  }

  /**
   * Parses YAML 1.2 (core schema). Everything wrong with the syntax goes to `problems`.
   * @returns undefined when there is an error
   */
  static parse(text: string, file: string, problems: Problems): YamlDocument | undefined {
    const before = problems.errorCount;
    if (isTooDeep(text)) {
      problems.error({ file, line: 1, column: 1 }, TOO_DEEP);
      return undefined;
    }
    try {
      const document = new YamlDocument(text, file, problems);
      document.#report();
      if (problems.errorCount > before) return undefined;
      document.data = document.#document.toJS({ maxAliasCount: MAX_ALIASES });
      return document;
    } catch (error) {
      // toJS throws for aliases without an anchor or in excess, and deep nesting overflows the parser's stack.
      const place = { file, line: 1, column: 1 };
      if (error instanceof RangeError) problems.error(place, TOO_DEEP);
      else if (error instanceof ReferenceError)
        problems.error(place, lowerFirst(error.message), {
          hint: 'write the values out instead of using aliases',
        });
      else throw error;
      return undefined;
    }
  }

  /** Checks the data; all that the schema finds wrong goes to `problems`. @returns the settled data, or undefined */
  validate<T>(schema: z.ZodType<T>): T | undefined {
    const result = schema.safeParse(this.data, { error: describeIssue });
    if (result.success) {
      eachDoubt(schema, this.data, (path, { message, hint }) => this.warning(path, message, { hint }));
      return result.data;
    }
    const written = (path: YamlPath) => this.written(path);
    const findings = findingsOf(result.error.issues, { schema, data: this.data, written });
    if (this.#takeAsText(findings)) return this.validate(schema);
    const startOf = ({ path, at }: Finding) => this.#span(path, at)[0];
    for (const { path, message, hint, at } of findings.sort((a, b) => startOf(a) - startOf(b)))
      this.error(path, message, { hint, at });
    return undefined;
  }

  /** Numbers that stand where a text belongs are the text that is written. @returns whether there were such */
  #takeAsText(findings: readonly Finding[]): boolean {
    const nodes = findings.filter(each => each.isText).map(({ path }) => this.#find(path).value);
    for (const node of nodes) if (isScalar(node)) node.value = node.source ?? node.value;
    if (nodes.length > 0) this.data = this.#document.toJS({ maxAliasCount: MAX_ALIASES });
    return nodes.length > 0;
  }

  /** Where the key or the value at `path` stands; of its nearest existing parent when there is none. */
  place(path: YamlPath, at: 'key' | 'value' = 'value'): Place {
    return this.#placeOf(this.#span(path, at)[0]);
  }

  error(path: YamlPath, message: string, remark: YamlRemark = {}): void {
    this.#add('error', path, message, remark);
  }

  warning(path: YamlPath, message: string, remark: YamlRemark = {}): void {
    this.#add('warning', path, message, remark);
  }

  /** The line at a place of this file. */
  lineAt(line: number): string | undefined {
    const start = this.#lines.lineStarts[line - 1];
    if (start === undefined) return undefined;
    const end = this.text.indexOf('\n', start);
    return this.text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
  }

  /** A scalar exactly as written when it is not a string (so `1.10` stays `1.10`); undefined when there is none. */
  written(path: YamlPath): string | undefined {
    const node = this.#find(path).value;
    return isScalar(node) && typeof node.value !== 'string' ? node.source : undefined;
  }

  #add(severity: Severity, path: YamlPath, message: string, remark: YamlRemark): void {
    let [start, end] = this.#span(path, remark.at ?? 'value');
    if (remark.offset !== undefined) {
      const inner = this.#innerStart(path);
      if (inner !== undefined)
        [start, end] = [inner + remark.offset, inner + remark.offset + (remark.width ?? 1)];
    }
    this.#addAt(severity, [start, end], message, remark.hint);
  }

  #addAt(severity: Severity, [start, end]: Span, message: string, hint?: string): void {
    const place = this.#placeOf(start);
    const sourceLine = this.lineAt(place.line);
    const rest = (sourceLine?.length ?? 0) - place.column + 1;
    this.problems.add({
      severity,
      place,
      message,
      sourceLine: sourceLine === undefined ? undefined : withoutSecrets(sourceLine),
      width: Math.max(1, Math.min(end - start, rest)),
      ...(hint === undefined ? {} : { hint }),
    });
  }

  #placeOf(offset: number): Place {
    const { line, col } = this.#lines.linePos(Math.min(offset, this.text.length));
    return { file: this.file, line: Math.max(1, line), column: Math.max(1, col) };
  }

  #report(): void {
    const { errors: own, warnings: all } = this.#document;
    // A tag that means nothing changes what is read: a text that begins with ! loses its first word.
    const [tags, warnings] = [all.filter(isTag), all.filter(each => !isTag(each))];
    const errors = [...own, ...tags].sort((a, b) => a.pos[0] - b.pos[0]);
    // What follows a mistake that is understood is most often the parser's confusion about it.
    let understoodLine = 0;
    let isConfused = false;
    for (const error of errors) {
      const { line } = this.#placeOf(error.pos[0]);
      if (line <= understoodLine || (isConfused && STRAY.test(error.message))) continue;
      const explained = explainSyntax(this.text, error);
      isConfused = true;
      if (explained === undefined) this.#addAt('error', error.pos, messageOf(error));
      else {
        this.#addAt('error', explained.span, explained.message, explained.hint);
        understoodLine = Math.max(line, this.#placeOf(explained.span[0]).line);
      }
    }
    if (understoodLine > 0) return;
    for (const warning of warnings) this.#addAt('warning', warning.pos, lowerFirst(warning.message));
    const node = this.#document.contents;
    for (const { alias, message, hint } of aliasFaults(node))
      this.#addAt('error', spanOf(alias) ?? [0, 1], message, hint);
    this.#index(node);
  }

  /** Indexes all mappings and reports keys that stand twice. */
  #index(node: unknown): void {
    if (isSeq(node)) for (const item of node.items) this.#index(item);
    if (!isMap(node)) return;
    const pairs = new Map<string, Pair<Node, Node | null>>();
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const key = keyText(pair.key);
      const first = pairs.get(key);
      if (first !== undefined) this.#duplicate(key, first, pair);
      else pairs.set(key, pair);
      this.#index(pair.value);
    }
    this.#pairs.set(node, pairs);
  }

  #duplicate(key: string, first: Pair<Node>, second: Pair<Node>): void {
    const { line } = this.#placeOf(spanOf(first.key)?.[0] ?? 0);
    this.#addAt(
      'error',
      spanOf(second.key) ?? [0, 1],
      `the key "${key}" stands twice, first in line ${line}`,
    );
  }

  /** The node at `path`, or its nearest existing parent. */
  #find(path: YamlPath): { value: unknown; key: unknown } {
    let value: unknown = this.#document.contents;
    let key: unknown;
    for (const step of path) {
      const node: unknown = isAlias(value) ? value.resolve(this.#document) : value;
      if (isMap(node)) {
        const pair = this.#pairs.get(node)?.get(String(step));
        if (pair === undefined) return { value, key };
        [key, value] = [pair.key, pair.value];
      } else if (isSeq(node) && typeof step === 'number' && step < node.items.length) {
        [key, value] = [undefined, node.items[step]];
      } else return { value, key };
    }
    return { value, key };
  }

  #span(path: YamlPath, at: 'key' | 'value'): Span {
    const { value, key } = this.#find(path);
    const keySpan = spanOf(key);
    if (keySpan !== undefined && (at === 'key' || isCollection(value))) return keySpan;
    const span = spanOf(value);
    // A key without a value has an empty span.
    if (keySpan !== undefined && (span === undefined || span[1] <= span[0])) return keySpan;
    return span ?? [0, 1];
  }

  /** Where the first character of a string stands, if the string is written as it reads. */
  #innerStart(path: YamlPath): number | undefined {
    const { value } = this.#find(path);
    const span = spanOf(value);
    if (!isScalar(value) || span === undefined) return undefined;
    const written = this.text.slice(span[0], span[1]);
    const read = String(value.value);
    if (written === read) return span[0];
    return written.slice(1, -1) === read ? span[0] + 1 : undefined;
  }
}

/** The parser has come to the end of what it took for the whole text. */
const STRAY = /^Unexpected [\w-]+ token in YAML stream/;

const isTag = ({ code }: { readonly code: string }) => code === 'TAG_RESOLVE_FAILED';

const TOO_DEEP = 'the text is nested too deeply';

function messageOf({ code, message }: YAMLParseError): string {
  if (code === 'MULTIPLE_DOCS') return 'expected one YAML document, found several';
  // The library reports an overflow of its own stack as a mistake in the text.
  return /call stack/.test(message) ? TOO_DEEP : lowerFirst(message);
}

/** The library's message as a part of a sentence. */
function lowerFirst(message: string): string {
  const line = message.split('\n', 1)[0].replace(/[.:\s]+$/, '');
  return /^[A-Z][a-z]/.test(line) ? line[0].toLowerCase() + line.slice(1) : line;
}
