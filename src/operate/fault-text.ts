// What is not served as its file stands, in words: for the log, events, status and explain.
import { type FileFault, STANDING } from '../config/file-fault.js';
import type { Problem } from '../source/problem.js';
import { rfc3339 } from '../time/rfc3339.js';
import type { FaultView } from '../view/fault.js';

/** The most zones that one line names. */
const MAX_NAMED = 8;

/** `file:line:column: message`, in one line. */
export function problemLine({ place: { file, line, column }, message }: Problem): string {
  return `${file}:${line}:${column}: ${message}`;
}

/** What is concerned: zones by name, or the file. */
export function subjectOf({ zones, file }: Pick<FileFault, 'zones' | 'file'>): string {
  if (zones.length === 0) return file;
  const more = zones.length - MAX_NAMED;
  return `${zones.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What is served in its place, and why. */
export function faultText(fault: FileFault): string {
  const { standing, versionMs, problem } = fault;
  const version = versionMs === undefined ? 'before' : `read at ${rfc3339(versionMs)}`;
  const what = standing === STANDING.KEPT ? `stays as it was ${version}` : 'is left out';
  return `${subjectOf(fault)} ${what}: ${problemLine(problem)}`;
}

/** The most that are told of. */
const MAX_VIEWS = 100;

export function faultViews(faults: readonly FileFault[]): FaultView[] {
  return faults.slice(0, MAX_VIEWS).map(({ file, standing, zones, problem, sinceMs, versionMs }) => ({
    ...{ file, standing, problem: problemLine(problem), since: rfc3339(sinceMs) },
    zones: zones.slice(0, MAX_VIEWS),
    ...(versionMs === undefined ? {} : { version: rfc3339(versionMs) }),
  }));
}

/** Several of them in one line. */
export function faultsText(faults: readonly FileFault[]): string {
  const more = faults.length - MAX_NAMED;
  return [...faults.slice(0, MAX_NAMED).map(faultText), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
