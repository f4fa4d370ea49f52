// Sources of members as a status and metrics show them: each name once.
import type { SourceState } from '../discover/discovery.js';
import { rfc3339 } from '../time/rfc3339.js';
import type { ServerParts } from '../view/status.js';

/** The most sources that are listed. */
const MAX_LISTED = 100;

/** Pools may have the same source by other rules: the worst of these stands for all. */
export function sourceSamples(states: readonly SourceState[]): SourceState[] {
  const byName = new Map<string, SourceState>();
  for (const state of states)
    if (byName.get(state.source)?.failure === undefined) byName.set(state.source, state);
  return [...byName.values()];
}

/** Those that fail first. */
export function sourceViews(states: readonly SourceState[]): Pick<ServerParts, 'sources'> {
  const samples = sourceSamples(states);
  if (samples.length === 0) return {};
  const isFailing = ({ failure }: SourceState) => Number(failure !== undefined);
  const sorted = samples.sort((a, b) => isFailing(b) - isFailing(a)).slice(0, MAX_LISTED);
  return {
    sources: sorted.map(({ source, targets, lastSuccessMs, failures, failure }) => ({
      ...{ source, members: targets, failures },
      ...(lastSuccessMs === undefined ? {} : { lastSuccess: rfc3339(lastSuccessMs) }),
      ...(failure === undefined ? {} : { failure }),
    })),
  };
}
