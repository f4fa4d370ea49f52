// The keys of an entry under `zones:` that has no file: a zone that is transferred from other servers.
import { z } from 'zod';
import { advised, type KeyAdvice } from '../source/value-advice.js';
import { catalog } from './catalog-keys.js';
import { copyKeys } from './copy-keys.js';
import { inCatalog } from './listing-keys.js';
import { zoneView } from './view-keys.js';

/** Words of other programs. */
function secondaryKey(key: string): KeyAdvice | undefined {
  if (/^(?:masters?|primary|request-xfr|remotes?)$/i.test(key))
    return { hint: 'it is called `primaries` here' };
  if (/^(?:type|kind)$/i.test(key))
    return { hint: 'leave it out: a zone with `primaries` is a secondary one' };
  if (/^(?:zone|domain|origin)$/i.test(key)) return { hint: 'it is called `name` here' };
  if (/^catalog-/i.test(key))
    return { hint: 'write `catalog: {}`, or what is said of its members in the braces' };
  return undefined;
}

export const secondaryEntry = advised(
  z.strictObject({
    name: z.string().min(1).describe('Apex of a zone that other servers hold'),
    ...copyKeys,
    file: z.string().min(1).describe('Where it is kept; default: beside the state file').optional(),
    view: zoneView.optional(),
    catalog: catalog.optional(),
    'in-catalog': inCatalog.optional(),
  }),
  { key: secondaryKey },
);

export type SecondaryEntry = z.output<typeof secondaryEntry>;
