// Which running server a verb means: the one, or the one with an address or a configuration.
import { resolve } from 'node:path';
import type { z } from 'zod';

import { controlFolder } from '../api/control-folder.js';
import { serverView } from '../view/server.js';
import { configuredControl } from './configured-control.js';
import { adviceOnNone, closed, findSockets, notReached } from './control-sockets.js';
import { ControlError, RunningServer } from './running-server.js';

/** Which server is meant. */
export interface SocketFlags {
  /** A folder of control sockets, or one of them. */
  readonly control?: string;
  /** An address that it answers on. */
  readonly server?: string;
}

export interface ControlFlags extends SocketFlags {
  /** The configuration that it serves. */
  readonly config?: string;
}

/** What tells which server it is. One of another version may say other things beside it. */
const identityView = serverView.pick({ pid: true, listen: true, configFile: true }).loose();
type Identity = Readonly<z.output<typeof identityView>>;

interface Found {
  readonly server: RunningServer;
  readonly view: Identity;
}

/** Asks each server which one it is. @throws ControlError when there is none, or several that can be meant */
export async function findServer(flags: ControlFlags): Promise<RunningServer> {
  const { control, config } = flags;
  const configured = control === undefined ? await configuredControl(config) : undefined;
  for (const folder of configured?.folders ?? []) {
    const { found } = await lookIn(folder, config !== undefined);
    if (found.length > 0) return theOne(found, flags);
  }
  const { found, servers, replies } = await lookIn(control, true);
  if (found.length > 0) return theOne(found, flags);
  const [where] = configured?.folders ?? [];
  if (where !== undefined) throw notReached(where, 'none runs there', adviceOnNone(where));
  if (configured?.isOff && config !== undefined)
    throw notReached(config, 'it says `control: off`', 'a server without a control socket cannot be asked');
  throw noneOf(control, servers, replies);
}

/** The servers whose sockets are in a folder. @param isNamed whether somebody has named it; others are passed by where nobody may look */
async function lookIn(control: string | undefined, isNamed: boolean) {
  const servers = socketsIn(control, isNamed).map(path => new RunningServer(path));
  const replies = await Promise.allSettled(
    servers.map(async server => ({ server, view: await identityOf(server) })),
  );
  const found = replies.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []));
  return { servers, replies, found };
}

function socketsIn(control: string | undefined, isNamed: boolean): readonly string[] {
  try {
    return findSockets(control);
  } catch (error) {
    if (isNamed || !(error instanceof ControlError)) throw error;
    return [];
  }
}

function theOne(found: readonly Found[], flags: ControlFlags): RunningServer {
  const meant = found.filter(({ view }) => isMeant(view, flags));
  if (meant.length !== 1) throw notJustOne(found, meant.length, flags);
  return meant[0].server;
}

function isMeant({ listen, configFile }: Identity, { server, config }: ControlFlags): boolean {
  const isThere = server === undefined || listen.includes(server);
  return isThere && (config === undefined || configFile === resolve(config));
}

/** @throws ControlError when it does not say that: it is none */
async function identityOf(server: RunningServer): Promise<Identity> {
  const read = identityView.safeParse(await server.get<unknown>('/server'));
  if (read.success) return read.data;
  throw new ControlError('what replies there is no Rondo server');
}

/** Why none was reached. */
function noneOf(
  control: string | undefined,
  servers: readonly RunningServer[],
  replies: readonly PromiseSettledResult<Found>[],
): ControlError {
  const where = control ?? controlFolder();
  for (const [index, reply] of replies.entries()) {
    const { code, message } = (reply as PromiseRejectedResult).reason as ControlError;
    if (code === 'EACCES') return notReached(where, ...closed(servers[index].socketPath));
    // A server that was killed leaves its socket.
    if (code !== 'ECONNREFUSED' && code !== 'ENOENT')
      return notReached(where, message, adviceOnNone(control));
  }
  return notReached(where, 'none runs there', adviceOnNone(control));
}

function notJustOne(found: readonly Found[], count: number, { server, config }: ControlFlags): ControlError {
  const list = found.map(({ view }) => `  - process ${view.pid}: ${view.listen.join(', ')}`).join('\n');
  const wanted = [
    ...(server === undefined ? [] : [`answers on ${server}`]),
    ...(config === undefined ? [] : [`serves ${resolve(config)}`]),
  ];
  const why =
    count === 0
      ? `no server ${wanted.join(' and ')}`
      : 'several servers run: say which with --server or --config';
  return new ControlError(`${why}\n${list}`);
}
