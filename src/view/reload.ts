// The reply to `rondo reload`: how the load went.
import { z } from 'zod';
import { MAX_CHANGES, zoneChangeView } from './event.js';
import { faultView } from './fault.js';

/** Something wrong or doubtful in a file. */
export const problemView = z
  .strictObject({
    severity: z.enum(['error', 'warning']),
    place: z.strictObject({ file: z.string(), line: z.number(), column: z.number() }).readonly(),
    message: z.string(),
    hint: z.string().optional(),
    sourceLine: z.string().optional(),
    /** How many characters the caret underlines. */
    width: z.number().optional(),
  })
  .readonly();

export const reloadView = z
  .strictObject({
    /** Whether nothing is wrong. */
    ok: z.boolean(),
    /** Whether what was read is served, but for what `faults` lists; else all stays as it was. */
    served: z.boolean(),
    /** Why it is not, or why the addresses to listen on stay as they were, in one line. */
    reason: z.string().optional(),
    problems: z.array(problemView).readonly(),
    /** Problems that are not listed. */
    dropped: z.int(),
    faults: z.array(faultView).readonly(),
    /** Zones that are served, and those of them that were read now. */
    zones: z.int(),
    read: z.int(),
    ms: z.int(),
    /** What changed, in one line; empty when nothing did. */
    changed: z.string(),
    changes: z.array(zoneChangeView).max(MAX_CHANGES).readonly(),
  })
  .readonly();
export type ReloadView = z.output<typeof reloadView>;
