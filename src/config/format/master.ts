// Master files (RFC 1035 §5), as BIND, NSD and Knot read them.
import { dirname } from 'node:path';
import { type Name, NameError, nameFromText, nameToLabel } from '../../dns/name.js';
import { warnOfMissingNewline } from '../../source/final-newline.js';
import { pathFrom } from '../../source/path-from.js';
import type { Problems } from '../../source/problem.js';
import { includeFromFolder } from '../../zone/master/include.js';
import { readMasterFile } from '../../zone/master/reader.js';
import type { Include } from '../../zone/master/state.js';
import { FileError, type SourceFiles } from '../source-files.js';
import type { ReadContext, ZoneFile, ZoneFormat, ZoneSource } from './format.js';
import { masterOrigin, type OriginSlip, type OwnerSlip, originSlip, ownerSlip } from './master-origin.js';
import { doubtOf, reverseOfFile } from './zone-file-name.js';

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

/** How to say what the zone of a file is called. @param name what that may be, if something tells */
function namingHint(file: string, name = 'example.org'): string {
  return `write \`$ORIGIN ${name}.\` at the top of the file, or { file: ${file}, origin: ${name} } under zones:`;
}

/** Warns of a name that was taken from the name of a file and is hardly that of a zone. */
function warnOfGuess(file: string, origin: Name, problems: Problems): void {
  const label = nameToLabel(origin);
  const doubt = doubtOf(file, label);
  if (doubt === undefined) return;
  const { why, meant } = doubt;
  const question = meant === undefined ? '' : `; is it ${meant}?`;
  problems.warning(
    { file, line: 1, column: 1 },
    `the zone is called ${label} after its file, which ${why}${question}`,
    { hint: namingHint(file, meant ?? label) },
  );
}

/** Says once what else would lead to an error for each record that has to be at the apex. */
function reportSlip(
  file: string,
  { text, line, sourceLine, isMissing = false }: OriginSlip & Partial<OwnerSlip>,
  problems: Problems,
  hint: string,
): void {
  const message = isMissing
    ? `expected the owner of the SOA record, found "${text}"`
    : `the SOA record would be below the zone: without a final dot ${text} is relative to the zone's name`;
  const place = { file, line, column: sourceLine.indexOf(text) + 1 };
  problems.error(place, message, { sourceLine, width: text.length, hint });
}

/** What to write in place of the owner of an SOA. */
function ownerHint({ text, isMissing, isApex }: OwnerSlip): string {
  if (isMissing) return `write \`@ ${text} …\`: @ stands for the name of the zone`;
  return isApex ? `write \`@\` or \`${text}.\`` : `write \`${text}.\`, or \`@\` for the name of the zone`;
}

/** Finds included files where they were kept. */
function includeKept(files: SourceFiles): Include {
  return (path, fromFile) => {
    const file = pathFrom(dirname(fromFile), path);
    return { file, bytes: files.read(file, MAX_OCTETS).bytes };
  };
}

function read(source: ZoneSource, { files, problems, records }: ReadContext): ZoneFile {
  const { file, report } = source;
  const { bytes } = files.read(file, MAX_OCTETS);
  warnOfMissingNewline(file, bytes, problems);
  const slip = originSlip(bytes);
  if (slip !== undefined) {
    reportSlip(file, slip, problems, `write \`$ORIGIN ${slip.text}.\``);
    return { zones: [] };
  }
  const given = givenOrigin(source);
  const wrongOwner = ownerSlip(file, bytes, given);
  if (wrongOwner !== undefined) {
    reportSlip(file, wrongOwner, problems, ownerHint(wrongOwner));
    return { zones: [] };
  }
  const found = given === undefined ? masterOrigin(file, bytes) : { origin: given, isGuessed: false };
  if (found === undefined) {
    report('error', `the zone of ${file} cannot be told`, namingHint(file, reverseOfFile(file)));
    return { zones: [] };
  }
  const { origin, isGuessed } = found;
  const find = files.isReplaying ? includeKept(files) : includeFromFolder(dirname(file));
  const include: Include = (path, fromFile) => {
    const included = find(path, fromFile);
    files.note(included.file, included.bytes);
    warnOfMissingNewline(included.file, included.bytes, problems);
    return included;
  };
  const zone = readMasterFile(bytes, { file, origin, problems, include, records });
  zone.isNamedByFile = isGuessed;
  // Whatever is no zone is called nothing.
  if (isGuessed && zone.soa !== undefined) warnOfGuess(file, origin, problems);
  return { zones: [zone] };
}

export const master: ZoneFormat = { extensions: ['.zone', '.db'], takesOrigin: true, read };
