// What the control socket of a server leads to.

import type { ControlSources } from '../api/control.js';
import type { HealthEngine } from '../health/engine.js';
import type { EventRing } from '../observe/event-ring.js';
import type { Scene } from '../operate/explain.js';
import type { Operator } from '../operate/operator.js';
import { statusView } from '../operate/status-view.js';
import type { Refusal } from '../view/admin-order.js';
import { RequestError } from '../view/request-error.js';

/** The parts of a running server that can be looked at and told something. */
export interface ControlledParts {
  /** Addresses on which queries are answered. */
  readonly bound: readonly string[];
  readonly health: Pick<HealthEngine, 'snapshot'>;
  readonly operator: Pick<Operator, 'carryOut'>;
  /** What answers are made by now. */
  readonly scene: Scene;
}

/** What comes of a request, or why nothing does. */
function granted<T>(make: () => T): T | Refusal {
  try {
    return make();
  } catch (error) {
    if (error instanceof RequestError) return { error: error.message, hint: error.hint };
    throw error;
  }
}

export function controlSources(parts: ControlledParts, events: EventRing): ControlSources {
  return {
    status: () => statusView(parts.bound, parts.health.snapshot()),
    events,
    administer: order => granted(() => parts.operator.carryOut(order)),
    // What few servers are ever asked for is loaded when it is.
    async explain(question) {
      const { explain } = await import('../operate/explain.js');
      return granted(() => explain(parts.scene, question));
    },
    async whatIf(plan) {
      const { whatIf } = await import('../operate/what-if.js');
      return granted(() => whatIf(parts.scene, plan));
    },
  };
}
