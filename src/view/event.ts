// Something that happened to a server, as people and programs read it.
import { z } from 'zod';
import { EVENT_KINDS, EVENT_NAMES } from './event-names.js';

/** The most changes that one event lists: of zones, and of records in all of them. */
export const MAX_CHANGES = 20;

/** What a reload changed in one zone. */
export const zoneChangeView = z
  .strictObject({
    zone: z.string(),
    what: z.enum(['new', 'gone', 'changed']),
    /** How many records came and went, whether or not they are listed. */
    came: z.int().min(0),
    went: z.int().min(0),
    /** That it has from now on; absent for a zone that is gone. */
    serial: z.int().min(0).optional(),
    /** `+` or `-` and the record as in a zone file, the first by name. */
    records: z.array(z.string()).max(MAX_CHANGES).readonly(),
  })
  .readonly();
export type ZoneChangeView = z.output<typeof zoneChangeView>;

export const serverEvent = z
  .strictObject({
    /** Counts from 1; a gap between two means that some are only in a sum, or not kept any more. */
    number: z.int().min(1),
    /** RFC 3339. */
    time: z.iso.datetime(),
    kind: z.enum(EVENT_KINDS),
    /** Absent of a sum of many events. */
    event: z.enum(EVENT_NAMES).optional(),
    isBad: z.boolean(),
    /** One line. */
    text: z.string(),
    /** Of a pool: the other pool whose members it hands out. */
    using: z.string().optional(),
    /** Of a reload: the zones that are not as they were, the first by name. */
    changes: z.array(zoneChangeView).max(MAX_CHANGES).readonly().optional(),
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
