// The health of a running server: real probes, and their events in the log.
import { AdminOverrides } from '../health/admin-override.js';
import { HealthEngine } from '../health/engine.js';
import type { EventLog } from '../operate/event-log.js';
import { Operator } from '../operate/operator.js';
import { runProbe } from '../probe/run.js';
import { systemClock } from '../time/clock.js';
import { loopLoad } from '../time/loop-load.js';
import { HistorySide } from './history-side.js';

interface OpenHealth {
  readonly health: HealthEngine;
  readonly operator: Operator;
  readonly history: HistorySide;
}

/**
 * An engine that watches nothing yet, what carries out the orders about its members, and what keeps their history.
 * @param stateFile beside which the history is kept
 */
export function openHealth(events: EventLog, stateFile: string | undefined): OpenHealth {
  const history = new HistorySide(stateFile, systemClock, problem => events.historyFile(problem));
  const overrides = new AdminOverrides();
  const health = new HealthEngine({
    overrides,
    clock: systemClock,
    probe: runProbe,
    random: Math.random,
    load: loopLoad(),
    onTransition: event => events.transition(event),
    onPool: event => events.pool(event),
    onFlap: event => events.flap(event),
    onStatement: (endpoint, statement) => events.stated(endpoint, statement),
    onWarning: (endpoint, text) => events.warned(endpoint, text),
    onSuspicion: held => events.suspicion(held),
    onLate: event => events.late(event),
    onVoid: event => events.void(event),
    onResult: (endpoint, result) => history.checked(endpoint, result),
    onWatched: (watches, formers) => history.watched(watches, formers),
    onChange: watch => history.changed(watch),
  });
  return { health, history, operator: new Operator({ overrides, health, events, clock: systemClock }) };
}
