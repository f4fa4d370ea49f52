// The key `track`: a pool or a member that others follow, being down with it.
import { z } from 'zod';
import type { ProbeKind } from '../kind.js';
import { FOLLOWED, type FollowedKind, readTrack } from './pool-name.js';

/** The schema of a text that names a pool, a member or either. */
function reference(wanted: readonly FollowedKind[], error: string) {
  return z.string({ error }).transform((text, context) => {
    const read = readTrack(text);
    if (read !== undefined && wanted.includes(read.kind)) return read.text;
    context.addIssue({ code: 'custom', message: error });
    return z.NEVER;
  });
}

/** A pool, by name, and type if need be. */
export const poolReference = reference(
  [FOLLOWED.POOL],
  'expected the name of a pool, such as db or "db.example.org A"',
);

/** A member, by its address in the own pool, or by pool and address. */
export const memberReference = reference(
  [FOLLOWED.MEMBER],
  'expected the address of a member of this pool, or a pool and an address, such as "db 192.0.2.1"',
);

/** Of a member that is not probed itself and only follows. */
export const track = {
  choice: reference(
    [FOLLOWED.POOL, FOLLOWED.MEMBER],
    'expected a pool, such as db or "db.example.org A", or a member of this pool, such as 192.0.2.1',
  ).describe(
    'A pool, by name, without a live member of which the members are down, too; or a member, by its address',
  ),
  choose: (name: string) => ({ track: name }),
  keys: {},
  defaults: {},
} satisfies ProbeKind<object>;
