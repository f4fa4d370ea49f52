// Lists of names that are blocked, or are not to be: no zones, and no format that `zones:` could name.
import { basename } from 'node:path';
import { NAME_ANSWER } from '../../image/name-part.js';
import { LongListError, readList } from '../blocklist/list-reader.js';
import type { ListSettings } from '../blocklist/list-settings.js';
import { FileError } from '../source-files.js';
import type { ReadContext, ZoneFile, ZoneSource } from './format.js';

/** What requests for lists have in place of the name of a format. */
export const LIST_FORMAT = 'list';

/** The most octets of a list. */
const MAX_OCTETS = 256 * 2 ** 20;

/** How a list is treated of which nothing else is said. */
export function usualSettings(file: string): ListSettings {
  const label = basename(file).replace(/(?<=.)\.(?:txt|list|hosts|conf)$/i, '');
  return { label, answer: NAME_ANSWER.NULL_A | NAME_ANSWER.NULL_AAAA, isAllow: false };
}

/** Reads a list. @throws FileError when it cannot be read */
export function readListFile(
  { file, list }: ZoneSource,
  { files, problems, records }: ReadContext,
): ZoneFile {
  const { bytes, modifiedSeconds } = files.read(file, MAX_OCTETS);
  const settings = list ?? usualSettings(file);
  // Who downloads to where the list is, and fails, leaves this.
  if (bytes.length === 0 && !settings.isAllow) throw new FileError(`${file} is empty`);
  const checkpoint = () => records.checkpoint();
  try {
    return { zones: [], names: readList(bytes, { file, problems, settings, modifiedSeconds, checkpoint }) };
  } catch (error) {
    if (!(error instanceof LongListError)) throw error;
    throw new FileError(error.message);
  }
}
