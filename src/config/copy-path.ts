// Where copies of zones of other servers are kept, by the names of the zones.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { besideState } from '../source/beside-state.js';

/** File systems take names of 255 octets; what is put behind this one needs some. */
const MAX_STEM = 160;
/** Digits that tell one member of a name from another. */
const DIGITS = 16;

const digestOf = (text: string) => createHash('sha256').update(text, 'latin1').digest('hex');

/** A part of a file name: characters that a path may not have are written as in a URL. */
export function stemOf(label: string): string {
  const stem = label === '.' ? '%2e' : encodeURIComponent(label).replaceAll('*', '%2a');
  return stem.length > MAX_STEM ? digestOf(label) : stem;
}

/** The folder of copies that do not say where they are kept. @returns undefined for nowhere */
export function copyFolderOf(stateFile: string | undefined): string | undefined {
  return stateFile === undefined ? undefined : besideState(stateFile, 'transferred');
}

/** The file of a zone that has an entry. @param label the apex as people write it */
export function copyPath(folder: string, label: string): string {
  return join(folder, `${stemOf(label)}.zone`);
}

/** Where a copy is as long as nobody may be answered from it. */
export function expiredPath(file: string): string {
  return `${file}.expired`;
}

/** The folder of members of catalogs, in that of other copies: nothing else is in it. */
export function memberFolder(folder: string): string {
  return join(folder, 'members');
}

/**
 * The file of a zone that a catalog lists. With another label of its node it is another file, for what was kept of it is to be
 * forgotten (RFC 9432 §5.4); with the same one in another catalog it is the same (§4.4.1).
 */
export function memberPath(folder: string, label: string, node: string): string {
  const digest = digestOf(`${label} ${node}`).slice(0, DIGITS);
  return join(memberFolder(folder), `${stemOf(label)}~${digest}.zone`);
}
