// Who answers messages that want something else than an answer from the zones, in the main thread.
import type { HealthEngine } from '../health/engine.js';
import { ControlHandler, type UpdateAnswers } from '../operate/control-handler.js';
import { HealthTxt } from '../operate/health-txt.js';
import { seenBy } from '../store/view-choice.js';
import type { ZoneStore } from '../store/zone-store.js';
import { DatagramTransfers } from '../transfer/datagram.js';
import type { NotifyAnswers } from '../transfer/notify-answers.js';

export function makeControlHandler(
  health: HealthEngine,
  store: ZoneStore,
  notify: NotifyAnswers,
  updates: UpdateAnswers,
): ControlHandler {
  const transfers = new DatagramTransfers(store, deferred => seenBy(deferred, store.generation));
  const healthTxt = new HealthTxt(health);
  return new ControlHandler({ healthTxt, answeredBy: () => store.generation, transfers, notify, updates });
}
