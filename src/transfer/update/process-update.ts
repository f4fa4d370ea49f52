// One update, from its records to what it changes of a draft of the zone (RFC 2136 §3.2 to §3.4).
import type { UpdateGrant } from '../../config/update-settings.js';
import { isLater } from '../../dns/serial.js';
import type { RRsetChange } from '../../zone/update/overlay.js';
import { UpdateChanges } from './changes.js';
import { checkPrerequisites } from './prerequisites.js';
import type { UpdateMessage } from './update-message.js';
import { type ZoneContents, ZoneDraft } from './zone-draft.js';

/** What an update leads to. */
export interface Updated {
  /** Without them, and with the same serial, the zone is as it was. */
  readonly changes: readonly RRsetChange[];
  /** The serial before and after. */
  readonly fromSerial: number;
  readonly toSerial: number;
  readonly draft: ZoneDraft;
}

/**
 * Carries an update out on a draft, in steps.
 * @param contents the zone as it is, or as updates before have left it
 * @param grants what the key of the message may change
 * @throws UpdateError when nothing of it is carried out
 */
export function* processUpdate(
  { prerequisites, updates }: Pick<UpdateMessage, 'prerequisites' | 'updates'>,
  contents: ZoneContents,
  grants: readonly UpdateGrant[],
): Generator<void, Updated, void> {
  yield* checkPrerequisites(prerequisites, contents);
  const draft = new ZoneDraft(contents);
  const applied = new UpdateChanges(draft, grants);
  yield* applied.check(updates);
  const fromSerial = draft.serial;
  yield* applied.apply(updates);
  const { changes } = draft;
  // One that brings an SOA with a later serial has said it itself (RFC 2136 §3.6).
  if (changes.length > 0 && !isLater(draft.serial, fromSerial)) draft.serial = (fromSerial + 1) >>> 0;
  return { changes, fromSerial, toSerial: draft.serial, draft };
}
