// Something that happened to a server, as people and programs read it.
import { z } from 'zod';

export const serverEvent = z
  .strictObject({
    /** Counts from 1; a gap between two means that the ring has lost some. */
    number: z.int().min(1),
    /** RFC 3339. */
    time: z.iso.datetime(),
    kind: z.enum(['backend', 'pool', 'prober', 'admin', 'upstream', 'reload']),
    isBad: z.boolean(),
    /** One line. */
    text: z.string(),
  })
  .readonly();
export type ServerEvent = z.output<typeof serverEvent>;

/** Whether the events to come are wanted too. */
export const eventsRequest = z.strictObject({
  follow: z
    .enum(['', 'true', 'false'])
    .default('false')
    .transform(text => text !== 'false'),
});
