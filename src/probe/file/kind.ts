// The kind `file`: its keys in YAML, defaults and runner.
import { resolve } from 'node:path';
import { z } from 'zod';
import type { ProbeKind } from '../kind.js';
import type { FileSpec } from './spec.js';

export const file = {
  choice: z
    .string({ error: 'expected the path of a file' })
    .min(1)
    .max(4_096)
    .regex(/^[^\0]*$/, { error: 'a path may not hold a NUL' })
    .describe('Probe by a file with lines such as "192.0.2.1 up" and "192.0.2.2 down"'),
  choose: (path: string) => ({ path }),
  locate: ({ path = '' }, folder) => ({ path: resolve(folder, path) }),
  keys: {},
  isLocal: true,
  defaults: {},
  load: () => import('./run.js'),
} satisfies ProbeKind<FileSpec>;
