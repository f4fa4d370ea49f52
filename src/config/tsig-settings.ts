// The keys of a server as they are settled: those of rondo.yaml, or those of the files that it names.
import { dirname } from 'node:path';
import { nameKey, nameToLabel } from '../dns/name.js';
import type { TsigKey } from '../dns/tsig/key.js';
import { pathFrom } from '../source/path-from.js';
import { isPublic } from '../source/public-file.js';
import { strangerBesideOwner } from '../source/strangers.js';
import type { YamlDocument, YamlPath } from '../source/yaml-document.js';
import { itemPath } from './report.js';
import { FileError, type SourceFiles } from './source-files.js';
import { keysOfFile, MAX_KEY_FILE, type PlacedKey } from './tsig-file.js';
import { type KeyReport, keyOf, MAX_KEYS } from './tsig-key.js';
import type { KeysInput } from './tsig-keys.js';

const KEYS = 'keys';
class KeysReader {
  readonly #document: YamlDocument;
  readonly #files: SourceFiles;

  constructor(document: YamlDocument, files: SourceFiles) {
    this.#document = document;
    this.#files = files;
  }

  /** The keys of a mapping. */
  written(keys: Exclude<KeysInput, string | string[]>): PlacedKey[] {
    const { file } = this.#document;
    if (Object.keys(keys).length > 0 && isPublic(file))
      this.#document.warning([KEYS], `anybody on this machine may read the secrets in ${file} (chmod o-r)`, {
        ...{ at: 'key', hint: 'or keep them in a file of their own: `keys: tsig.key`' },
      });
    return Object.entries(keys).flatMap(([name, { algorithm, secret }]) => {
      const report = this.#reportAt(name);
      const key = keyOf({ name, algorithm, secret }, report);
      return key === undefined ? [] : [{ key, report }];
    });
  }

  #reportAt(name: string): KeyReport {
    return (severity, part, message, hint) => {
      const path = part === 'name' ? [KEYS, name] : [KEYS, name, part];
      // The value of a secret is not pointed at: the line would show it.
      const remark = { hint, at: part === 'algorithm' ? ('value' as const) : ('key' as const) };
      if (severity === 'error') this.#document.error(path, message, remark);
      else this.#document.warning(path, message, remark);
    };
  }

  /** The keys of a file. @param at where it is named */
  ofFile(name: string, at: YamlPath): readonly PlacedKey[] {
    const path = pathFrom(dirname(this.#document.file), name);
    try {
      const { bytes } = this.#files.read(path, MAX_KEY_FILE);
      const stranger = strangerBesideOwner(path);
      if (stranger !== undefined)
        this.#document.error(at, stranger.text, { hint: 'whoever does can sign as if they had a key' });
      else if (isPublic(path))
        this.#document.warning(at, `anybody on this machine may read the secrets in ${path}`, {
          hint: `chmod o-r ${path}`,
        });
      return keysOfFile(path, bytes, this.#document.problems);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const hint = error.isMissing ? `make one with \`rondo key generate NAME > ${name}\`` : undefined;
      this.#document.error(at, error.message, { hint });
      return [];
    }
  }
}

/** The keys with different names; of others it is said that they stand twice. */
function distinct(all: readonly PlacedKey[]): readonly TsigKey[] {
  const keys = new Map<string, TsigKey>();
  for (const { key, report } of all) {
    const own = nameKey(key.name);
    if (keys.has(own)) report('error', 'name', `there are two keys with the name ${nameToLabel(key.name)}`);
    else if (keys.size >= MAX_KEYS) {
      report('error', 'name', `there are over ${MAX_KEYS} keys`);
      break;
    } else keys.set(own, key);
  }
  return [...keys.values()];
}

/** Settles the keys; mistakes are reported where they stand. */
export function settleKeys(
  input: KeysInput | undefined,
  document: YamlDocument | undefined,
  files: SourceFiles,
): readonly TsigKey[] {
  if (input === undefined || document === undefined) return [];
  const reader = new KeysReader(document, files);
  if (typeof input !== 'string' && !Array.isArray(input)) return distinct(reader.written(input));
  const names = typeof input === 'string' ? [input] : input;
  return distinct(names.flatMap((name, index) => reader.ofFile(name, itemPath(document, KEYS, index))));
}
