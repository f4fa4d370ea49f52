// What does not pass `rondo check` is left out of an import, and told of, so that the rest can be used.
import { basename } from 'node:path';
import type { Problem, Problems } from '../../source/problem.js';
import { FileError, SourceFiles } from '../source-files.js';
import { type Draft, type DraftPool, type DraftZoneFile, startOf } from './draft.js';
import { flow, scalar } from './yaml-text.js';
import { zonePath, zoneText } from './zone-text.js';

/** The longest zone file that is looked through. */
const MAX_OCTETS = 4 * 2 ** 20;

type Fault = Problem & { readonly sourceLine: string };

/** Whether a zone file names another file, as it does in $INCLUDE. */
function names({ file }: DraftZoneFile, other: string, draft: Draft): boolean {
  try {
    const text = draft.texts.get(file) ?? new SourceFiles().read(file, MAX_OCTETS).bytes;
    return Buffer.from(text).includes(basename(other));
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}

/** Zone files that have mistakes, or names that are none. */
function leaveOutZones(draft: Draft, faults: readonly Fault[]): boolean {
  let isChanged = false;
  for (const zone of [...draft.zoneFiles.values()]) {
    const entry = `{ file: ${flow(zone.file)}, origin: ${flow(zone.name)}, `;
    const fault = faults.find(
      ({ place, message, sourceLine }) =>
        place.file === zone.file ||
        message.includes(zone.file) ||
        sourceLine.includes(entry) ||
        (!place.file.endsWith('.yaml') && names(zone, place.file, draft)),
    );
    if (fault === undefined) continue;
    draft.dropZoneFile(zone);
    draft.note(
      zone.place,
      `the zone ${zone.name === '' ? '""' : zone.name}: ${fault.place.file.endsWith('.yaml') ? '' : `${fault.place.file}:${fault.place.line}: `}${fault.message}`,
    );
    isChanged = true;
  }
  return isChanged;
}

/** What stands in a line of rondo.yaml: a key, a zone of other servers, an upstream, or an address to answer on. */
function leaveOutLine(draft: Draft, { place, message, sourceLine }: Fault, source: string): boolean {
  if (place.file !== 'rondo.yaml') return false;
  const [, key = ''] = /^([\w-]+):/.exec(sourceLine) ?? [];
  const item = /^ *- (.*?)(?: {3}#.*)?$/.exec(sourceLine)?.[1];
  const forward = draft.forward.findIndex(({ value }) => flow(value) === item);
  const listen = draft.listen.findIndex(value => flow(value) === item);
  const copy = [...draft.copies].find(([, { entry }]) => flow(entry.value) === item);
  if (!draft.keys.delete(key))
    if (copy !== undefined) draft.copies.delete(copy[0]);
    else if (forward >= 0) draft.forward.splice(forward, 1);
    else if (listen >= 0) draft.listen.splice(listen, 1);
    else return false;
  draft.note(startOf(source), `${sourceLine.trim().slice(0, 80)}: ${message}`);
  return true;
}

/** The probe of a pool in a zone in YAML. Its members are handed out, dead or alive. */
function leaveOutProbe(draft: Draft, { message, sourceLine }: Fault): boolean {
  const line = sourceLine.trim();
  for (const zone of draft.zones.values())
    for (const [owner, pool] of zone.pools) {
      const { probe, ...others } = pool.keys;
      if (probe === undefined || !line.startsWith('probe: ') || !`probe: ${flow(probe)}`.startsWith(line))
        continue;
      zone.pools.set(owner, { ...pool, keys: others });
      draft.note(zone.place, `${line.slice(0, 80)} for ${whence(owner, pool)}: ${message}`);
      return true;
    }
  return false;
}

/** The owner of what stands in a line of the file of a zone. */
function ownerAt(lines: readonly string[], line: number): string | undefined {
  for (let at = Math.min(line, lines.length) - 1; at >= 0; at--) {
    const [, owner] = /^ {2}("(?:[^"\\]|\\.)*"|[^\s"#]+):(?: |$)/.exec(lines[at]) ?? [];
    if (owner !== undefined) return owner;
  }
  return undefined;
}

/** Pools and records with mistakes, in zones in YAML. A probe alone goes when the mistake is in what it asks of members. */
function leaveOutOwners(draft: Draft, faults: readonly Fault[]): boolean {
  let isChanged = false;
  for (const zone of draft.zones.values()) {
    const done = new Set<string>();
    const own = faults.filter(({ place }) => place.file === zonePath(zone.name, 'yaml'));
    if (own.length === 0) continue;
    const lines = zoneText(zone).split('\n');
    for (const { place, message } of own) {
      const written = ownerAt(lines, place.line);
      const owner = [...zone.pools.keys(), ...zone.records.keys()].find(name => scalar(name) === written);
      const pool = owner === undefined ? undefined : zone.pools.get(owner);
      if (owner === undefined || done.has(owner)) continue;
      done.add(owner);
      const { probe, ...others } = pool?.keys ?? {};
      const isProbe = pool !== undefined && probe !== undefined && message.includes(' probe ');
      if (isProbe) zone.pools.set(owner, { ...pool, keys: others });
      else if (!zone.pools.delete(owner)) zone.records.delete(owner);
      const what = pool === undefined ? `the records of ${owner}` : whence(owner, pool);
      draft.note(zone.place, `${isProbe ? 'the probe for ' : ''}${what} in ${zone.name}: ${message}`);
      isChanged = true;
    }
  }
  return isChanged;
}

/** A pool by what it was made of. */
function whence(owner: string, { comments: [first = ''] }: DraftPool): string {
  return /^(.*?:\d+)\./.exec(first)?.[1] ?? owner;
}

/** Leaves out one thing that a problem is about, or all zone files that have any. @param source the first file of the import @returns whether there was one */
export function leaveOut(draft: Draft, problems: Problems, source: string): boolean {
  const faults = problems.list.flatMap(each =>
    each.severity === 'error' ? [{ ...each, sourceLine: each.sourceLine ?? '' }] : [],
  );
  if (leaveOutZones(draft, faults)) return true;
  if (faults.some(fault => leaveOutLine(draft, fault, source) || leaveOutProbe(draft, fault))) return true;
  return leaveOutOwners(draft, faults);
}
