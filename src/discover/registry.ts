// The kinds of sources of members: one line adds one.
import type { AnySourceKind } from './source.js';

/** By the name that `from:` takes. */
export const SOURCES = {
  file: (await import('./file/kind.js')).file,
} satisfies Record<string, AnySourceKind>;

export type SourceName = keyof typeof SOURCES;

export const SOURCE_NAMES = Object.keys(SOURCES) as [SourceName, ...SourceName[]];

/** A kind, by its name alone. */
export function sourceOf(name: SourceName): AnySourceKind {
  return SOURCES[name];
}
