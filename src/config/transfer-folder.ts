// Where a server keeps zones of others: beside the file of what operators said.
import { type Config, type DnsmasqSays, settle } from './config.js';
import { copyFolderOf } from './copy-path.js';
import type { ConfigInput } from './schema.js';
import type { SocketAddress } from './socket-address.js';

/** The file of what operators said, beside which other things are kept; undefined for nowhere. */
export type StateFileOf = (config: Pick<Config, 'state' | 'listen'>) => string | undefined;

/** Zone files are not read yet. */
const NOTHING_SAID: DnsmasqSays = { listen: [], cacheSizes: [], upstreams: {} };

/**
 * The folder of those that do not say where they are kept.
 * @param stateFileOf undefined when nothing that is kept is looked at, as when files are only checked
 * @param inherited as for {@link settle}
 * @returns undefined for nowhere
 */
export function transferFolder(
  input: ConfigInput,
  stateFileOf: StateFileOf | undefined,
  inherited: readonly SocketAddress[] = [],
): string | undefined {
  const stateFile = stateFileOf === undefined ? '' : stateFileOf(settle(input, NOTHING_SAID, inherited));
  return copyFolderOf(stateFile);
}
