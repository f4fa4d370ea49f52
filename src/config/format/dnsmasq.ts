// dnsmasq.conf: zones of its address lines and records, and rules of its server lines.
import { dirname, isAbsolute, join } from 'node:path';
import { type DnsmasqInclude, readDnsmasq } from '../dnsmasq/reader.js';
import { MAX_TEXT_OCTETS, type SourceFiles } from '../source-files.js';
import type { ReadContext, ZoneFile, ZoneFormat, ZoneSource } from './format.js';

/** dnsmasq does not care about the encoding of comments. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Paths are relative to the folder of the file that names them. */
function includeFrom(files: SourceFiles): DnsmasqInclude {
  const locate = (path: string, fromFile: string) =>
    isAbsolute(path) ? path : join(dirname(fromFile), path);
  return {
    file: (path, fromFile) => {
      const file = locate(path, fromFile);
      return { file, text: textOf(files.read(file, MAX_TEXT_OCTETS).bytes) };
    },
    folder: (path, fromFile) => {
      const folder = locate(path, fromFile);
      if (!files.isFolder(folder)) return undefined;
      return files
        .list(folder)
        .map(name => join(path, name))
        .filter(name => !files.isFolder(locate(name, fromFile)));
    },
  };
}

function read({ file }: ZoneSource, { files, problems, records }: ReadContext): ZoneFile {
  const { bytes, modifiedSeconds } = files.read(file, MAX_TEXT_OCTETS);
  const include = includeFrom(files);
  return readDnsmasq(textOf(bytes), { file, problems, modifiedSeconds, include, records });
}

export const dnsmasq: ZoneFormat = { extensions: ['.conf'], takesOrigin: false, read };
