// Patterns of paths with `*` and `?` in any segment.
import { isAbsolute, join, parse, sep } from 'node:path';
import { isGlob, matchesSegment } from '../source/wildcard.js';
import { FileError, type SourceFiles } from './source-files.js';

/** The most paths that one pattern may match. */
export const MAX_MATCHES = 100_000;

/** The longest pattern, in characters; no path is longer. */
const MAX_PATTERN = 4_096;

function namesIn(folder: string, files: SourceFiles): string[] {
  try {
    return files.list(folder === '' ? '.' : folder);
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}

/** What matches one more segment in these folders, up to {@link MAX_MATCHES}. */
function matchesIn(folders: readonly string[], segment: string, files: SourceFiles): string[] {
  const found: string[] = [];
  for (const folder of folders)
    for (const name of namesIn(folder, files)) {
      if (!matchesSegment(name, segment)) continue;
      found.push(join(folder, name));
      if (found.length === MAX_MATCHES) return found;
    }
  return found;
}

/**
 * The paths that match, sorted, at most {@link MAX_MATCHES}. A folder that cannot be read matches nothing.
 * @throws FileError when the pattern is too long
 */
function expandGlob(pattern: string, files: SourceFiles): string[] {
  if (pattern.length > MAX_PATTERN)
    throw new FileError(`the pattern ${pattern.slice(0, 60)}… is over ${MAX_PATTERN} characters`);
  const { root } = parse(pattern);
  let found = [isAbsolute(pattern) ? root : ''];
  for (const segment of pattern.slice(root.length).split(/[/\\]/)) {
    if (segment === '') continue;
    if (isGlob(segment)) found = matchesIn(found, segment, files);
    else found = found.map(folder => join(folder, segment));
  }
  return found.filter(path => !path.endsWith(sep)).sort();
}

/** What a pattern leads to. */
export interface GlobMatches {
  /** Sorted. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Whether there may be more than were looked for. */
  readonly isCut: boolean;
}

/**
 * The paths that match a pattern. A folder on the way that cannot be read matches nothing.
 * @throws FileError when the pattern is too long
 */
export function findMatches(pattern: string, files: SourceFiles): GlobMatches {
  const paths = expandGlob(pattern, files);
  const isFolder = new Set(paths.filter(path => files.isFolder(path)));
  return {
    files: paths.filter(path => !isFolder.has(path)),
    folders: [...isFolder],
    isCut: paths.length === MAX_MATCHES,
  };
}
