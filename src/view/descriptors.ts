// How many files and sockets each part of a server may have open, and how many it has.
import { z } from 'zod';
import { DESCRIPTOR_USE } from './descriptor-use.js';

export const descriptorsView = z
  .strictObject({
    limit: z.int().describe('What the system lets the process have open.'),
    open: z.int().optional().describe('What it has open; absent where the system does not say.'),
    uses: z
      .array(
        z
          .strictObject({
            use: z.enum(DESCRIPTOR_USE),
            share: z.int(),
            used: z.int().optional().describe('Absent for those that are not counted one by one.'),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();
export type DescriptorsView = z.output<typeof descriptorsView>;
