// The key `track`: a pool that others follow, being down while it has no live member.
import { z } from 'zod';
import { type Name, NameError, nameFromText, nameToLabel } from '../../dns/name.js';
import { typeFromText, typeToText } from '../../dns/types.js';
import type { ProbeKind } from '../kind.js';

/** Of a member that is not probed itself and only follows. */
export interface TrackSpec {
  readonly kind: 'track';
}

const TRACK = 'expected the name and the type of a pool, such as "db.example.org A"';

/** What a pool is called: owner and type, as in `app.local A`. */
export function poolName(owner: Name, type: number): string {
  return `${nameToLabel(owner).toLowerCase()} ${typeToText(type)}`;
}

function readName(text: string, origin?: Name): Name[] {
  try {
    return [nameFromText(text, origin)];
  } catch (error) {
    if (error instanceof NameError) return [];
    throw error;
  }
}

/**
 * The names of the pools that may be meant, the first that exists is: a name without a final dot is first one of the zone, as anywhere in a
 * zone file, then one by itself.
 */
export function trackedNames(track: string, origin: Name): string[] {
  const [text, typeText] = track.split(' ');
  const type = typeFromText(typeText);
  if (type === undefined) return [];
  const inZone = text === '@' ? [origin] : text.endsWith('.') ? [] : readName(text, origin);
  return [...inZone, ...readName(text)].map(owner => poolName(owner, type));
}

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
} satisfies ProbeKind;
