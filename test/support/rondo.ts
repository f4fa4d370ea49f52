// The built command in tests, as a user runs it.
import { fileURLToPath } from 'node:url';
import { finish, type Running, start } from './processes.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Runs `rondo …` to its end. */
export function rondo(args: readonly string[], cwd?: string): ReturnType<typeof finish> {
  return finish(process.execPath, [MAIN, ...args], cwd);
}

/** Starts `rondo serve …` on a free port of an address and waits until it answers. */
export async function serve(
  args: readonly string[],
  cwd?: string,
  address = '127.0.0.1',
): Promise<{ server: Running; port: number }> {
  const server = start(
    process.execPath,
    [MAIN, 'serve', '--listen', address.includes(':') ? `[${address}]:0` : `${address}:0`, ...args],
    cwd,
  );
  const [, port] = await server.says(/rondo answers on \S+?:(\d+)[",\s]/);
  return { server, port: Number(port) };
}
