// The settings of the file probe, and its keys in YAML.
import { resolve } from 'node:path';
import { z } from 'zod';
import type { ProbeKind } from '../kind.js';

export interface FileSpec {
  readonly kind: 'file';
  /** The file that says which members are up. */
  readonly path: string;
}

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
} satisfies ProbeKind;
