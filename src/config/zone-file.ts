// Reads one zone file of any format.
import { dirname, isAbsolute, join } from 'node:path';
import { type Name, NameError, nameFromText } from '../dns/name.js';
import type { ProbeProfiles } from '../probe/resolve.js';
import type { Problems } from '../source/problem.js';
import { includeFromFolder } from '../zone/master/include.js';
import { readMasterFile } from '../zone/master/reader.js';
import type { Include } from '../zone/master/state.js';
import { RecordsError } from '../zone/octet-store.js';
import type { Records } from '../zone/records.js';
import { readYamlZone } from '../zone/yaml/reader.js';
import { type DnsmasqInclude, type DnsmasqResult, readDnsmasq } from './dnsmasq/reader.js';
import { masterOrigin } from './master-origin.js';
import { decodeText, FileError, MAX_TEXT_OCTETS, type SourceFiles } from './source-files.js';
import type { ZoneRequest } from './zone-requests.js';

/** The most octets of a master file. */
const MAX_MASTER_OCTETS = 2 ** 30;

/** What the readers of all formats need. */
export interface ReadContext {
  readonly files: SourceFiles;
  readonly problems: Problems;
  /** References to profiles are not checked without them. */
  readonly profiles: ProbeProfiles | undefined;
  /** Takes the records of all zones. */
  readonly records: Records;
}

/** What a file holds: zones, and rules of dnsmasq. */
export type ZoneFile = Pick<DnsmasqResult, 'zones'> & Partial<DnsmasqResult>;

/** Reads the file that a request names; mistakes are reported, and what could be read is returned. */
export function readZoneFile(request: ZoneRequest, context: ReadContext): ZoneFile {
  try {
    return readers[request.format](request, context);
  } catch (error) {
    if (!(error instanceof FileError || error instanceof RecordsError)) throw error;
    request.report('error', error.message);
    return { zones: [] };
  }
}

const readers: Record<ZoneRequest['format'], (request: ZoneRequest, context: ReadContext) => ZoneFile> = {
  master: readMaster,
  yaml: readYaml,
  dnsmasq: readRules,
};

function withOrigin(request: ZoneRequest): Name | undefined {
  if (request.origin === undefined) return undefined;
  try {
    return nameFromText(request.origin);
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    throw new FileError(
      `expected the origin to be a domain name, found "${request.origin.slice(0, 60)}": ${error.message}`,
    );
  }
}

function readMaster(request: ZoneRequest, { files, problems, records }: ReadContext): ZoneFile {
  const { file } = request;
  const { bytes } = files.read(file, MAX_MASTER_OCTETS);
  const origin = withOrigin(request) ?? masterOrigin(file, bytes);
  if (origin === undefined) {
    const hint = `name the file after its zone, as in example.org.zone, or write { file: ${file}, origin: example.org }`;
    request.report('error', `the zone of ${file} cannot be told`, hint);
    return { zones: [] };
  }
  const inFolder = includeFromFolder(dirname(file));
  const include: Include = (path, fromFile) => {
    const source = inFolder(path, fromFile);
    files.note(source.file, source.bytes);
    return source;
  };
  return { zones: [readMasterFile(bytes, { file, origin, problems, include, records })] };
}

function readYaml({ file }: ZoneRequest, { files, problems, profiles, records }: ReadContext): ZoneFile {
  const { bytes, modifiedSeconds } = files.read(file, MAX_TEXT_OCTETS);
  const options = { file, problems, modifiedSeconds, profiles, records };
  const zone = readYamlZone(decodeText(file, bytes), options);
  return { zones: zone === undefined ? [] : [zone] };
}

function readRules({ file }: ZoneRequest, { files, problems, records }: ReadContext): ZoneFile {
  const { bytes, modifiedSeconds } = files.read(file, MAX_TEXT_OCTETS);
  return readDnsmasq(textOf(bytes), {
    file,
    problems,
    modifiedSeconds,
    include: includeFrom(files),
    records,
  });
}

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
