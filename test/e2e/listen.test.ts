// What `rondo serve` says when an address cannot be had: why, who holds it, and the ways out.
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { decodeMessage } from '../support/message.js';
import { finish, type Running, start } from '../support/processes.js';
import { needs } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, RONDO, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
beforeAll(() => void folder.write('own.example.zone', masterFile('www A 192.0.2.1')));
afterAll(() => folder.remove());

const HOLDER = {
  udp: `const s = require('dgram').createSocket('udp4');
    s.bind(+process.argv[2], process.argv[1], () => console.log('holds ' + s.address().port))`,
  tcp: `const s = require('net').createServer();
    s.listen(+process.argv[2], process.argv[1], () => console.log('holds ' + s.address().port))`,
};

/** How they are told to people: the command line, cut. */
const HOLDS = {
  udp: `node (node -e const s = require('dgram').createSocket('udp4'); s.…)`,
  tcp: `node (node -e const s = require('net').createServer(); s.listen(+…)`,
};

/** Another process that holds a port, which nobody else uses for anything. @param first what it does before */
async function hold(
  protocol: 'udp' | 'tcp',
  address = '127.0.0.1',
  wanted?: number,
  first = '',
): Promise<{ port: number; pid: number | undefined }> {
  const port = wanted ?? (await quietPort());
  const holder: Running = start(process.execPath, ['-e', first + HOLDER[protocol], address, String(port)]);
  onTestFinished(async () => void (await holder.stop()));
  const [, held] = await holder.says(/holds (\d+)/);
  return { port: Number(held), pid: holder.child.pid };
}

const serveOn = async (...args: string[]) => {
  const server = startServe(['--zone', 'own.example.zone', ...args], folder.path);
  onTestFinished(async () => void (await server.stop()));
  const status = await server.gone();
  return { status, said: server.output };
};

test.each(['udp', 'tcp'] as const)('a port that is taken over %s only: by whom; 69', async protocol => {
  const { port, pid } = await hold(protocol);
  const { status, said } = await serveOn('--listen', `127.0.0.1:${port}`);
  expect(said).toBe(
    [
      `rondo: cannot listen on 127.0.0.1:${port} (${protocol}): the address is in use by ${HOLDS[protocol]}, process ${pid} (EADDRINUSE).`,
      `  - stop it, if it is not needed:  kill ${pid}`,
      `  - or listen on one explicit address that is free:  rondo serve --listen 127.0.0.2:${port}`,
      '  - or use a port that needs no privilege:  rondo serve --listen 127.0.0.1:5300',
      '',
    ].join('\n'),
  );
  expect(status).toBe(69);
});

test('the process that holds this address is named, not one with the same port on another', async () => {
  const other = await hold('udp', '127.0.0.3');
  const { port, pid } = await hold('udp', '127.0.0.1', other.port);
  const { said } = await serveOn('--listen', `127.0.0.1:${port}`);
  expect(said).toContain(`in use by ${HOLDS.udp}, process ${pid}`);
});

test('when every address is taken, none is offered', async () => {
  const { port, pid } = await hold('udp', '0.0.0.0');
  const { said } = await serveOn('--listen', `127.0.0.1:${port}`);
  expect(said).toContain(`in use by ${HOLDS.udp}, process ${pid}`);
  expect(said).not.toContain('explicit address');
});

test('systemd-resolved is recognised, with the drop-in that frees the port', async () => {
  const title = "process.title = 'systemd-resolved';";
  const { port, pid } = await hold('udp', '127.0.0.53', undefined, title);
  const { status, said } = await serveOn('--listen', `127.0.0.53:${port}`);
  expect(said).toContain(`in use by systemd-resolved, process ${pid}`);
  expect(said).toContain("printf '[Resolve]\\nDNSStubListener=no\\n'");
  expect(said).toContain('/etc/systemd/resolved.conf.d/rondo.conf');
  expect(said).toContain('systemctl restart systemd-resolved');
  expect(said).toContain(`rondo serve --listen 127.0.0.1:${port}`);
  expect(said).not.toContain('kill ');
  expect(status).toBe(69);
});

test('an admin port that is taken: the advice is about --admin', async () => {
  const { port, pid } = await hold('tcp');
  const { status, said } = await serveOn('--listen', '127.0.0.1:0', '--admin', `127.0.0.1:${port}`);
  expect(said).toContain(`cannot listen on 127.0.0.1:${port} (admin)`);
  expect(said).toContain(`in use by ${HOLDS.tcp}, process ${pid}`);
  expect(said).toContain(`rondo serve --admin 127.0.0.1:${port + 1}  or  --admin off`);
  expect(said).not.toContain('--listen');
  expect(status).toBe(69);
});

test('an admin port that is taken: nothing was answered before', async () => {
  const { port: admin } = await hold('tcp', '127.0.0.1', 0);
  // An address of its own, so that no other server of these tests can be where it will be.
  const address = '127.0.53.81';
  const listen = await quietPort();
  let count = 0;
  // Whoever else is asked does not know the name.
  const socket = createSocket('udp4').on('message', message => {
    if (decodeMessage(message).answer.length > 0) count++;
  });
  // Nobody is there yet.
  socket.on('error', () => undefined);
  const timer = setInterval(() => socket.send(buildQuery('www.own.example A'), listen, address), 2);
  onTestFinished(() => void clearInterval(timer));
  onTestFinished(() => void socket.close());
  const { status, said } = await serveOn('--listen', `${address}:${listen}`, '--admin', `127.0.0.1:${admin}`);
  expect(said).toContain(`cannot listen on 127.0.0.1:${admin} (admin)`);
  expect(status).toBe(69);
  expect(count).toBe(0);
});

test('an address that this machine does not have', async () => {
  const { status, said } = await serveOn('--listen', '192.0.2.1:5300');
  expect(said).toMatch(/cannot listen on 192\.0\.2\.1:5300 \(udp\): no interface .* has the address/);
  expect(said).toContain('ip address');
  expect(status).toBe(69);
});

test('a port below 1024 without the privilege for it', async context => {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) context.skip(...needs('setpriv'));
  // Root without the capability is as any other user here, and may still read this folder.
  const args = ['--bounding-set', '-net_bind_service', '--inh-caps', '-net_bind_service', process.execPath];
  const [command, ...before] = isRoot ? ['setpriv', ...args] : [process.execPath];
  const rest = [RONDO, 'serve', '--zone', folder.at('own.example.zone'), '--listen', '127.0.0.77:53'];
  if (lowestFreePort() <= 53) {
    // This kernel lets everybody have port 53, as in many containers.
    const server = start(command, [...before, ...rest]);
    expect((await answering(server)).listen).toEqual(['127.0.0.77:53']);
    await server.stop();
    return;
  }
  const { status, stderr } = await finish(command, [...before, ...rest]);
  expect(stderr).toContain('cannot listen on 127.0.0.77:53 (udp): ports below 1024 need a privilege');
  expect(stderr).toContain(`sudo setcap cap_net_bind_service=+ep ${process.execPath}`);
  expect(stderr).toContain('sudo sysctl net.ipv4.ip_unprivileged_port_start=53');
  expect(stderr).toContain('rondo serve --listen 127.0.0.77:5300');
  expect(status).toBe(69);
});

/** The first port that needs no privilege. */
function lowestFreePort(): number {
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));
  } catch {
    return process.platform === 'linux' ? 1024 : 0;
  }
}
