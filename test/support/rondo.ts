// The built command in tests, as a user runs it.
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { until } from './ask.js';
import { finish, type Running, start } from './processes.js';

/** What the compiler makes of `src/`. */
export const BUILT = new URL('../../dist/', import.meta.url);

/** The program, to be run by node: as it is built, or in the few files that `npm test` makes of it. */
export const RONDO = process.env.RONDO_PROGRAM ?? fileURLToPath(new URL('main.js', BUILT));

/** Runs `rondo …` to its end. */
export function rondo(args: readonly string[], cwd?: string): ReturnType<typeof finish> {
  return finish(process.execPath, [RONDO, ...args], cwd);
}

/** A server that answers. */
export interface Served {
  readonly server: Running;
  /** The port of the first listen address. */
  readonly port: number;
  /** All listen addresses: `address:port`, `tls://address:port`, `https://address:port/path`. */
  readonly listen: readonly string[];
  /** Their ports, in the same order. */
  readonly ports: readonly number[];
  /** The admin address, or `off`. */
  readonly admin: string;
}

/** Starts `rondo serve …` as it is told to, without waiting for it. */
export function startServe(args: readonly string[], cwd?: string): Running {
  return start(process.execPath, [RONDO, 'serve', ...args], cwd);
}

/** Waits until a server that was started says where it answers; one that does not in time is ended. */
export async function answering(server: Running): Promise<Served> {
  const [line] = await server.says(/^\{.*"msg":"rondo answers on .*\}$/m).catch(async error => {
    await server.stop('SIGKILL');
    throw error;
  });
  const { listen, admin } = JSON.parse(line) as { listen: string[]; admin: string };
  const ports = listen.map(each => Number(/:(\d+)(?:\/.*)?$/.exec(each)?.[1]));
  return { server, listen, ports, admin, port: ports[0] };
}

/** Starts `rondo serve …` on a free port of an address and waits until it answers. */
export function serve(args: readonly string[], cwd?: string, address = '127.0.0.1'): Promise<Served> {
  const listen = address.includes(':') ? `[${address}]:0` : `${address}:0`;
  return answering(startServe(['--listen', listen, ...args], cwd));
}

/** As {@link serve}, until the test that calls it ends. */
export async function serveInTest(
  args: readonly string[],
  cwd?: string,
  address = '127.0.0.1',
): Promise<Served> {
  const listen = address.includes(':') ? `[${address}]:0` : `${address}:0`;
  const server = startServe(['--listen', listen, ...args], cwd);
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  return answering(server);
}

/** Waits until a server answers through its control socket as well. @param sockets the folder of that @returns its path */
export async function controlSocketOf(server: Running, sockets: string): Promise<string> {
  const name = `${server.child.pid}.sock`;
  await until(
    () => (existsSync(sockets) ? readdirSync(sockets) : []),
    names => names.includes(name),
  );
  return `${sockets}/${name}`;
}

/** Starts `rondo serve` in a folder with a configuration and waits until it answers, also through its control socket. @param sockets the folder of that */
export async function serveControlled(cwd: string, sockets: string): Promise<Served> {
  const served = await answering(startServe([], cwd));
  await controlSocketOf(served.server, sockets);
  return served;
}
