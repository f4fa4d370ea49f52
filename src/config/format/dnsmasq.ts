// dnsmasq.conf: zones of its address lines and records, and rules of its server lines.
import { dirname, join } from 'node:path';
import { canonicalAddress } from '../../dns/endpoint.js';
import { warnOfMissingNewline } from '../../source/final-newline.js';
import { pathFrom } from '../../source/path-from.js';
import type { Problems } from '../../source/problem.js';
import type { DnsmasqInclude } from '../dnsmasq/included-text.js';
import { readDnsmasq } from '../dnsmasq/reader.js';
import { FileError, MAX_TEXT_OCTETS, type SourceFiles } from '../source-files.js';
import type { ReadContext, ZoneFile, ZoneFormat, ZoneSource } from './format.js';

/** The most octets of a file: of 1,500,000 names. */
const MAX_OCTETS = 64 * 2 ** 20;

/** Warns of what may not be the whole file. An empty one says nothing, and is no mistake to dnsmasq. */
function warnOfCut(file: string, bytes: Uint8Array, problems: Problems): void {
  if (bytes.length === 0) problems.warning({ file, line: 1, column: 1 }, 'the file is empty');
  warnOfMissingNewline(file, bytes, problems);
}

const HOSTS_FILE = '/etc/hosts';

/** What the hosts file of this machine says about a name. Only names of servers are looked up in it. */
function hostIn(files: SourceFiles, name: string): string[] {
  try {
    const { bytes } = files.read(HOSTS_FILE, MAX_TEXT_OCTETS);
    const lines = new TextDecoder()
      .decode(bytes)
      .split(/\r?\n/)
      .map(line => line.replace(/#.*/, '').trim().split(/\s+/));
    const found = lines.filter(([, ...names]) =>
      names.some(each => each.toLowerCase() === name.toLowerCase()),
    );
    return [...new Set(found.flatMap(([address]) => canonicalAddress(address) ?? []))];
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}

/** Finds what a file names: paths are relative to the folder of that file. */
export function includeFrom(files: SourceFiles, problems: Problems): DnsmasqInclude {
  const locate = (path: string, fromFile: string) => pathFrom(dirname(fromFile), path);
  return {
    file: (path, fromFile) => {
      const file = locate(path, fromFile);
      const { bytes } = files.read(file, MAX_OCTETS);
      warnOfCut(file, bytes, problems);
      return { file, text: bytes };
    },
    folder: (path, fromFile) => {
      const folder = locate(path, fromFile);
      if (!files.isFolder(folder)) return undefined;
      return files
        .list(folder)
        .map(name => join(path, name))
        .filter(name => !files.isFolder(locate(name, fromFile)));
    },
    host: name => hostIn(files, name),
  };
}

function read({ file }: ZoneSource, { files, problems, probed, records }: ReadContext): ZoneFile {
  const { bytes, modifiedSeconds } = files.read(file, MAX_OCTETS);
  warnOfCut(file, bytes, problems);
  const include = includeFrom(files, problems);
  return readDnsmasq(bytes, { file, problems, modifiedSeconds, include, probed, records });
}

export const dnsmasq: ZoneFormat = { extensions: ['.conf'], takesOrigin: false, read };
