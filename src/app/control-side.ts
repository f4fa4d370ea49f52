// Who answers messages that want something else than an answer from the zones, in the main thread.
import type { HealthEngine } from '../health/engine.js';
import { ControlHandler } from '../operate/control-handler.js';
import { HealthTxt } from '../operate/health-txt.js';
import type { ZoneStore } from '../store/zone-store.js';
import { DatagramTransfers } from '../transfer/datagram.js';

export function makeControlHandler(health: HealthEngine, store: ZoneStore): ControlHandler {
  const transfers = new DatagramTransfers(store.journal, () => store.generation.catalog);
  return new ControlHandler(new HealthTxt(health), () => store.generation.settings, transfers);
}
