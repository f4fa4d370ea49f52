// A zone at x.test as updates see it, records of updates from text, and what comes of them.
import type { UpdateGrant } from '../../../src/config/update-settings.js';
import { rcodeToText } from '../../../src/dns/constants.js';
import { type Name, nameFromText, nameToText } from '../../../src/dns/name.js';
import { rdataToText } from '../../../src/dns/rdata/to-text.js';
import { typeToText } from '../../../src/dns/types.js';
import { atOnce } from '../../../src/time/turns.js';
import { processUpdate } from '../../../src/transfer/update/process-update.js';
import { ServedContents } from '../../../src/transfer/update/served-contents.js';
import { UpdateError } from '../../../src/transfer/update/update-error.js';
import type { UpdateRecord } from '../../../src/transfer/update/update-message.js';
import type { ZoneContents } from '../../../src/transfer/update/zone-draft.js';
import { imageOf } from '../../store/images.js';
import { updateName, updateRecord } from '../../support/update.js';

export const ORIGIN = nameFromText('x.test.');
export const ALL: readonly UpdateGrant[] = [{ key: 'all', names: undefined, types: undefined }];

export function contentsOf(text: string): ServedContents {
  return new ServedContents({ image: imageOf(text) });
}

export const nameOf = (text: string): Name => updateName(text, ORIGIN);

export const recordOf = (text: string): UpdateRecord => updateRecord(text, ORIGIN);

/** What comes of an update: the response code, or the serial and the RRsets that are others. */
export function outcome(
  contents: ZoneContents,
  { prerequisites = [], updates = [] }: { prerequisites?: readonly string[]; updates?: readonly string[] },
  grants = ALL,
): string | readonly string[] {
  try {
    const message = { prerequisites: prerequisites.map(recordOf), updates: updates.map(recordOf) };
    const { changes, toSerial } = atOnce(processUpdate(message, contents, grants));
    const lines = changes.map(({ owner, type, after }) => {
      const data = after.rdatas.map(rdata => rdataToText(type, rdata)).sort();
      return `${nameToText(owner)} ${after.ttl} ${typeToText(type)} ${data.join(' + ')}`.trim();
    });
    return [`serial ${toSerial}`, ...lines];
  } catch (error) {
    if (error instanceof UpdateError) return rcodeToText(error.rcode);
    throw error;
  }
}
