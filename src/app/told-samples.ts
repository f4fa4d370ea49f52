// Secondaries that are told of new versions, as metrics show them one by one.
import type { ToldSample, ToldSources } from '../observe/told-metrics.js';
import { MAX_ZONES } from '../observe/zone-metrics.js';
import { systemClock } from '../time/clock.js';
import type { NotifyKnowledge } from '../transfer/notify-states.js';

/** Those that fail, then the others, up to {@link MAX_ZONES}. */
export function toldSamples(
  known: NotifyKnowledge | undefined,
  nowMs = systemClock.now(),
): ReturnType<ToldSources['told']> {
  if (known === undefined) return undefined;
  const all = known.states.all.map(
    (state): ToldSample => ({
      ...{ to: state.name, sent: state.sent, replies: state.replies, givenUp: state.givenUp },
      isFailing: state.failureAt(nowMs) !== undefined,
      behind: state.lacks.size,
    }),
  );
  const secondaries = all.sort((a, b) => Number(b.isFailing) - Number(a.isFailing)).slice(0, MAX_ZONES);
  return { secondaries, waiting: known.waiting, dropped: known.dropped };
}

/** Of the first zones, how many versions health has made of each. */
export function* healthVersions(counts: ReadonlyMap<string, number>): Iterable<readonly [string, number]> {
  let left = MAX_ZONES;
  for (const each of counts) if (left-- > 0) yield each;
}
