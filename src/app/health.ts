// The health of a running server: real probes, and their events in the log.
import { AdminOverrides } from '../health/admin-override.js';
import { HealthEngine } from '../health/engine.js';
import type { EventLog } from '../operate/event-log.js';
import { Operator } from '../operate/operator.js';
import { runProbe } from '../probe/run.js';
import { systemClock } from '../time/clock.js';
import { loopLoad } from '../time/loop-load.js';

/** An engine that watches nothing yet, and what carries out the orders about its members. */
export function openHealth(events: EventLog): { readonly health: HealthEngine; readonly operator: Operator } {
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
  });
  return { health, operator: new Operator({ overrides, health, events, clock: systemClock }) };
}
