// Some updates of one zone, carried out one after another on one draft.
import type { UpdateGrant } from '../../config/update-settings.js';
import { RCODE } from '../../dns/constants.js';
import { byTurns } from '../../time/turns.js';
import { octetsOf, type RRsetChange } from '../../zone/update/overlay.js';
import { processUpdate } from './process-update.js';
import { UpdateError } from './update-error.js';
import type { Updater } from './update-host.js';
import type { UpdateMessage } from './update-message.js';
import { type ZoneContents, ZoneDraft } from './zone-draft.js';

/** What updates make of one zone may take so many octets, in memory and on the disk. */
const MAX_OVERLAY = 64 * 2 ** 20;

/** What became of one update. */
export interface Answered {
  readonly rcode: number;
  /** Why not, for people. */
  readonly reason?: string;
  readonly isApplied: boolean;
}

/** An update that waits. */
export interface WaitingUpdate {
  readonly message: UpdateMessage;
  readonly grants: readonly UpdateGrant[];
  readonly updater: Updater;
  resolve(answered: Answered): void;
}

/** One that was carried out on a draft, with what it changes. */
interface Done {
  readonly waiting: WaitingUpdate;
  readonly answered: Answered;
  readonly changes: readonly RRsetChange[];
  readonly serial: number;
}

/** Some of them, with the zone that they lead to. */
export interface Batch {
  readonly done: readonly Done[];
  readonly changed: readonly Done[];
  readonly draft: ZoneDraft;
  readonly fromSerial: number;
}

/** How many updates come into force at once, and how many records of them: that is done in one go, while others wait. */
const MAX_AT_ONCE = 256;
const MAX_RECORDS_AT_ONCE = 2_048;

/** How many of those that wait come into force next: one at least, if there is one. */
export function countAtOnce(waiting: readonly Pick<WaitingUpdate, 'message'>[]): number {
  let records = 0;
  for (const [index, { message }] of waiting.entries()) {
    records += message.updates.length;
    if (index === MAX_AT_ONCE || (index > 0 && records > MAX_RECORDS_AT_ONCE)) return index;
  }
  return waiting.length;
}

const sizeOf = (changes: readonly RRsetChange[]) =>
  changes.reduce((sum, change) => sum + octetsOf(change), 0);

async function processOne(waiting: WaitingUpdate, draft: ZoneDraft, octets: number): Promise<Done> {
  try {
    const updated = await byTurns(processUpdate(waiting.message, draft, waiting.grants));
    const { changes, fromSerial, toSerial } = updated;
    if (octets + sizeOf(changes) > MAX_OVERLAY)
      throw new UpdateError(
        RCODE.SERVFAIL,
        `needs room: updates of this zone take ${MAX_OVERLAY / 2 ** 20} MiB already, until they are written back`,
      );
    const isApplied = fromSerial !== toSerial;
    if (isApplied) draft.absorb(updated.draft);
    return { waiting, answered: { rcode: RCODE.NOERROR, isApplied }, changes, serial: toSerial };
  } catch (error) {
    if (!(error instanceof UpdateError)) throw error;
    const { rcode, message: reason } = error;
    return { waiting, answered: { rcode, reason, isApplied: false }, changes: [], serial: draft.serial };
  }
}

/**
 * Carries them out, each on what those before have left.
 * @param contents the zone in force
 * @param kept octets that earlier updates take
 */
export async function processBatch(
  waiting: readonly WaitingUpdate[],
  contents: ZoneContents,
  kept: number,
): Promise<Batch> {
  const draft = new ZoneDraft(contents);
  const fromSerial = draft.serial;
  const done: Done[] = [];
  let octets = kept;
  for (const each of waiting) {
    const one = await processOne(each, draft, octets);
    octets += sizeOf(one.changes);
    done.push(one);
  }
  return { done, changed: done.filter(({ answered }) => answered.isApplied), draft, fromSerial };
}
