// Where `rondo explain` and `rondo whatif` look: a running server, or files alone.
import type { Command } from 'commander';
import { loadConfig } from '../config/load.js';
import type { Scene } from '../operate/explain.js';
import { sceneOfFiles } from '../operate/scene-of-files.js';
import {
  addControlFlags,
  type ControlFlags,
  findServer,
  reportControlError,
  sendOrder,
} from './control-client.js';
import { exitCodeOfLoad } from './exit-code.js';
import { printProblems } from './print-problems.js';
import { collect } from './repeatable.js';

export interface SceneFlags extends ControlFlags {
  readonly config?: string;
  readonly zone?: string[];
}

/** Adds the flags that say where to look. */
export function addSceneFlags(command: Command): Command {
  return addControlFlags(command)
    .option(
      '-c, --config <FILE>',
      'look at this configuration instead of a running server: all members are up',
    )
    .option('-z, --zone <FILE>', 'look at this zone file instead of a running server; repeatable', collect);
}

/**
 * Asks a running server, or works out itself what one with these files would say. What is wrong is printed, and sets the exit status.
 * @param fromFiles does what the server does at `path`
 * @returns undefined when there is no outcome
 */
export async function askScene<Outcome extends object>(
  verb: 'explain' | 'whatif',
  flags: SceneFlags,
  order: object,
  fromFiles: (scene: Scene) => Outcome,
): Promise<Outcome | undefined> {
  const { config: configFile, zone } = flags;
  try {
    if (configFile !== undefined || zone !== undefined) {
      const loaded = loadConfig({ configFile, overrides: { zones: zone } });
      if (!loaded.problems.hasErrors) return fromFiles(sceneOfFiles(loaded));
      printProblems(loaded.problems);
      process.exitCode = exitCodeOfLoad(loaded);
      return undefined;
    }
    const { socketPath } = await findServer(flags);
    return await sendOrder<Outcome>(socketPath, `/${verb}`, order);
  } catch (error) {
    reportControlError(verb, error);
  }
  return undefined;
}
