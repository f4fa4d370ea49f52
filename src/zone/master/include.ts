// Finds included files on disk, and only inside one folder.
import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { pathFrom } from '../../source/path-from.js';
import { ODDITY, OddFileError, readRegularFile } from '../../source/regular-file.js';
import { type Include, MAX_ZONE_OCTETS } from './state.js';

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** The path without links. @throws Error with a message that can be shown */
function realPath(path: string, shown: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new Error(`there is no file ${shown}`);
    throw new Error(`${shown} cannot be reached (${code ?? 'bad path'})`);
  }
}

/** The octets of a regular file of bounded size. @throws Error with a message that can be shown */
function readRegular(path: string, shown: string): Uint8Array {
  try {
    // Between the look and the opening the path may have become a link: it is not followed.
    return readRegularFile(path, { maxOctets: MAX_ZONE_OCTETS, followsLink: false }).bytes;
  } catch (error) {
    if (!(error instanceof OddFileError)) throw error;
    if (error.oddity === ODDITY.LONG) throw new Error(`${shown} is over ${MAX_ZONE_OCTETS} octets`);
    throw new Error(`${shown} is not a regular file`);
  }
}

/**
 * Lets `$INCLUDE` read regular files of up to 1 GiB below `folder`, never outside it, whether by `..`, by an
 * absolute path or through a symbolic link. A path is relative to the folder of the file that it stands in.
 */
export function includeFromFolder(folder: string): Include {
  /** The folder of every file included so far, by its shown name; the zone file itself lies in `folder`. */
  const folders = new Map<string, string>();
  return (path, fromFile) => {
    const shown = pathFrom(dirname(fromFile), path);
    const root = realPath(folder, folder);
    const real = realPath(resolve(folders.get(fromFile) ?? root, path), shown);
    const inside = relative(root, real);
    if (isAbsolute(inside) || inside.split(sep)[0] === '..')
      throw new Error(`${shown} is outside the zone folder ${folder}`);
    const bytes = readRegular(real, shown);
    folders.set(shown, dirname(real));
    return { file: shown, bytes };
  };
}
