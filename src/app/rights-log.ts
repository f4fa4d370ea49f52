// Warns at the start of a server about who else may change what it runs by.
import { probesOf, type WatchedPool } from '../health/watched-pool.js';
import type { Log } from '../observe/log.js';
import { rightsWarnings } from '../operate/rights.js';

/** @param configFile as it was named, if any */
export function warnOfRights(log: Log, configFile: string | undefined, pools: readonly WatchedPool[]): void {
  const commands = new Set(
    pools.flatMap(pool => [...probesOf(pool)].flatMap(spec => (spec.kind === 'exec' ? spec.command[0] : []))),
  );
  for (const warning of rightsWarnings({ configFile, commands: [...commands] })) log.warn(warning);
}
