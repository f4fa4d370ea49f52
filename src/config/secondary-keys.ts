// The keys of an entry under `zones:` that has no file: a zone that is transferred from other servers.
import { z } from 'zod';
import { address, memory, off, oneOrMore } from '../source/fields.js';
import { advised, type KeyAdvice } from '../source/value-advice.js';
import { NAME_SERVER, nameServer } from './name-server-keys.js';
import { type TransferEntry, transferKeys } from './transfer-keys.js';

const PRIMARIES = `${NAME_SERVER}, or a list of them`;
const TRANSFER = 'expected off or a mapping with to, notify and notify-from';
const SENDERS = 'expected an address, or a list of them';

const onward = z
  .strictObject({
    ...transferKeys,
    to: transferKeys.to.optional(),
    'notify-from': oneOrMore(address, SENDERS)
      .describe('Who else may tell by NOTIFY that it has changed; the primaries always may')
      .optional(),
  })
  .refine(({ to, notify }) => to !== undefined || notify === undefined, {
    error: 'notify needs to: who is told of a version has to get it',
  });

/** Words of other programs. */
function secondaryKey(key: string): KeyAdvice | undefined {
  if (/^(?:masters?|primary|request-xfr|remotes?)$/i.test(key))
    return { hint: 'it is called `primaries` here' };
  if (/^(?:type|kind)$/i.test(key))
    return { hint: 'leave it out: a zone with `primaries` is a secondary one' };
  if (/^(?:zone|domain|origin)$/i.test(key)) return { hint: 'it is called `name` here' };
  return undefined;
}

export const secondaryEntry = advised(
  z.strictObject({
    name: z.string().min(1).describe('Apex of a zone that other servers hold'),
    primaries: oneOrMore(nameServer, PRIMARIES)
      .refine(list => list.length > 0 && list.length <= 16, { error: 'expected 1 to 16 primaries' })
      .describe('Where it is transferred from; the first that answers is taken'),
    file: z.string().min(1).describe('Where it is kept; default: beside the state file').optional(),
    transfer: z
      .union([off, onward], { error: TRANSFER })
      .describe('Who gets the copy, or off, and who else may tell that the zone has changed')
      .optional(),
    'max-size': memory(1, 1_024).describe('The most that a transfer may bring; default: 256MB').optional(),
  }),
  { key: secondaryKey },
);

export type SecondaryEntry = z.output<typeof secondaryEntry>;

/** Who gets the copy; undefined when the entry does not say it. */
export function onwardOf({ transfer }: Pick<SecondaryEntry, 'transfer'>): TransferEntry | undefined {
  if (transfer === undefined || transfer === 'off') return transfer;
  const { 'notify-from': _, to, ...others } = transfer;
  return to && { to, ...others };
}

/** Who else may tell that the zone has changed. */
export function notifiersNamed({ transfer }: Pick<SecondaryEntry, 'transfer'>): readonly string[] {
  return transfer === undefined || transfer === 'off' ? [] : (transfer['notify-from'] ?? []);
}
