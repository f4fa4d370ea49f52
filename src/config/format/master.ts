// Master files (RFC 1035 §5), as BIND, NSD and Knot read them.
import { dirname, isAbsolute, join } from 'node:path';
import { type Name, NameError, nameFromText } from '../../dns/name.js';
import { warnOfMissingNewline } from '../../source/final-newline.js';
import { includeFromFolder } from '../../zone/master/include.js';
import { readMasterFile } from '../../zone/master/reader.js';
import type { Include } from '../../zone/master/state.js';
import { FileError, type SourceFiles } from '../source-files.js';
import type { ReadContext, ZoneFile, ZoneFormat, ZoneSource } from './format.js';
import { masterOrigin } from './master-origin.js';

const MAX_OCTETS = 2 ** 30;

/** The apex as it was written beside the file. */
function givenOrigin({ origin }: ZoneSource): Name | undefined {
  if (origin === undefined) return undefined;
  try {
    return nameFromText(origin);
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    throw new FileError(
      `expected the origin to be a domain name, found "${origin.slice(0, 60)}": ${error.message}`,
    );
  }
}

/** Finds included files where they were kept. */
function includeKept(files: SourceFiles): Include {
  return (path, fromFile) => {
    const file = isAbsolute(path) ? path : join(dirname(fromFile), path);
    return { file, bytes: files.read(file, MAX_OCTETS).bytes };
  };
}

function read(source: ZoneSource, { files, problems, records }: ReadContext): ZoneFile {
  const { file, report } = source;
  const { bytes } = files.read(file, MAX_OCTETS);
  warnOfMissingNewline(file, bytes, problems);
  const origin = givenOrigin(source) ?? masterOrigin(file, bytes);
  if (origin === undefined) {
    const hint = `name the file after its zone, as in example.org.zone, or write { file: ${file}, origin: example.org }`;
    report('error', `the zone of ${file} cannot be told`, hint);
    return { zones: [] };
  }
  const find = files.isReplaying ? includeKept(files) : includeFromFolder(dirname(file));
  const include: Include = (path, fromFile) => {
    const included = find(path, fromFile);
    files.note(included.file, included.bytes);
    warnOfMissingNewline(included.file, included.bytes, problems);
    return included;
  };
  return { zones: [readMasterFile(bytes, { file, origin, problems, include, records })] };
}

export const master: ZoneFormat = { extensions: ['.zone', '.db'], takesOrigin: true, read };
