// The answer to a query for the SOA of a zone, as a secondary reads it.

import { isTruncated } from '../dns/header.js';
import { TYPE } from '../dns/types.js';
import { type Asked, recordsAt } from './incoming-message.js';
import { answersIn } from './incoming-records.js';
import { soaNumbers } from './soa-record.js';
import { TransferError } from './transfer-error.js';

/**
 * The serial of the version that the primary has.
 * @returns undefined when the answer is truncated: it is to be asked for over TCP
 * @throws TransferError when the answer says that there is none, or is none
 */
export function serialIn(message: Uint8Array, asked: Asked): number | undefined {
  const from = recordsAt(message, asked, false);
  if (isTruncated(message)) return undefined;
  for (const record of answersIn(message, from, asked.origin))
    if (record.type === TYPE.SOA) return soaNumbers(record).serial;
  throw new TransferError('has no SOA: the server does not hold the zone');
}
