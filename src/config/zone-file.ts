// Reads one zone file of any format.
import { RecordsError } from '../zone/octet-store.js';
import type { ReadContext, ZoneFile } from './format/format.js';
import { LIST_FORMAT, readListFile } from './format/list.js';
import { FORMATS } from './format/registry.js';
import { FileError } from './source-files.js';
import { foreignText, importCommand } from './unread-files.js';
import type { ZoneRequest } from './zone-requests.js';

/** Reads the file that a request names; mistakes are reported, and what could be read is returned. */
export function readZoneFile(request: ZoneRequest, context: ReadContext): ZoneFile {
  const { file, program } = request;
  if (program !== undefined && !context.files.isReplaying) {
    const hint = `\`${importCommand(file)}\` makes zones of it`;
    request.report('error', `${file} is not read: it ${foreignText(program)}`, hint);
    return { zones: [] };
  }
  try {
    if (request.format === LIST_FORMAT) return readListFile(request, context);
    return FORMATS[request.format].read(request, context);
  } catch (error) {
    if (!(error instanceof FileError || error instanceof RecordsError)) throw error;
    request.report('error', error.message);
    return { zones: [] };
  }
}
