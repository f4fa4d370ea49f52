// A server with an admin address and very many members, half of them in small pools and half in the largest that there may be.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Command, writeInto } from '../peers/peer.js';
import { freePort } from '../serve/free-port.js';
import type { Build } from '../stalls/bound.js';
import {
  addressOf,
  MEMBERS_OF_POOL,
  membersOf,
  poolName,
  rondoCommand,
  writePools,
} from '../stalls/pools.js';
import { Subject } from '../stalls/subject.js';

/** Members of each of the largest pools; a pool has 1,024 at most. */
export const LARGE_POOL = 1000;
/** The zone of these. */
export const LARGE_ORIGIN = 'large.test';

const LOOK_MS = 50;

/** How it is started. */
export interface SiteOptions {
  readonly build: Build;
  readonly folder: string;
  readonly members: number;
  /** The keys of the probe of all, as YAML. */
  readonly probe: string;
  /** Further members, in pools of their own, whose verdicts change. */
  readonly flipping?: { readonly members: number; readonly probe: string };
  /** Whether it has an admin address. */
  readonly isAdmin?: boolean;
  /** A module that is loaded before it, and replies to messages. */
  readonly meter?: string;
}

/** A server that runs. */
export interface Site {
  readonly server: Subject;
  readonly port: number;
  readonly adminPort: number;
  /** The path of its control socket. */
  readonly socket: string;
}

/** The name of a large pool. */
export const largeName = (pool: number) => `big${pool}.${LARGE_ORIGIN}`;

function writeLargePools(folder: string, from: number, members: number, probe: string): void {
  const pools = Array.from({ length: members / LARGE_POOL }, (_, pool) => {
    const own = membersOf(pool, LARGE_POOL).map(
      number => `{ address: ${addressOf(from + number)}, tags: [rack${number % 40}, big] }`,
    );
    return `  big${pool}: { probe: { ${probe} }, members: [${own.join(', ')}] }\n`;
  });
  writeInto(folder, 'large.yaml', `zone: ${LARGE_ORIGIN}\npools:\n${pools.join('')}`);
}

function writeFlipping(
  folder: string,
  from: number,
  { members, probe }: NonNullable<SiteOptions['flipping']>,
): void {
  const pools = Array.from({ length: members / MEMBERS_OF_POOL }, (_, pool) => {
    const own = membersOf(pool, MEMBERS_OF_POOL).map(number => addressOf(from + number));
    return `  flip${pool}: { probe: { ${probe} }, members: [${own.join(', ')}] }\n`;
  });
  writeInto(folder, 'flipping.yaml', `zone: flipping.test\npools:\n${pools.join('')}`);
}

/** The command with a meter that is loaded before the server, if there is one. */
export function withMeter([program, ...args]: Command, meter: string | undefined): Command {
  return meter === undefined ? [program, ...args] : [program, '--import', meter, ...args];
}

/** The path of the control socket in a folder; undefined while there is none. */
function socketIn(folder: string): string | undefined {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const name = names.find(each => each.endsWith('.sock'));
  return name === undefined ? undefined : join(folder, name);
}

/** Starts it and waits until it answers. */
export async function openSite(options: SiteOptions): Promise<Site> {
  const { build, members, probe, flipping, meter, isAdmin = true } = options;
  const folder = join(options.folder, build.name);
  const [port, adminPort] = [await freePort(), await freePort()];
  const control = join(folder, 'control');
  const large = Math.floor(members / 2 / LARGE_POOL) * LARGE_POOL;
  writePools(folder, members - large, probe);
  if (large > 0) writeLargePools(folder, members - large, large, probe);
  if (flipping !== undefined) writeFlipping(folder, members, flipping);
  const zones = `zones: [pools.yaml${large > 0 ? ', large.yaml' : ''}${flipping === undefined ? '' : ', flipping.yaml'}]\nforward: off\n`;
  const admin = `admin: ${isAdmin ? `127.0.0.1:${adminPort}` : 'off'}\ncontrol: ${control}\n`;
  const command = withMeter(rondoCommand(build, folder, port, zones + admin), meter);
  const sign = { port, name: poolName(0) };
  const server = await Subject.start({ command, folder, sign, isAsked: meter !== undefined });
  // It answers before all else is open.
  while (server.isRunning && socketIn(control) === undefined) await pause(LOOK_MS);
  return { server, port, adminPort, socket: socketIn(control) ?? '' };
}
