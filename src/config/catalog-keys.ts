// The keys of `catalog` in rondo.yaml: how the zones are taken that a catalog zone lists (RFC 9432).
import { z } from 'zod';
import { integer } from '../source/fields.js';
import { advised, type KeyAdvice } from '../source/value-advice.js';
import { type CopySettings, copyKeys, copySettings } from './copy-keys.js';

const { primaries, ...others } = copyKeys;

/** What is said of members; what is not said is as for the catalog itself. */
const memberKeys = {
  primaries: primaries
    .describe('Where members are transferred from; default: where the catalog is')
    .optional(),
  ...others,
};

const USUAL_MEMBERS = 10_000;
const MOST_MEMBERS = 100_000;
const MAX_GROUPS = 1_024;

/** Words of BIND, Knot and NSD. */
function catalogKey(key: string): KeyAdvice | undefined {
  if (/^(?:default-)?(?:masters?|primary|default-primaries)$/i.test(key))
    return { hint: 'it is called `primaries` here' };
  if (/template|pattern/i.test(key)) return { hint: 'what differs for a group stands under `groups`' };
  return undefined;
}

export const catalog = advised(
  z.strictObject(
    {
      ...memberKeys,
      'max-members': integer(1, MOST_MEMBERS)
        .describe(`A catalog with more is not taken; default: ${USUAL_MEMBERS}`)
        .optional(),
      groups: z
        .record(z.string(), z.strictObject(memberKeys))
        .refine(groups => Object.keys(groups).length <= MAX_GROUPS, {
          error: `expected ${MAX_GROUPS} groups at most`,
        })
        .describe('What differs for members of a group, by its name')
        .optional(),
    },
    { error: 'expected a mapping, such as {}' },
  ),
  { key: catalogKey },
).describe('It lists zones that are served, too: how their copies are taken');

type MemberEntry = z.output<z.ZodObject<typeof memberKeys>>;

/** How members of a catalog are taken: plain data. */
export interface CatalogSettings {
  /** Where copies are kept. */
  readonly folder: string;
  readonly maxMembers: number;
  readonly usual: CopySettings;
  /** By the name of a group. */
  readonly groups: ReadonlyMap<string, CopySettings>;
}

/** @param own how the catalog itself is taken @param folder where copies are kept */
export function catalogSettings(
  entry: z.output<typeof catalog>,
  own: Pick<z.output<z.ZodObject<typeof copyKeys>>, 'primaries'>,
  folder: string,
): CatalogSettings {
  const { groups = {}, 'max-members': maxMembers = USUAL_MEMBERS, ...usual } = entry;
  const settingsOf = (said: MemberEntry) =>
    copySettings({ primaries: own.primaries, ...usual, ...said } as Parameters<typeof copySettings>[0]);
  return {
    ...{ folder, maxMembers, usual: settingsOf({}) },
    groups: new Map(Object.entries(groups).map(([name, said]) => [name, settingsOf(said)])),
  };
}
