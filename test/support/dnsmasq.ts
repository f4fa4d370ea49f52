// The real dnsmasq, as the measure of what the lines of its configuration mean.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { finish, type Running, start } from './processes.js';
import { program } from './programs.js';

/** A port of 127.0.0.1 that nothing uses now. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** Only the file counts: nothing of this machine is read, nothing is kept from one question to the next. */
const ALONE = ['--no-daemon', '--no-hosts', '--no-poll', '--cache-size=0', '--log-facility=-'];

/** Starts dnsmasq on a free port of 127.0.0.1 and waits until it answers. The file must say `no-resolv`. */
export async function serveDnsmasq(confFile: string): Promise<{ server: Running; port: number }> {
  const port = await freePort();
  const server = start(program('dnsmasq')!, [
    ...ALONE,
    '--bind-interfaces',
    '--listen-address=127.0.0.1',
    `--port=${port}`,
    `--conf-file=${confFile}`,
  ]);
  await server.says(/started, version [\s\S]*\n/);
  return { server, port };
}

/** What dnsmasq says against a file; undefined when it accepts it. */
export async function objection(confFile: string): Promise<string | undefined> {
  const { stderr, status } = await finish(program('dnsmasq')!, ['--test', `--conf-file=${confFile}`]);
  return status === 0 ? undefined : stderr.trim();
}
