// The health of a running server: real probes, and their events in the log.
import type { AdminOverrides } from '../health/admin-override.js';
import { HealthEngine } from '../health/engine.js';
import type { EventLog } from '../operate/event-log.js';
import { runProbe } from '../probe/run.js';
import { systemClock } from '../time/clock.js';
import { loopLoad } from '../time/loop-load.js';

/** An engine that watches nothing yet. */
export function openHealth(overrides: AdminOverrides, events: EventLog): HealthEngine {
  return new HealthEngine({
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
  });
}
