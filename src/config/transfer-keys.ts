// The keys of `transfer` in rondo.yaml: to whom a zone is handed out as a whole, and who is told of a new version.
import { z } from 'zod';
import { off, oneOrMore } from '../source/fields.js';
import { NAME_SERVER, nameServer } from './name-server-keys.js';
import { RECIPIENT, recipient } from './recipient-keys.js';

const TRANSFER = 'expected off or a mapping with to';
const TO = `${RECIPIENT}, or a list of them`;
const NOTIFY = `${NAME_SERVER}, or a list of them`;
/** The most addresses, prefixes and keys. */
const MAX_RECIPIENTS = 1_024;
/** The most secondaries of a zone that are told. */
const MAX_NOTIFIED = 64;

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
};

export const transfer = z.union([off, z.strictObject(transferKeys)], { error: TRANSFER });

export type TransferEntry = z.output<typeof transfer>;
