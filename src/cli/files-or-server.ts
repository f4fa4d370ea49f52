// Where `rondo explain` and `rondo whatif` look: a running server, or files alone.
import type { Command } from 'commander';
import type { ServerState } from '../operate/server-state.js';
import { atOnce, type Steps } from '../time/turns.js';
import { findServer, type SocketFlags } from './find-server.js';
import { collect } from './repeatable.js';
import type { Parameters } from './running-server.js';
import { addSocketFlags, reporting } from './server-verb.js';

export interface LookFlags extends SocketFlags {
  readonly config?: string;
  readonly zone?: string[];
}

/** Adds the flags that say where to look. */
export function addLookFlags(command: Command): Command {
  return addSocketFlags(command)
    .option(
      '-c, --config <FILE>',
      'look at this configuration instead of a running server: all members are up',
    )
    .option('-z, --zone <FILE>', 'look at this zone file instead of a running server; repeatable', collect);
}

/** What is asked for: of a server, at the path of the verb, or of files. */
export interface Inquiry<Request extends Parameters, View> {
  readonly verb: 'explain' | 'whatif';
  readonly request: Request;
  /** Loads what does the same as the server. */
  readonly load: () => Promise<(state: ServerState, request: Request) => Steps<View>>;
}

/**
 * Asks a running server, or works out itself what one with these files would say, and shows it.
 * What is wrong is printed, and sets the exit status.
 */
export async function inquire<Request extends Parameters, View>(
  flags: LookFlags,
  { verb, request, load }: Inquiry<Request, View>,
  show: (view: View) => void,
): Promise<void> {
  const { config, zone, server: address, control } = flags;
  await reporting(verb, async () => {
    if (config === undefined && zone === undefined) {
      const server = await findServer({ server: address, control });
      show(await server.get<View>(`/${verb}`, request));
      return;
    }
    // A running server has all this loaded.
    const [{ stateFromFiles }, answer] = await Promise.all([import('./state-from-files.js'), load()]);
    const state = stateFromFiles(config, zone);
    if (state !== undefined) show(atOnce(answer(state, request)));
  });
}
