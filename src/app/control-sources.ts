// What the control socket of a server leads to.
import type { HealthEngine } from '../health/engine.js';
import type { ControlSources } from '../observe/control.js';
import type { EventRing } from '../observe/event-ring.js';
import type { Operator } from './operator.js';
import { SelectionError } from './selection.js';
import { statusView } from './status-view.js';

/** The parts of a running server that can be looked at and told something. */
export interface ControlledParts {
  /** Addresses on which queries are answered. */
  readonly bound: readonly string[];
  readonly health: Pick<HealthEngine, 'snapshot'>;
  readonly operator: Pick<Operator, 'carryOut'>;
}

export function controlSources(parts: ControlledParts, events: EventRing): ControlSources {
  return {
    status: () => statusView(parts.bound, parts.health.snapshot()),
    events,
    administer(order) {
      try {
        return parts.operator.carryOut(order);
      } catch (error) {
        if (error instanceof SelectionError) return { error: error.message, hint: error.hint };
        throw error;
      }
    },
  };
}
