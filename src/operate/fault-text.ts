// What is not served as its file stands, in one line: for the log, events, /readyz and explain.
import { type FileFault, STANDING } from '../config/file-fault.js';
import type { Watch } from '../health/watch.js';
import type { Problem } from '../source/problem.js';
import { rfc3339 } from '../time/rfc3339.js';
import type { FaultView } from '../view/fault.js';
import { faultTexts, namesText } from '../view/fault-text.js';

/** The most mistakes that one line tells of. */
const MAX_TOLD = 8;

/** `file:line:column: message`, in one line. */
export function problemLine({ place: { file, line, column }, message }: Problem): string {
  return `${file}:${line}:${column}: ${message}`;
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

/** What is served in place of what the files say, and why, in one line; empty without faults. */
export function faultsText(faults: readonly FileFault[]): string {
  const texts = faultTexts(faultViews(faults));
  const more = texts.length - MAX_TOLD + Math.max(0, faults.length - MAX_VIEWS);
  return [
    ...texts.slice(0, MAX_TOLD).map(({ what, problem }) => `${what} until this is corrected: ${problem}`),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('; ');
}

/** Says of a zone that is not as its file stands why that is; empty of others. */
export function keptText(apex: string, faults: readonly FileFault[]): string {
  const fault = faults.find(({ standing, zones }) => standing === STANDING.KEPT && zones.includes(apex));
  return fault === undefined ? '' : faultsText([{ ...fault, zones: [apex] }]);
}

/** Said of a reload that changed all but the addresses to listen on. @param problem why, in one line */
export function unheardText(problem: string): string {
  return `${problem}; the addresses to listen on stay as they were, all else is in force`;
}

/** Said of a reload that changed nothing. @param problem why, in one line */
export function notReloadedText(problem: string): string {
  return `reload failed: ${problem}; all stays as it was`;
}

/** Which pools have no members since no list was ever had, in one line; empty without such pools. */
export function emptyPoolsText(watches: readonly Pick<Watch, 'watched'>[]): string {
  const lacking = watches.flatMap(({ watched: { name, pool } }) =>
    pool.lack?.isKnown === false ? `${name} (${pool.lack.why})` : [],
  );
  return lacking.length === 0 ? '' : `without members: ${namesText(lacking)}`;
}
