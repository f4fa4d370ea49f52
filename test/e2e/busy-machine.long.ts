// A machine whose cores others have taken: healthy backends stay up from the start on.
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { RunningServer } from '../../src/cli/running-server.js';
import type { StatusView } from '../../src/view/status.js';
import { addresses, until } from '../support/ask.js';
import { start } from '../support/processes.js';
import { answering, controlSocketOf, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const MEMBERS = 1000;
const MEMBERS_OF_POOL = 10;
const LOOPS = 6;
/** They end by themselves, also when the test does not come to its end. */
const BUSY_SECONDS = 120;

const folder = new TempFolder();
const sockets = folder.at('control');
let backend: Server;
/** How often each member was asked. */
const probes = new Map<string, number>();

beforeAll(async () => {
  // The system completes connections, whether this process has a turn or not: all members are healthy, come what may.
  backend = createServer(socket => {
    const { localAddress = '' } = socket;
    probes.set(localAddress, (probes.get(localAddress) ?? 0) + 1);
    socket.on('error', () => undefined).destroy();
  });
  const options = { port: 0, host: '0.0.0.0', backlog: 4096 };
  await new Promise<void>(resolve => backend.listen(options, resolve));
});
afterAll(() => {
  backend.close();
  folder.remove();
});

/** @returns how to end it before */
function beBusy(): () => Promise<void> {
  const code = `const until = Date.now() + ${BUSY_SECONDS * 1000}; while (Date.now() < until);`;
  const loops = Array.from({ length: LOOPS }, () => start(process.execPath, ['-e', code]));
  const end = async () => {
    for (const loop of loops) await loop.stop('SIGKILL');
  };
  onTestFinished(end);
  return end;
}

test(`none of ${MEMBERS} healthy members is called down at the start, with six busy loops`, async () => {
  const { port } = backend.address() as { port: number };
  const pools = Array.from({ length: MEMBERS / MEMBERS_OF_POOL }, (_, pool) => {
    const members = Array.from({ length: MEMBERS_OF_POOL }, (_, index) => `127.5.${pool}.${index + 1}`);
    const probe = `tcp: ${port}, interval: 5s, timeout: 2s, fall: 1`;
    return `  p${pool}: { probe: { ${probe} }, members: [${members.join(', ')}] }\n`;
  });
  folder.write('busy.example.yaml', `zone: busy.example\npools:\n${pools.join('')}`);
  folder.write(
    'rondo.yaml',
    `listen: 127.0.0.1:0\nzones: busy.example.yaml\nforward: off\ncontrol: ${sockets}\nstate: off\n`,
  );
  const rest = beBusy();
  const server = startServe([], folder.path);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const served = await answering(server);
  await until(
    () => [...probes.values()].filter(count => count >= 2).length,
    twice => twice === MEMBERS,
    BUSY_SECONDS * 1000,
  );
  await rest();
  const running = new RunningServer(await controlSocketOf(server, sockets));
  const members = (await running.get<StatusView>('/status')).pools.flatMap(pool => pool.members);
  expect(members.filter(({ state, failures }) => state !== 'up' || failures > 0)).toEqual([]);
  expect(server.output).not.toMatch(/is down|are down/);
  expect(await addresses(served.port, 'p0.busy.example A')).toHaveLength(MEMBERS_OF_POOL);
});
