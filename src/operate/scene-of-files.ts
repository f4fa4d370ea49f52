// What answers would be made by if a server ran with these files, all of whose backends are up.
import type { Loaded } from '../config/load.js';
import { Acl } from '../guard/acl.js';
import { HealthEngine } from '../health/engine.js';
import { runProbe } from '../probe/run.js';
import { plainSettings, subnetTrust } from '../store/answer-settings.js';
import { assemble } from '../store/assembly.js';
import { systemClock } from '../time/clock.js';
import type { Scene } from './explain.js';

/** @param loaded without an error */
export function sceneOfFiles(loaded: Loaded): Scene {
  const { config } = loaded;
  const assembly = assemble(loaded);
  const acl = Acl.of(config.allow);
  return {
    assembly,
    settings: { ...plainSettings(config), trustsSubnet: subnetTrust(config.ecs) },
    // It is never told to watch anything, and so probes nothing.
    health: new HealthEngine({
      clock: systemClock,
      probe: runProbe,
      random: Math.random,
      onTransition: () => undefined,
    }),
    clock: systemClock,
    mayForward: address => assembly.routes.length > 0 && acl.allows(address),
  };
}
