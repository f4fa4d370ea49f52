// Where a server keeps zones of others, and updates of its own ones: beside the file of what operators said.
import { besideState } from '../source/beside-state.js';
import { type DnsmasqSays, type SettledInput, settle } from './config.js';
import { copyFolderOf } from './copy-path.js';
import type { ConfigInput } from './schema.js';
import type { SocketAddress } from './socket-address.js';

/** The file of what operators said, beside which other things are kept; undefined for nowhere. */
export type StateFileOf = (
  config: Pick<SettledInput, 'state' | 'listen' | 'encrypted'>,
) => string | undefined;

/** Zone files are not read yet. */
const NOTHING_SAID: DnsmasqSays = { listen: [], cacheSizes: [], upstreams: {} };

/** The folders; undefined for nowhere. */
export interface KeptFolders {
  /** Of zones of other servers that do not say where they are kept. */
  readonly transferred: string | undefined;
  readonly updates: string | undefined;
}

/**
 * @param stateFileOf undefined when nothing that is kept is looked at, as when files are only checked
 * @param inherited as for {@link settle}
 */
export function keptFolders(
  input: ConfigInput,
  stateFileOf: StateFileOf | undefined,
  inherited: readonly SocketAddress[] = [],
): KeptFolders {
  const stateFile = stateFileOf === undefined ? '' : stateFileOf(settle(input, NOTHING_SAID, inherited));
  const updates = stateFile === undefined ? undefined : updatesFolder(stateFile);
  return { transferred: copyFolderOf(stateFile), updates };
}

/** Where updates are kept. */
export function updatesFolder(stateFile: string): string {
  return besideState(stateFile, 'updates');
}
