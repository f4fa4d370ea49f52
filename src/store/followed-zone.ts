// Which zones have versions that follow health: secondaries get of their pools who is handed out.
import { ruleBy, ruleNumber } from '../config/numbered-rules.js';
import type { TransferSettings } from '../config/transfer-settings.js';
import { ServedZone } from '../image/served-zone.js';
import type { BuiltZone } from './zone-version.js';

/** Whether versions of a zone follow health. Not those of a signed one: its signatures are of what its file holds. */
export function followsHealth(
  { image, source }: Pick<BuiltZone, 'image' | 'source'>,
  transfers: TransferSettings,
): boolean {
  if (ruleBy(transfers, ruleNumber(transfers, source))?.isFollowing !== true) return false;
  const zone = new ServedZone(image);
  return zone.soa !== 0 && zone.signatures(zone.soa) === 0;
}
