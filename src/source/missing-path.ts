// What may have been meant by a path where no file is.
import { existsSync } from 'node:fs';

/** What paths have in them that is no part of one here, and what to do. */
const REASONS: readonly [pattern: RegExp, advice: string][] = [
  [/(?:^|\/)~\w*\//, 'write the folder out in place of ~'],
  [/\$\{?\w/, 'variables are not filled in here'],
  [/[\u2018-\u201f]/, 'take the typographic quotation marks away'],
  [/,\s*\S|\s-\s/, 'write several as a list: [a.yaml, b.yaml]'],
  [/;$/, 'take the semicolon away'],
  [/\s(?:#|\/\/)|#\s/, 'a comment begins with a blank and #'],
];

/** The other spelling of each extension. */
const SPELLINGS: Readonly<Record<string, string>> = { '.yml': '.yaml', '.yaml': '.yml' };

/** What to do about a path where nothing is; undefined when nothing is known. */
export function adviceOnMissing(path: string): string | undefined {
  const found = REASONS.find(([pattern]) => pattern.test(path));
  if (found !== undefined) return found[1];
  const [extension] = /\.ya?ml$/.exec(path) ?? [];
  const other = extension && path.slice(0, -extension.length) + SPELLINGS[extension];
  return other !== undefined && existsSync(other) ? `${other} is there` : undefined;
}
