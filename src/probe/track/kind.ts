// The key `track`: a pool that others follow, being down while it has no live member.
import { z } from 'zod';
import type { ProbeKind } from '../kind.js';
import { readName } from './pool-name.js';

const TRACK = 'expected the name and the type of a pool, such as "db.example.org A"';

/** Of a member that is not probed itself and only follows. */
export const track = {
  choice: z
    .string({ error: TRACK })
    .transform(text => text.trim().replace(/\s+/, ' '))
    .refine(text => /^\S+ (A|AAAA)$/i.test(text) && readName(text.split(' ')[0]).length === 1, {
      error: TRACK,
    })
    .describe('Name and type of a pool without a live member of which the members are down, too'),
  choose: (name: string) => ({ track: name }),
  keys: {},
  defaults: {},
} satisfies ProbeKind<object>;
