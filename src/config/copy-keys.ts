// How a copy of a zone of other servers is taken and handed on: the keys that entries under `zones:` and catalogs have in common.
import { z } from 'zod';
import { address, memory, off, oneOrMore } from '../source/fields.js';
import { type AskerEntry, answerTo } from './asker-keys.js';
import { NAME_SERVER, type NameServer, nameServerOf, primary } from './name-server-keys.js';
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

export const copyKeys = {
  primaries: oneOrMore(primary, PRIMARIES)
    .refine(list => list.length > 0 && list.length <= 16, { error: 'expected 1 to 16 primaries' })
    .describe('Where it is transferred from; the first that answers is taken'),
  transfer: z
    .union([off, onward], { error: TRANSFER })
    .describe('Who gets the copy, or off, and who else may tell that the zone has changed')
    .optional(),
  'answer-to': answerTo.describe('Who may ask for what it holds; default: that at the top').optional(),
  'max-size': memory(1, 1_024).describe('The most that a transfer may bring; default: 256MB').optional(),
};

const copy = z.object(copyKeys);
type CopyEntry = z.output<typeof copy>;

const USUAL_OCTETS = 256 * 2 ** 20;

/** How a copy is taken and handed on: plain data. */
export interface CopySettings {
  readonly primaries: readonly NameServer[];
  readonly notifyFrom: readonly string[];
  readonly maxOctets: number;
  /** Who gets it; undefined when nothing is said of that. */
  readonly transfer: TransferEntry | undefined;
  /** Who may ask for what it holds; undefined when nothing is said of that. */
  readonly answerTo: AskerEntry | undefined;
}

export function copySettings(entry: CopyEntry): CopySettings {
  const { primaries, transfer, 'answer-to': answerTo, 'max-size': maxOctets } = entry;
  const { to, 'notify-from': notifyFrom = [], ...others } = transfer === 'off' ? {} : (transfer ?? {});
  const onwardTo = to && { to, ...others };
  return {
    ...{ primaries: primaries.map(nameServerOf), notifyFrom, maxOctets: maxOctets ?? USUAL_OCTETS },
    transfer: transfer === 'off' ? transfer : onwardTo,
    answerTo,
  };
}
