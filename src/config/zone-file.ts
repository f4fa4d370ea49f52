// Reads one zone file of any format.
import { Problems } from '../source/problem.js';
import { RecordsError } from '../zone/octet-store.js';
import { GivenUpError } from '../zone/records.js';
import type { ReadContext, ZoneFile } from './format/format.js';
import { LIST_FORMAT, readListFile } from './format/list.js';
import { FORMATS } from './format/registry.js';
import { otherContent } from './other-content.js';
import { EncodingError, FileError } from './source-files.js';
import { foreignText, importCommand } from './unread-files.js';
import type { ZoneRequest } from './zone-requests.js';

/**
 * Reads the file that a request names; mistakes are reported, and what could be read is returned. A mistake of the reader
 * itself costs this file alone, too. One error is reported where a file holds something else than its name says.
 * @throws GivenUpError when the load is to be given up
 */
export function readZoneFile(request: ZoneRequest, context: ReadContext): ZoneFile {
  const { file, format, program } = request;
  const { files } = context;
  if (program !== undefined && !files.isReplaying) {
    const hint = `\`${importCommand(file)}\` makes zones of it`;
    request.report('error', `${file} is not read: it ${foreignText(program)}`, hint);
    return { zones: [] };
  }
  const problems = new Problems();
  const read = readAs(request, { ...context, problems });
  const isOdd = problems.hasErrors && format !== LIST_FORMAT && !files.isReplaying;
  const other = isOdd ? otherContent(file, format, files.bytesOf(file)) : undefined;
  if (other === undefined) {
    context.problems.addAll(problems);
    return read;
  }
  context.problems.add(other);
  return { zones: [] };
}

function readAs(request: ZoneRequest, context: ReadContext): ZoneFile {
  try {
    if (request.format === LIST_FORMAT) return readListFile(request, context);
    return FORMATS[request.format].read(request, context);
  } catch (error) {
    if (error instanceof GivenUpError) throw error;
    if (error instanceof EncodingError) {
      context.problems.error(error.place, `the file ${error.what}`, { hint: 'save it as UTF-8' });
      return { zones: [] };
    }
    const { message } = error as Error;
    const isExpected = error instanceof FileError || error instanceof RecordsError;
    request.report(
      'error',
      isExpected ? message : `internal error while ${request.file} was read: ${message}`,
    );
    return { zones: [] };
  }
}
