// Key files: as `rondo key generate`, tsig-keygen and BIND write them, or as keymgr of Knot does.
import { z } from 'zod';
import type { TsigKey } from '../dns/tsig/key.js';
import type { Place, Problems, Severity } from '../source/problem.js';
import { YamlDocument } from '../source/yaml-document.js';
import { InputError } from './import/input.js';
import { type Clause, NAMED, quote, readClauses, type Word, wordOf } from './import/statements.js';
import { decodeText } from './source-files.js';
import { type KeyPart, type KeyReport, keyOf, MAX_KEYS, USUAL_ALGORITHM } from './tsig-key.js';

/** Octets of a key file: {@link MAX_KEYS} keys with long names and secrets. */
export const MAX_KEY_FILE = 2 ** 20;

/** A key, and how something is said about it. */
export interface PlacedKey {
  readonly key: TsigKey;
  readonly report: KeyReport;
}

const knotFile = z.object({
  key: z
    .array(
      z.object({
        id: z.string(),
        algorithm: z.string().default(USUAL_ALGORITHM),
        secret: z.string({ error: 'the secret is a text in base64' }),
      }),
    )
    .max(MAX_KEYS, { error: `there are over ${MAX_KEYS} keys` }),
});

/** The keys of a file; what is wrong with it goes to `problems`. @throws FileError when it is no text */
export function keysOfFile(file: string, bytes: Uint8Array, problems: Problems): readonly PlacedKey[] {
  const text = decodeText(file, bytes);
  if (/^(?:\s*#.*\n|\s*\n)*key:/.test(text)) return keysOfKnot(file, text, problems);
  return new KeyFile(file, text.replace(/\r\n/g, '\n'), problems).keys();
}

function keysOfKnot(file: string, text: string, problems: Problems): readonly PlacedKey[] {
  const document = YamlDocument.parse(text, file, problems);
  const written = document?.validate(knotFile)?.key ?? [];
  return written.flatMap(({ id, algorithm, secret }, index) => {
    const report: KeyReport = (severity, part, message, hint) => {
      const path = ['key', index, part === 'name' ? 'id' : part];
      const remark = { hint, at: part === 'secret' ? ('key' as const) : ('value' as const) };
      if (severity === 'error') document!.error(path, message, remark);
      else document!.warning(path, message, remark);
    };
    const key = keyOf({ name: id, algorithm, secret }, report);
    return key === undefined ? [] : [{ key, report }];
  });
}

/** What a line must not show: what stands behind the word, and everything else that could be base64. */
const HIDDEN = /\bsecret\b[\s"']*[^\s"';{}]+|[A-Za-z0-9+/=]{16,}/gi;

function withoutSecrets(line: string): string {
  return line.replace(HIDDEN, found => {
    const shown = /^secret\b[\s"']*/i.exec(found)?.[0] ?? '';
    return shown + '·'.repeat(found.length - shown.length);
  });
}

/** What to do about something, and how many characters it has. */
interface Remark {
  readonly hint?: string | undefined;
  readonly width?: number;
}

/** One file of statements. */
class KeyFile {
  readonly #lines: readonly string[];

  constructor(
    readonly file: string,
    readonly text: string,
    readonly problems: Problems,
  ) {
    this.#lines = text.split('\n');
  }

  keys(): readonly PlacedKey[] {
    let clauses: readonly Clause[];
    try {
      clauses = readClauses(this, NAMED);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#say('error', error.place, error.message, { hint: error.hint });
      return [];
    }
    if (clauses.length > MAX_KEYS) {
      this.#say('error', clauses[MAX_KEYS].place, `there are over ${MAX_KEYS} keys`);
      return [];
    }
    const { problems } = this;
    const errors = problems.errorCount;
    const keys = clauses.flatMap(clause => this.#key(clause) ?? []);
    if (keys.length === 0 && problems.errorCount === errors)
      this.#say('warning', { file: this.file, line: 1, column: 1 }, 'there is no key in this file', {
        hint: EXAMPLE,
      });
    return keys;
  }

  #key(clause: Clause): PlacedKey | undefined {
    const { words, block, place } = clause;
    if (wordOf(clause, 0) !== 'key' || words.length !== 2 || block === undefined) {
      this.#say('error', place, 'this statement is no key', {
        hint: EXAMPLE,
        width: wordOf(clause, 0).length,
      });
      return undefined;
    }
    const parts = new Map<KeyPart, Word>([['name', words[1]]]);
    for (const each of block) this.#part(each, parts);
    const secret = parts.get('secret');
    const algorithm = parts.get('algorithm');
    if (secret === undefined || algorithm === undefined) {
      const missing = secret === undefined ? 'secret' : 'algorithm';
      this.#say('error', place, `the key ${quote({ words: [words[1]], place })} has no ${missing}`);
      return undefined;
    }
    const report: KeyReport = (severity, part, message, hint) => {
      const { place: at, text } = parts.get(part)!;
      this.#say(severity, at, message, { hint, width: text.length });
    };
    const key = keyOf({ name: words[1].text, algorithm: algorithm.text, secret: secret.text }, report);
    return key === undefined ? undefined : { key, report };
  }

  #part({ words: [word, value, ...rest], block, place }: Clause, parts: Map<KeyPart, Word>): void {
    const { text } = word ?? { text: '' };
    if (text !== 'algorithm' && text !== 'secret')
      this.#say('error', place, 'a key has an algorithm and a secret, and nothing else');
    else if (value === undefined || rest.length > 0 || block !== undefined)
      this.#say('error', place, `${text} has one value`, { width: text.length });
    else if (parts.has(text)) this.#say('error', place, `${text} stands twice`, { width: text.length });
    else parts.set(text, value);
  }

  #say(severity: Severity, place: Place, message: string, { hint, width = 1 }: Remark = {}): void {
    const line = this.#lines[place.line - 1] ?? '';
    const more = { sourceLine: withoutSecrets(line), width: Math.min(width, line.length - place.column + 1) };
    this.problems.add({ severity, place, message, ...more, ...(hint === undefined ? {} : { hint }) });
  }
}

const EXAMPLE =
  'write `key "NAME" { algorithm hmac-sha256; secret "BASE64"; };`, as `rondo key generate` does';
