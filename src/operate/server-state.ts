// What questions to a server are answered from: the generation in force and the health of its backends.
import type { Loaded } from '../config/load.js';
import { HealthEngine } from '../health/engine.js';
import type { History } from '../observe/history/history.js';
import { runProbe } from '../probe/run.js';
import { type Generation, makeGeneration } from '../store/generation.js';
import type { Journal } from '../store/journal.js';
import { type Clock, systemClock } from '../time/clock.js';
import type { NotifyKnowledge } from '../transfer/notify-states.js';
import type { AnswerCounts } from './answer-counts.js';
import type { ReloadReport } from './reload-view.js';

/** A server as it is at this moment. */
export interface ServerState {
  readonly generation: Generation;
  readonly health: HealthEngine;
  readonly clock: Pick<Clock, 'now'>;
  readonly counts: Pick<AnswerCounts, 'of'>;
  /** Undefined when none is kept. */
  history(): History | undefined;
  /** What changed in zones. */
  readonly journal: Pick<Journal, 'of'>;
  /** How the last reload went, or the first load when there was none. */
  readonly lastReload: ReloadReport;
  /** Secondaries that are told of new versions; undefined while there are none. */
  readonly told: NotifyKnowledge | undefined;
}

/**
 * What a server that runs with these files would be if all its backends were up.
 * @param loaded such as can be served
 */
export function stateOfFiles(loaded: Loaded): ServerState {
  return {
    generation: makeGeneration(loaded),
    // It is never given pools to watch, and so probes nothing.
    health: new HealthEngine({
      clock: systemClock,
      probe: runProbe,
      random: Math.random,
      onTransition: () => undefined,
    }),
    clock: systemClock,
    // It answers nobody.
    counts: { of: () => undefined },
    history: () => undefined,
    journal: { of: () => [] },
    lastReload: { problems: loaded.problems.inOrder(), dropped: loaded.problems.dropped, isGood: true },
    told: undefined,
  };
}
