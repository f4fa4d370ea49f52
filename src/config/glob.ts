// Patterns of paths with `*` and `?` in any segment.
import { isAbsolute, join, parse, sep } from 'node:path';
import { FileError, type SourceFiles } from './source-files.js';

/** The most paths that one pattern may match. */
const MAX_MATCHES = 100_000;

/** Whether the text is a pattern rather than a path. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}

function segmentPattern(segment: string): RegExp {
  const source = segment
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '[^/]*')
    .replaceAll('?', '[^/]');
  // As in a shell, a leading dot is matched only by a dot.
  return new RegExp(`^${segment.startsWith('.') ? '' : '(?!\\.)'}${source}$`, 's');
}

function namesIn(folder: string, files: SourceFiles): string[] {
  try {
    return files.list(folder === '' ? '.' : folder);
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}

/** The paths that match, sorted; folders are left out. A folder that cannot be read matches nothing. */
export function expandGlob(pattern: string, files: SourceFiles): string[] {
  const { root } = parse(pattern);
  let found = [isAbsolute(pattern) ? root : ''];
  for (const segment of pattern.slice(root.length).split(/[/\\]/)) {
    if (segment === '') continue;
    if (!isGlob(segment)) {
      found = found.map(folder => join(folder, segment));
      continue;
    }
    const wanted = segmentPattern(segment);
    found = found
      .flatMap(folder =>
        namesIn(folder, files)
          .filter(name => wanted.test(name))
          .map(name => join(folder, name)),
      )
      .slice(0, MAX_MATCHES);
  }
  return found.filter(path => !path.endsWith(sep) && !files.isFolder(path)).sort();
}
