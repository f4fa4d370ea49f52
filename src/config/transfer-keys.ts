// The keys of `transfer` in rondo.yaml: to whom a zone is handed out as a whole, who is told of a new version, and what of its pools is in it.
import { z } from 'zod';
import { off, oneOrMore, seconds, truth } from '../source/fields.js';
import { advised } from '../source/value-advice.js';
import { NAME_SERVER, nameServer } from './name-server-keys.js';
import { RECIPIENT, recipient } from './recipient-keys.js';
import { transferAdvice, transferKey } from './settings-advice.js';

const TRANSFER = 'expected off or a mapping with to';
const TO = `${RECIPIENT}, or a list of them`;
const NOTIFY = `${NAME_SERVER}, or a list of them`;
/** The most addresses, prefixes and keys. */
const MAX_RECIPIENTS = 1_024;
/** The most secondaries of a zone that are told. */
const MAX_NOTIFIED = 64;
/** What of a pool secondaries get: the members that are handed out, or all. */
export const HEALTH = ['all', 'follow'] as const;
const A_DAY = 86_400;

/** Each key of a mapping. */
export const transferKeys = {
  to: oneOrMore(recipient, TO)
    .refine(list => list.length > 0, { error: TO })
    .refine(list => list.length <= MAX_RECIPIENTS, {
      error: `expected ${MAX_RECIPIENTS} entries at most`,
    })
    .describe('Who gets the zone: addresses, prefixes, names of keys'),
  notify: oneOrMore(nameServer, NOTIFY)
    .refine(list => list.length <= MAX_NOTIFIED, { error: `expected ${MAX_NOTIFIED} servers at most` })
    .describe('Who is told by NOTIFY that there is a new version')
    .optional(),
  tls: truth
    .describe('yes: the zone leaves over TLS alone, and over nothing that others can read; default: no')
    .optional(),
  health: z
    .enum(HEALTH, { error: 'expected follow or all' })
    .describe('Whether secondaries get the members of pools that are handed out, or all; default: all')
    .optional(),
  ttl: seconds(1, A_DAY)
    .describe('Time to live at secondaries of pools without one, with `health: follow`; default: 5s')
    .optional(),
};

export const transfer = advised(z.union([off, z.strictObject(transferKeys)], { error: TRANSFER }), {
  advice: transferAdvice,
  key: transferKey,
});

export type TransferEntry = z.output<typeof transfer>;
