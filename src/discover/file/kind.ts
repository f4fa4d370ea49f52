// The kind `file`: lists in files, as the file_sd of Prometheus has them.
import { basename, extname } from 'node:path';
import { z } from 'zod';
import { oneOrMore } from '../../source/fields.js';
import { pathFrom } from '../../source/path-from.js';
import { advised } from '../../source/value-advice.js';
import { isGlob } from '../../source/wildcard.js';
import type { SourceKind } from '../source.js';
import type { FileSettings } from './spec.js';

const PATH = 'expected a path that ends in .json, .yaml or .yml, or a list of them';
const EXTENSIONS: ReadonlySet<string> = new Set(['.json', '.yaml', '.yml']);
/** The most paths and patterns of one source. */
const MAX_PATHS = 64;

/** What to write in place of a path to something else. */
function pathAdvice(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 1_000) return undefined;
  if (/^https?:\/\//i.test(value)) return `write \`from: http\` and \`url: ${value}\``;
  if (value.endsWith('/')) return `name the files in it: \`path: ${value}*.json\``;
  if (/\.(?:txt|list|lst|conf|cfg|hosts)$/i.test(value))
    return 'a list is of JSON or YAML: `[{"targets": ["192.0.2.1:80"]}]`, in a file whose name ends in .json';
  return /\.[a-z]+$/i.test(value) ? undefined : `write the end of its name, as in ${value}.json`;
}

const path = advised(
  z
    .string({ error: PATH })
    .refine(text => EXTENSIONS.has(extname(text).toLowerCase()) && !/^https?:\/\//i.test(text), {
      error: PATH,
    })
    .refine(text => !isGlob(text.slice(0, -basename(text).length)), {
      error: 'a pattern is possible in the last part of the path only',
    }),
  { advice: pathAdvice },
);

const keys = {
  path: oneOrMore(path, PATH)
    .refine(list => list.length > 0 && list.length <= MAX_PATHS, { error: PATH })
    .describe('Files with lists of targets, relative to this file; * and ? are possible in their names'),
};

export const file = {
  mainKey: 'path',
  keys,
  settle: ({ path: paths }, folder) => ({
    paths: paths.map(each => pathFrom(folder, each)),
  }),
  label: ({ paths: [first, ...others] }) =>
    `file ${first}${others.length === 0 ? '' : ` and ${others.length} more`}`,
  load: () => import('./run.js'),
  loadCheck: () => import('./check.js'),
} satisfies SourceKind<{ readonly path: readonly string[] }, FileSettings>;
