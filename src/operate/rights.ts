// Who else may change what a server runs and reads: said at the start, with what to do.
import { type Stats, statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { replaceableFault } from '../source/replaceable.js';

const ROOT = 0;
const ANYBODY_WRITES = 0o002;
/** The most files that are named. */
const MAX_NAMED = 4;

/** Why others may change a file; undefined when they may not. */
function obstacleOf(path: string, uid: number): string | undefined {
  let file: Stats;
  let folder: Stats;
  try {
    [file, folder] = [statSync(path), statSync(dirname(path))];
  } catch {
    // What is not there is told by whoever needs it.
    return undefined;
  }
  if ((file.mode & ANYBODY_WRITES) !== 0) return `anybody may write to ${path} (chmod o-w)`;
  const replaceable = replaceableFault(path, folder);
  if (replaceable !== undefined) return replaceable;
  const stranger = [file, folder].find(each => each.uid !== uid && each.uid !== ROOT);
  return uid === ROOT && stranger !== undefined
    ? `user ${stranger.uid} may change ${path}, which root runs by (chown root)`
    : undefined;
}

/** What a server runs by. */
export interface TrustedFiles {
  readonly configFile: string | undefined;
  /** Programs of probes. */
  readonly commands: readonly string[];
}

/** What is wrong with the rights of the files, and of the process itself. @param uid of the process; undefined where there is no such thing */
export function rightsWarnings(
  { configFile, commands }: TrustedFiles,
  uid: number | undefined = process.getuid?.(),
): string[] {
  if (uid === undefined) return [];
  const programs = commands.filter(isAbsolute);
  const files = [...new Set([...(configFile === undefined ? [] : [resolve(configFile)]), ...programs])];
  const found = files.flatMap(path => obstacleOf(path, uid) ?? []);
  const warnings = found
    .slice(0, MAX_NAMED)
    .map(why => `${why}: whoever does can run programs as this server's user`);
  if (uid === ROOT)
    warnings.push(
      'the server runs as root, so that a fault in it is one of the whole machine: give it a user of its own (DynamicUser= or User= in the unit of systemd, with AmbientCapabilities=CAP_NET_BIND_SERVICE for port 53)',
    );
  if (found.length > MAX_NAMED) warnings.push(`the same is so for ${found.length - MAX_NAMED} more files`);
  return warnings;
}
