// The control socket of a server: opened beside those of others, and taken away at the end.
import { readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Log } from '../observe/log.js';
import { controlFolder, pidOfSocket, prepareFolder, socketName } from './control-folder.js';
import { ControlServer } from './control-server.js';
import type { ControlledServer } from './controlled-server.js';

/** The most files of the folder that are looked at. */
const MAX_FILES = 256;

/**
 * Opens a socket in a folder; in the usual one when it is empty. The server does its work without one, too:
 * what is wrong is logged.
 * @param wanted undefined for none
 */
export async function openControl(
  wanted: string | undefined,
  controlled: ControlledServer,
  log: Log,
): Promise<ControlServer | undefined> {
  if (wanted === undefined) return undefined;
  const folder = wanted === '' ? controlFolder() : wanted;
  const server = new ControlServer(controlled, log, controlled.descriptors.shares.control);
  try {
    prepareFolder(folder);
    await removeDead(folder);
    await server.listen(join(folder, socketName(process.pid)));
    return server;
  } catch (error) {
    log.warn(`no control socket: ${(error as Error).message}; name another folder with "control:"`);
    return undefined;
  }
}

/**
 * Removes the sockets that processes which were killed have left. That of a process which this one cannot see
 * may be alive.
 */
async function removeDead(folder: string): Promise<void> {
  const names = readdirSync(folder).filter(name => pidOfSocket(name) !== undefined);
  for (const name of names.slice(0, MAX_FILES)) {
    const path = join(folder, name);
    if (await isDead(path)) rmSync(path, { force: true });
  }
}

function isDead(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path);
    socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED'));
    socket.on('connect', () => {
      socket.destroy();
      resolve(false);
    });
  });
}
