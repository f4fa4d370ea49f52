// The kind `file`: its keys in YAML, defaults and runner.
import { resolve } from 'node:path';
import { z } from 'zod';
import { duration } from '../../source/fields.js';
import type { ProbeKind } from '../kind.js';
import type { FileSpec } from './spec.js';

const [HOUR_MS, MONTH_MS] = [3_600_000, 30 * 86_400_000];

const fileKeys = {
  keep: duration(0, MONTH_MS)
    .describe(
      'How long the last word of a file counts that is gone, or cannot be understood any more; default: 1h',
    )
    .optional(),
};

export const file = {
  choice: z
    .string({ error: 'expected the path of a file' })
    .min(1)
    .max(4_096)
    .regex(/^[^\0]*$/, { error: 'a path may not hold a NUL' })
    .describe('Probe by a file with lines such as "192.0.2.1 up" and "192.0.2.2 down"'),
  choose: (path: string) => ({ path }),
  locate: ({ path = '' }, folder) => ({ path: resolve(folder, path) }),
  keys: fileKeys,
  isLocal: true,
  defaults: { keep: HOUR_MS },
  load: () => import('./run.js'),
} satisfies ProbeKind<FileSpec>;
