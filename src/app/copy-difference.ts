// Puts a small difference of a zone of other servers in force, in place of a reload.
import type { SecondaryZone } from '../config/secondary-zones.js';
import { isWorn } from '../image/patch.js';
import { serialOf } from '../image/soa-serial.js';
import type { Generation } from '../store/generation.js';
import { byTurns } from '../time/turns.js';
import { type ReceivedDifference, rrsetChanges } from '../transfer/difference.js';
import { soaNumbers } from '../transfer/soa-record.js';
import { ServedContents } from '../transfer/update/served-contents.js';
import type { UpdateHost } from '../transfer/update/update-host.js';

/** The server as it is now, of which no files are being read. */
export interface PatchedServer {
  readonly generation: Generation;
  readonly sets: Pick<UpdateHost, 'setUpdated'>;
}

/** @returns whether it is in force; else the file of the zone has to be read again */
export async function setDifference(
  { file }: SecondaryZone,
  difference: ReceivedDifference,
  { generation, sets }: PatchedServer,
): Promise<boolean> {
  const { fromSerial, soa } = difference;
  const zone = generation.zones.find(({ source }) => source === file);
  if (zone === undefined || serialOf(zone.image) !== fromSerial || isWorn(zone.image)) return false;
  const changes = await byTurns(rrsetChanges(new ServedContents(zone), difference));
  if (changes === undefined) return false;
  return sets.setUpdated({ label: zone.label, changes, fromSerial, toSerial: soaNumbers(soa).serial });
}
