// How many files and sockets each part of a server may have open, and how many it has.
import { z } from 'zod';
import { DESCRIPTOR_USE } from './descriptor-use.js';

export const descriptorsView = z
  .strictObject({
    /** What the system lets the process have open. */
    limit: z.int(),
    /** What it has open; absent where the system does not say. */
    open: z.int().optional(),
    uses: z
      .array(
        z
          .strictObject({
            use: z.enum(DESCRIPTOR_USE),
            share: z.int(),
            /** Absent for those that are not counted one by one. */
            used: z.int().optional(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();
export type DescriptorsView = z.output<typeof descriptorsView>;
