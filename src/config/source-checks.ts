// Looks at the sources of members that zones name, as `rondo check` does; a server finds out by itself.
import { sourceOf } from '../discover/registry.js';
import type { CheckSource } from '../discover/source.js';
import type { Problems } from '../source/problem.js';
import { withoutSecrets } from '../source/secret-text.js';
import type { Discovered } from '../zone/pool.js';
import type { Zone } from '../zone/zone.js';
import { SourceFiles } from './source-files.js';

/** The sources of these zones, each once. */
function sourcesIn(zones: Iterable<Zone>): Discovered[] {
  const found = new Map<string, Discovered>();
  for (const zone of zones)
    for (const { pool } of zone.pooled()) {
      const { discovered } = pool ?? {};
      if (discovered !== undefined && !found.has(discovered.source.key))
        found.set(discovered.source.key, discovered);
    }
  return [...found.values()];
}

/** Adds to `problems` what is wrong with lists and with what else sources need. */
export async function checkSources(zones: Iterable<Zone>, problems: Problems): Promise<void> {
  const files = new SourceFiles();
  for (const { source, place } of sourcesIn(zones)) {
    const checker = await sourceOf(source.kind).loadCheck?.();
    const check = checker?.check as CheckSource<object> | undefined;
    check?.(source.settings, source, {
      problems,
      fault: (message, hint) => {
        const sourceLine = files.line(place.file, place.line);
        problems.error(place, message, {
          ...(sourceLine === undefined ? {} : { sourceLine: withoutSecrets(sourceLine) }),
          ...(hint === undefined ? {} : { hint }),
        });
      },
    });
  }
}
