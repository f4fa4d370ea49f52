// What a server does not serve as its file stands, as `rondo status --json` and `rondo reload --json` print it.
import { z } from 'zod';

/** RFC 3339. */
const moment = z.iso.datetime();

export const faultView = z
  .strictObject({
    file: z.string(),
    /** Whether the last good version stays, or there is none. */
    standing: z.enum(['kept', 'left out']),
    /** Apexes, as far as they can be told; none of rondo.yaml. */
    zones: z.array(z.string()).readonly(),
    /** The first error, as `file:line:column: message`. */
    problem: z.string(),
    since: moment,
    /** When the version that stays was read. */
    version: moment.optional(),
  })
  .readonly();
export type FaultView = z.output<typeof faultView>;
