// Sources of members as a status and metrics show them: each name once.
import type { SourceState } from '../discover/discovery.js';
import type { Generation } from '../store/generation.js';
import { rfc3339 } from '../time/rfc3339.js';
import type { ServerParts } from '../view/status.js';

/** The most sources that are listed. */
const MAX_LISTED = 100;
/** The most pools that are listed of one. */
const MAX_POOLS = 16;

/** Pools may have the same source by other rules: the worst of these stands for all. */
export function sourceSamples(states: readonly SourceState[]): SourceState[] {
  const byName = new Map<string, SourceState>();
  for (const state of states)
    if (byName.get(state.source)?.failure === undefined) byName.set(state.source, state);
  return [...byName.values()];
}

/** The pools that have members of sources, by the name of the source. */
export function poolsBySource(
  zones: Iterable<Pick<Generation['zones'][number], 'open'>>,
): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { open } of zones)
    for (const { name, gap } of open?.pools ?? []) {
      const { label } = gap.pool.discovered!.source;
      const some = names.get(label);
      if (some === undefined) names.set(label, [name]);
      else some.push(name);
    }
  return names;
}

/** Those that fail first. */
export function sourceViews(
  states: readonly SourceState[],
  generation: Pick<Generation, 'zones'>,
): Pick<ServerParts, 'sources'> {
  const samples = sourceSamples(states);
  if (samples.length === 0) return {};
  const pools = poolsBySource(generation.zones);
  const isFailing = ({ failure }: SourceState) => Number(failure !== undefined);
  const sorted = samples.sort((a, b) => isFailing(b) - isFailing(a)).slice(0, MAX_LISTED);
  return {
    sources: sorted.map(({ source, targets, lastSuccessMs, failures, failure }) => ({
      ...{ source, pools: (pools.get(source) ?? []).slice(0, MAX_POOLS), members: targets, failures },
      ...(lastSuccessMs === undefined ? {} : { lastSuccess: rfc3339(lastSuccessMs) }),
      ...(failure === undefined ? {} : { failure }),
    })),
  };
}
