// Pools and their members as metrics show them: those that are probed as one stand there once.
import { poolStateOf } from '../health/pool-state.js';
import type { Watch } from '../health/watch.js';
import type { BackendSample } from '../observe/backend-metrics.js';
import type { PoolSample } from '../observe/pool-metrics.js';
import type { AnswerCounts } from '../operate/answer-counts.js';
import { systemClock } from '../time/clock.js';

type Counts = Pick<AnswerCounts, 'of'>;

/** One pool after another. */
export function* poolSamples(watches: readonly Watch[]): Generator<PoolSample, void, void> {
  for (const watch of watches) {
    const { watched, endpoints, live, using, instead } = watch;
    const counts = { members: endpoints.length, live };
    yield { pool: watched.name, ...counts, state: poolStateOf(watch), using: using ?? instead };
  }
}

/** The members of one pool after another. */
export function* backendSamples(watches: readonly Watch[], counts: Counts): Generator<BackendSample[]> {
  for (const watch of watches) {
    const samples = new Map<string, BackendSample>();
    for (const index of watch.endpoints.keys()) {
      const sample = sampleOf(watch, index, counts);
      const known = samples.get(sample.backend);
      samples.set(sample.backend, known === undefined ? sample : bothOf(known, sample));
    }
    yield [...samples.values()];
  }
}

/** Two members that are probed as one. */
function bothOf(one: BackendSample, other: BackendSample): BackendSample {
  return {
    ...other,
    answers: together(one.answers, other.answers),
    first: together(one.first, other.first),
  };
}

/** Undefined when neither is counted. */
function together(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : one + other;
}

function sampleOf(watch: Watch, index: number, counts: Counts): BackendSample {
  const endpoint = watch.endpoints[index];
  const { name, state, hold, checks, failures, lastResult, certificateEndMs, downtime, verdict } = endpoint;
  const nowMs = systemClock.now();
  const count = counts.of(watch.watched, index);
  return {
    pool: watch.watched.name,
    backend: name,
    up: state !== 'down',
    held: hold !== undefined,
    admin: watch.override(index)?.state ?? 'ready',
    checks,
    failures,
    checkSeconds: lastResult === undefined ? undefined : lastResult.durationMs / 1000,
    certificateEndSeconds: certificateEndMs === undefined ? undefined : certificateEndMs / 1000,
    downs: downtime.times,
    downSeconds: downtime.totalMs(nowMs) / 1000,
    sinceSeconds: (nowMs - verdict.sinceMs) / 1000,
    answers: count?.answers,
    first: count?.first,
  };
}
