// The key `answer-to` of rondo.yaml: who may ask for what zones hold.

import type { z } from 'zod';
import { oneOrMore } from '../source/fields.js';
import { type NumberedRules, numberedRules, type Said } from './numbered-rules.js';
import { ASKER, asker, type Recipient, recipientOf } from './recipient-keys.js';

const ASKERS = `${ASKER}, or a list of them`;
/** The most addresses, prefixes and keys. */
const MAX_ASKERS = 1_024;

export const answerTo = oneOrMore(asker, ASKERS)
  .refine(list => list.length > 0, { error: ASKERS })
  .refine(list => list.length <= MAX_ASKERS, { error: `expected ${MAX_ASKERS} entries at most` })
  .refine(list => !list.includes('none') || list.length === 1, { error: '"none" must be the only entry' });

export type AskerEntry = z.output<typeof answerTo>;

/** Who may ask: plain data. */
export type AskerRule = readonly Recipient[];

/** Zones that everybody may ask for go by no rule. */
export type AskerSettings = NumberedRules<AskerRule>;

/** @param usual what stands at the top */
export function settleAskers(
  usual: AskerEntry | undefined,
  said: readonly Said<AskerEntry>[],
): AskerSettings {
  return numberedRules(usual ?? ['any'], said, entry =>
    entry.includes('any') ? undefined : entry.map(recipientOf),
  );
}
