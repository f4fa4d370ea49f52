// The names that are left out with a file that cannot be served: what it would hold, as far as that can be told.
import { lowerName, type Name, NameError, nameFromText, nameKey, nameToLabel } from '../dns/name.js';
import { inView } from '../dns/view-label.js';
import type { Problem } from '../source/problem.js';
import type { Zone } from '../zone/zone.js';
import { LIST_FORMAT } from './format/list.js';
import { masterOrigin } from './format/master-origin.js';
import { nameOfFile } from './format/zone-file-name.js';
import type { ZoneRequest } from './zone-requests.js';

/** A zone that is not served. */
export interface LeftOutName {
  /** Lower-cased wire form. */
  readonly origin: Name;
  /** The view whose clients alone would see it; absent when all would. */
  readonly view?: string | undefined;
  /** Whether it is the name alone, without those below it. */
  readonly isExact: boolean;
}

/** As `keyOfZone` has it for a zone. */
export function keyOfLeftOut({ origin, view }: LeftOutName): string {
  return inView(nameKey(origin), view);
}

/** What is known of a file that has errors. */
export interface BrokenFile {
  readonly request: ZoneRequest;
  /** Its text; empty when it could not be read. */
  readonly bytes: Uint8Array;
  /** The zones that it has all the same. */
  readonly zones: readonly Zone[];
  readonly problems: readonly Problem[];
}

/** How far into the file a key is looked for, in octets. */
const HEAD_OCTETS = 65_536;

/** Lines of dnsmasq that are for domains and all below them. */
const DOMAIN_LINE = /^\s*(?:address|local|server)\s*=\s*\/(.*)\//;
/** Those that begin with a name. */
const NAME_LINE =
  /^\s*(?:host-record|cname|txt-record|mx-host|srv-host|ptr-record|caa-record|dns-rr)\s*=\s*([^,\s]+)/;

function readName(text: string): Name | undefined {
  try {
    return lowerName(nameFromText(text));
  } catch (error) {
    if (error instanceof NameError) return undefined;
    throw error;
  }
}

function named(texts: readonly string[], isExact: boolean): LeftOutName[] {
  return texts.flatMap(text => {
    const origin = /^[#*]?$/.test(text) ? undefined : readName(text);
    return origin === undefined ? [] : [{ origin, isExact }];
  });
}

/** What the lines of a dnsmasq file with an error would have spoken of. */
function dnsmasqNames(problems: readonly Problem[]): LeftOutName[] {
  return problems.flatMap(({ severity, sourceLine = '' }) => {
    if (severity !== 'error') return [];
    const [, domains] = DOMAIN_LINE.exec(sourceLine) ?? [];
    if (domains !== undefined) return named(domains.split('/'), false);
    const [, name] = NAME_LINE.exec(sourceLine) ?? [];
    return name === undefined ? [] : named([name], true);
  });
}

/** The apex that the text of a YAML zone says, whatever else is wrong with it. */
function yamlNames(file: string, bytes: Uint8Array): LeftOutName[] {
  const head = Buffer.from(bytes.subarray(0, HEAD_OCTETS)).toString();
  const [, text] = /^\s*\{?\s*["']?zone["']?\s*:\s*["']?([^\s"',}#]+)/m.exec(head) ?? [];
  if (text !== undefined) return named([text], false);
  // A name of one label would be that of all of a top level.
  const origin = nameOfFile(file.replace(/\.ya?ml$/i, ''));
  return origin !== undefined && nameToLabel(origin).includes('.')
    ? [{ origin: lowerName(origin), isExact: false }]
    : [];
}

function masterNames({ file, origin: given }: ZoneRequest, bytes: Uint8Array): LeftOutName[] {
  const origin = given === undefined ? masterOrigin(file, bytes)?.origin : readName(given);
  return origin === undefined ? [] : [{ origin: lowerName(origin), isExact: false }];
}

/** The names that a file would hold, every one once; none when nothing can be told. */
export function namesOf({ request, bytes, zones, problems }: BrokenFile): LeftOutName[] {
  if (request.format === LIST_FORMAT) return [];
  const names = zones.map(({ origin, kind }) => ({ origin: lowerName(origin), isExact: kind === 'exact' }));
  if (request.format === 'dnsmasq') names.push(...dnsmasqNames(problems));
  else if (names.length === 0)
    names.push(...(request.format === 'yaml' ? yamlNames(request.file, bytes) : masterNames(request, bytes)));
  const { view } = request;
  const own = view === undefined ? names : names.map(name => ({ ...name, view }));
  return [...new Map(own.map(name => [nameKey(name.origin), name])).values()];
}
