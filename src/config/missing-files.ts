// Zone files that were there and are not: those that were taken away on purpose end their zones, the others are missed.
import { readdirSync, statSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import type { Problems } from '../source/problem.js';
import { isGlob } from '../source/wildcard.js';
import { isFolder } from './file-state.js';
import { LIST_FORMAT } from './format/list.js';
import type { LoadMemory } from './load-memory.js';
import type { PatternEntry, ZoneRequest } from './zone-requests.js';

/** The most missing files that one problem names. */
const MAX_NAMED = 4;

/** The names in a folder; none of one that cannot be read. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whether something is there, be it a link that leads to itself, or where nobody may look. */
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/**
 * Whether a file that a pattern led to was taken away, while the folder that it was in is there. An empty folder may be
 * one that is not mounted.
 */
function wasRemoved(pattern: string, path: string): boolean {
  if (isThere(path)) return !isFolder(path);
  const [wanted, steps] = [pattern.split(sep), path.split(sep)];
  if (wanted.length !== steps.length) return false;
  for (let at = wanted.findIndex(isGlob); at < steps.length; at++) {
    const names = namesIn(steps.slice(0, at).join(sep) || (pattern.startsWith(sep) ? sep : '.'));
    if (names.length === 0) return false;
    if (!names.includes(steps[at])) return isGlob(wanted[at]) || at === steps.length - 1;
  }
  return false;
}

/** What is asked for, and what patterns led to before. */
export interface Wanted {
  readonly requests: readonly ZoneRequest[];
  /** Where each pattern stands, whether or not it led to anything. */
  readonly patterns: ReadonlyMap<string, PatternEntry>;
  /** Absolute paths of files that may be away only for as long as they are written. */
  readonly awaited: ReadonlySet<string>;
}

type Missing = ZoneRequest & { readonly pattern: string };

function append(lists: Map<string, Missing[]>, request: Missing): void {
  const list = lists.get(request.pattern);
  if (list === undefined) lists.set(request.pattern, [request]);
  else list.push(request);
}

/**
 * Adds the files that patterns led to before and that cannot be found now, to be served as they were: each pattern is
 * reported once. @param former what the load before remembers
 */
export function withMissing(
  { requests, patterns, awaited }: Wanted,
  former: LoadMemory,
  problems: Problems,
): ZoneRequest[] {
  const all = [...requests];
  const found = new Set(requests.map(({ file }) => file));
  const used = new Set(requests.map(({ pattern }) => pattern));
  const before = new Map<string, Missing[]>();
  for (const [file, { format, origin, pattern }] of former.files) {
    if (pattern === undefined || found.has(file)) continue;
    const entry = patterns.get(pattern);
    if (entry !== undefined && awaited.has(resolve(file)))
      all.push({ file, format, origin, ...entry, pattern });
    else if (entry === undefined || (used.has(pattern) && wasRemoved(pattern, file))) continue;
    else append(before, { file, format, origin, ...entry, pattern });
  }
  for (const [pattern, missing] of before) {
    const names = missing.slice(0, MAX_NAMED).map(({ file }) => file);
    const more = missing.length - names.length;
    const list = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    const hint = 'put the folder back; to end these zones, take the pattern away';
    missing[0].report('error', `${pattern} led to ${list}, which cannot be found now`, hint);
    const problem = problems.lastError;
    for (const request of missing) all.push({ ...request, missed: problem });
  }
  return all;
}

/** Whether a file that was named by itself was taken away: its folder is there, and has others. */
function isTakenAway(file: string): boolean {
  return !isThere(file) && namesIn(dirname(file)).length > 0;
}

/**
 * Leaves out files that were named one by one, were served before, and were taken away; they are reported.
 * @param ended takes them, since they are not missed by later loads either
 */
export function withoutEnded(
  { requests, awaited }: Wanted,
  former: LoadMemory,
  ended: Set<string>,
): ZoneRequest[] {
  return requests.filter(({ file, format, pattern, report, secondary }) => {
    // A list that is missing leaves its names blocked, and a zone that was not transferred is still asked for.
    if (format === LIST_FORMAT || secondary !== undefined) return true;
    const wasServed = former.files.has(file) || former.facts.ended.has(file);
    if (pattern !== undefined || !wasServed || awaited.has(resolve(file)) || !isTakenAway(file)) return true;
    ended.add(file);
    report('warning', `${file} was taken away, which ends its zones`, 'take it out of `zones:`, too');
    return false;
  });
}
