// The kind `file`: lists in files, as the file_sd of Prometheus has them.
import { basename, extname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { oneOrMore } from '../../source/fields.js';
import { isGlob } from '../../source/wildcard.js';
import type { SourceKind } from '../source.js';
import type { FileSettings } from './spec.js';

const PATH = 'expected a path that ends in .json, .yaml or .yml, or a list of them';
const EXTENSIONS: ReadonlySet<string> = new Set(['.json', '.yaml', '.yml']);
/** The most paths and patterns of one source. */
const MAX_PATHS = 64;

const path = z
  .string({ error: PATH })
  .refine(text => EXTENSIONS.has(extname(text).toLowerCase()), { error: PATH })
  .refine(text => !isGlob(text.slice(0, -basename(text).length)), {
    error: 'a pattern is possible in the last part of the path only',
  });

const keys = {
  path: oneOrMore(path, PATH)
    .refine(list => list.length > 0 && list.length <= MAX_PATHS, { error: PATH })
    .describe('Files with lists of targets, relative to this file; * and ? are possible in their names'),
};

export const file = {
  mainKey: 'path',
  keys,
  settle: ({ path: paths }, folder) => ({
    paths: paths.map(each => (isAbsolute(each) ? each : join(folder, each))),
  }),
  label: ({ paths: [first, ...others] }) =>
    `file ${first}${others.length === 0 ? '' : ` and ${others.length} more`}`,
  load: () => import('./run.js'),
  loadCheck: () => import('./check.js'),
} satisfies SourceKind<{ readonly path: readonly string[] }, FileSettings>;
