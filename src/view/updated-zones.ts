// Zones that updates have led away from their files.
import { z } from 'zod';

export const updatedPart = z
  .strictObject({
    rrsets: z.int().min(1).describe('How many RRsets are not as in the file.'),
    since: z.iso
      .datetime()
      .optional()
      .describe('When the first update came. RFC 3339. Absent when that was not kept.'),
    canSync: z.boolean().describe('Whether `rondo zone sync` can write them into the file.'),
  })
  .readonly();
export type UpdatedPartView = z.output<typeof updatedPart>;

export const updatedZones = z
  .strictObject({
    count: z.int().min(1),
    first: z
      .array(z.strictObject({ zone: z.string(), ...updatedPart.unwrap().shape }).readonly())
      .readonly()
      .describe('The first of them.'),
  })
  .readonly();
export type UpdatedZonesView = z.output<typeof updatedZones>;
