// Runs in a namespace of its own for networks and mounts: a server, its members and one client beside it. Reads what to measure as JSON
// from standard input, and writes how many connections each member got.
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CLIENT_LIMIT_MS = 60_000;
const PORT = 8080;
/** The server's own addresses, of which a client asks the one of its family. */
const ROUTERS = { 4: '10.9.1.254/16', 6: 'fd00:9::fe/64', global: '2001:db8:9::fe/64' };
const PAGE = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\nCache-Control: no-store\r\n\r\nok';

/** A limit of `none` is no key. */
const { rondo, scenes, clients, limits, times } = JSON.parse(readFileSync(0, 'utf8'));

function command(name, ...args) {
  const { status, stderr, error } = spawnSync(name, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${[name, ...args].join(' ')}: ${error ?? stderr}`);
}
const ip = line => command('ip', ...line.split(' '));

/** The other network lives as long as this process, which holds its standard input. */
async function makeNetworks() {
  const holder = spawn('unshare', ['--net', 'sh', '-c', 'echo ready; exec cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await once(holder.stdout, 'data');
  ip('link set lo up');
  ip(`link add v0 type veth peer name v1 netns ${holder.pid}`);
  ip('link set v0 up');
  ip(`addr add ${ROUTERS[4]} dev v0`);
  for (const address of [ROUTERS[6], ROUTERS.global]) ip(`-6 addr add ${address} dev v0 nodad`);
  const members = new Set(scenes.filter(({ client }) => client !== undefined).flatMap(scene => scene.members));
  for (const member of members)
    ip(member.includes(':') ? `-6 addr add ${member}/128 dev v0 nodad` : `addr add ${member}/32 dev v0`);
  return holder;
}

const isV6 = ({ members: [first] }) => first.includes(':');
const withoutLength = address => address.replace(/\/.*/, '');

/** The address that the client of a scene asks. */
function resolverOf(scene) {
  if (scene.client === undefined) return '127.0.0.1';
  if (!isV6(scene)) return withoutLength(ROUTERS[4]);
  return withoutLength(scene.client.startsWith('fd') ? ROUTERS[6] : ROUTERS.global);
}

/** Gives the client its address and its resolver. @returns what its programs are started by */
function setScene(scene, holder, folder) {
  writeFileSync(join(folder, 'resolv.conf'), `nameserver ${resolverOf(scene)}\n`);
  if (scene.client === undefined) return [];
  const inside = ['nsenter', '--target', String(holder.pid), '--net'];
  const family = isV6(scene) ? '-6' : '-4';
  const lines = [
    'link set lo up',
    'link set v1 down',
    'addr flush dev v1',
    'link set v1 up',
    `${family} addr add ${scene.client} dev v1${isV6(scene) ? ' nodad' : ''}`,
    `${family} route add default via ${resolverOf(scene)}`,
  ];
  for (const line of lines) command(...inside, 'ip', ...line.split(' '));
  return inside;
}

const nameOf = (scene, limit) => `${scene.name}-${limit}.clients.test`;

function zoneText() {
  const pools = scenes.flatMap(scene =>
    limits.map(limit => {
      const members = scene.members.map(member => JSON.stringify(member)).join(', ');
      const most = limit === 'none' ? '' : `limit: ${limit}, `;
      return `  ${scene.name}-${limit}: { ${most}members: [${members}] }\n`;
    }),
  );
  return `zone: clients.test\npools:\n${pools.join('')}`;
}

async function startRondo(folder) {
  writeFileSync(join(folder, 'clients.test.yaml'), zoneText());
  const listen = ['127.0.0.1', ...Object.values(ROUTERS).map(withoutLength)].map(address =>
    JSON.stringify(address.includes(':') ? `[${address}]:53` : `${address}:53`),
  );
  writeFileSync(
    join(folder, 'rondo.yaml'),
    `listen: [${listen.join(', ')}]\nzones: clients.test.yaml\nforward: off\ncontrol: off\nstate: off\n`,
  );
  const server = spawn(rondo[0], [...rondo.slice(1), 'serve', '--config', 'rondo.yaml'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const started = new Promise((resolve, reject) => {
    for (const stream of [server.stdout, server.stderr])
      stream.on('data', data => {
        output += data;
        if (output.includes('rondo answers on')) resolve();
      });
    server.on('exit', () => reject(new Error(`the server ended:\n${output}`)));
  });
  await started;
  return server;
}

/** One listener for all members, which notes to which of them each connection goes. */
async function startMembers(seen) {
  const server = createServer(socket => {
    seen.push(socket.localAddress.replace('::ffff:', ''));
    socket.on('error', () => socket.destroy());
    socket.end(PAGE);
  });
  server.listen(PORT, '::');
  await once(server, 'listening');
  return server;
}

/**
 * Runs a program of the client until it has connected so many times.
 * @returns the members in the order of the connections, and what the program has printed
 */
async function runClient(client, inside, host, seen) {
  const { command: template, launches = 1, env } = client;
  const fill = word => word.replace('{host}', host).replace('{port}', PORT).replace('{times}', times);
  const words = [...inside, ...template.map(fill)];
  const options = { timeout: CLIENT_LIMIT_MS, env: { ...process.env, ...env } };
  const connections = [];
  let printed = '';
  for (let launch = 0; launch < launches; launch++) {
    seen.length = 0;
    printed += (await run(words[0], words.slice(1), options)).stdout;
    // A browser connects once more for the picture of a site.
    connections.push(...(launches > 1 ? seen.slice(0, 1) : seen));
  }
  return { connections, printed };
}

async function measure({ scene, limit, client }, inside, seen) {
  const counts = new Map(scene.members.map(member => [member, 0]));
  try {
    const { connections, printed } = await runClient(client, inside, nameOf(scene, limit), seen);
    for (const member of connections) counts.set(member, (counts.get(member) ?? 0) + 1);
    return { counts: [...counts.values()], printed };
  } catch (error) {
    return { error: `${error.message}\n${error.stderr ?? ''}`.trim() };
  }
}

const folder = mkdtempSync(join(tmpdir(), 'rondo-clients-'));
const seen = [];
let holder;
let server;
let members;
try {
  writeFileSync(join(folder, 'nsswitch.conf'), 'hosts: files dns\n');
  writeFileSync(join(folder, 'resolv.conf'), '');
  holder = await makeNetworks();
  for (const name of ['resolv.conf', 'nsswitch.conf'])
    command('mount', '--bind', join(folder, name), `/etc/${name}`);
  server = await startRondo(folder);
  members = await startMembers(seen);
  for (const scene of scenes) {
    const inside = setScene(scene, holder, folder);
    for (const limit of limits)
      for (const client of clients) {
        const result = await measure({ scene, limit, client }, inside, seen);
        const line = { scene: scene.name, limit, client: client.name, ...result };
        process.stdout.write(`${JSON.stringify(line)}\n`);
      }
  }
} finally {
  members?.close();
  server?.kill();
  holder?.stdin.end();
  rmSync(folder, { recursive: true, force: true });
}
