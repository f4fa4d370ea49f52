// The reply to `rondo reload`: how the load went.
import { z } from 'zod';
import { MAX_CHANGES, zoneChangeView } from './event.js';
import { faultView } from './fault.js';
import { problemView } from './problem.js';

export const reloadView = z
  .strictObject({
    ok: z.boolean().describe('Whether nothing is wrong.'),
    served: z
      .boolean()
      .describe('Whether what was read is served, but for what `faults` lists; else all stays as it was.'),
    reason: z
      .string()
      .optional()
      .describe('Why it is not, or why the addresses to listen on stay as they were, in one line.'),
    problems: z
      .array(problemView)
      .readonly()
      .describe('Mistakes and doubts, in the order of files and lines.'),
    dropped: z.int().describe('Problems that are not listed.'),
    faults: z.array(faultView).readonly().describe('What is not served as its file stands.'),
    zones: z.int().describe('Zones that are served.'),
    read: z.int().describe('Zones that were read now.'),
    ms: z.int().describe('How long it took, in milliseconds.'),
    changed: z.string().describe('What changed, in one line; empty when nothing did.'),
    changes: z.array(zoneChangeView).max(MAX_CHANGES).readonly(),
  })
  .readonly();
export type ReloadView = z.output<typeof reloadView>;
