// Where `rondo explain` and `rondo whatif` look: a running server, or files alone.
import type { Command } from 'commander';
import { loadConfig } from '../config/load.js';
import { type ServerState, stateOfFiles } from '../operate/server-state.js';
import { exitCodeOfLoad } from './exit-code.js';
import { type ControlFlags, findServer } from './find-server.js';
import { printProblems } from './print-problems.js';
import { collect } from './repeatable.js';
import { addControlFlags, reporting } from './server-verb.js';

export interface LookFlags extends ControlFlags {
  readonly config?: string;
  readonly zone?: string[];
}

/** Adds the flags that say where to look. */
export function addLookFlags(command: Command): Command {
  return addControlFlags(command)
    .option(
      '-c, --config <FILE>',
      'look at this configuration instead of a running server: all members are up',
    )
    .option('-z, --zone <FILE>', 'look at this zone file instead of a running server; repeatable', collect);
}

/** What is asked for: of a server, at the path of the verb, or of files. */
export interface Inquiry<Request extends object, View> {
  readonly verb: 'explain' | 'whatif';
  readonly request: Request;
  /** Does what the server does. */
  readonly fromFiles: (state: ServerState, request: Request) => View;
}

/**
 * Asks a running server, or works out itself what one with these files would say, and shows it.
 * What is wrong is printed, and sets the exit status.
 */
export async function inquire<Request extends object, View>(
  flags: LookFlags,
  { verb, request, fromFiles }: Inquiry<Request, View>,
  show: (view: View) => void,
): Promise<void> {
  const { config: configFile, zone } = flags;
  await reporting(verb, async () => {
    if (configFile === undefined && zone === undefined) {
      const server = await findServer(flags);
      show(await server.post<View>(`/${verb}`, request));
      return;
    }
    const loaded = loadConfig({ configFile, overrides: { zones: zone } });
    if (loaded.problems.hasErrors) {
      printProblems(loaded.problems);
      process.exitCode = exitCodeOfLoad(loaded);
    } else show(fromFiles(stateOfFiles(loaded), request));
  });
}
