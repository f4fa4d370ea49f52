// Who else may change what a server runs and reads: said at the start, with what to do.
import { isAbsolute, resolve } from 'node:path';
import { type OwnIds, ownIds, type Strange, strangerAt } from '../source/strangers.js';

const ROOT = 0;
/** The most files that are named. */
const MAX_NAMED = 4;

/** What a server runs by. */
export interface TrustedFiles {
  readonly configFile: string | undefined;
  /** Programs of probes. */
  readonly commands: readonly string[];
}

/** Why others may change the configuration. That its owner is another user is usual, unless root runs by it. */
function configFault(path: string, ids: OwnIds): string | undefined {
  const isStrange: Strange = ({ who }) => ids.uid === ROOT || who === 'anybody';
  const stranger = strangerAt(resolve(path), ids, isStrange);
  return stranger === undefined
    ? undefined
    : `${stranger.text}: whoever does can run programs as this server's user`;
}

function programFault(path: string, ids: OwnIds): string | undefined {
  const stranger = strangerAt(path, ids);
  return stranger === undefined ? undefined : `${stranger.text}: until then the server does not run ${path}`;
}

/** What is wrong with the rights of the files, and of the process itself. @param ids of the process; undefined where there is no such thing */
export function rightsWarnings(
  { configFile, commands }: TrustedFiles,
  ids: OwnIds | undefined = ownIds(),
): string[] {
  if (ids === undefined) return [];
  const programs = new Set(commands.filter(isAbsolute));
  const found = [
    ...(configFile === undefined ? [] : [configFault(configFile, ids)]),
    ...[...programs].map(path => programFault(path, ids)),
  ].filter(fault => fault !== undefined);
  const warnings = found.slice(0, MAX_NAMED);
  if (ids.uid === ROOT)
    warnings.push(
      'the server runs as root, so that a fault in it is one of the whole machine: give it a user of its own (DynamicUser= or User= in the unit of systemd, with AmbientCapabilities=CAP_NET_BIND_SERVICE for port 53)',
    );
  if (found.length > MAX_NAMED) warnings.push(`the same is so for ${found.length - MAX_NAMED} more files`);
  return warnings;
}
