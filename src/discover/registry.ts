// The kinds of sources of members: one line adds one.
import type { AnySourceKind } from './source.js';

/** By the name that `from:` takes. */
export const SOURCES = {
  dns: (await import('./dns/kind.js')).dns,
  file: (await import('./file/kind.js')).file,
  http: (await import('./http/kind.js')).http,
  docker: (await import('./docker/kind.js')).docker,
  list: (await import('./list/kind.js')).list,
} satisfies Record<string, AnySourceKind>;

export type SourceName = keyof typeof SOURCES;

/** Those that `from:` takes; members that are written have no word of their own. */
export const SOURCE_NAMES = (Object.keys(SOURCES) as SourceName[]).filter(name => name !== 'list');

/** A kind, by its name alone. */
export function sourceOf(name: SourceName): AnySourceKind {
  return SOURCES[name];
}
