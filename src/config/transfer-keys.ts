// The keys of `transfer` in rondo.yaml: to whom a zone is handed out as a whole.
import { z } from 'zod';
import { off, oneOrMore } from '../source/fields.js';
import { SECONDARY, secondary } from './client-keys.js';

const TRANSFER = 'expected off or a mapping with to';
const TO = `${SECONDARY}, or a list of them`;

export const transfer = z.union(
  [
    off,
    z.strictObject({
      to: oneOrMore(secondary, TO)
        .refine(list => list.length > 0, { error: TO })
        .describe('Who gets the zone: addresses and prefixes'),
    }),
  ],
  { error: TRANSFER },
);

export type TransferEntry = z.output<typeof transfer>;
