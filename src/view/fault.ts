// What a server does not serve as its file stands: its form in `--json`.
import { z } from 'zod';

/** RFC 3339. */
const moment = z.iso.datetime();

export const faultView = z
  .strictObject({
    file: z.string(),
    standing: z.enum(['kept', 'left out']).describe('Whether the last good version stays, or there is none.'),
    zones: z.array(z.string()).readonly().describe('Apexes, as far as they can be told; none of rondo.yaml.'),
    problem: z.string().describe('The first error, as `file:line:column: message`.'),
    since: moment,
    version: moment.optional().describe('When the version that stays was read.'),
  })
  .readonly();
export type FaultView = z.output<typeof faultView>;
