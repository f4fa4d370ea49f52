// Probes of several kinds in one running server: the first answer knows their results, and later ones follow them.
import { chmodSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addresses, answers, ask, until } from '../support/ask.js';
import { type Served, serve } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
let backend: Server;
let agent: Server;
let served: Served;

/** What the agent of a member says. */
const said: Record<string, string> = { '127.0.0.1': 'ready 50%', '127.0.0.2': 'up' };

const MEMBERS = ['127.0.0.1', '127.0.0.2'];

beforeAll(async () => {
  backend = createServer(socket =>
    socket.end(`you are ${socket.remoteAddress}, I am ${socket.localAddress}.`),
  );
  await new Promise<void>(resolve => backend.listen(0, '0.0.0.0', resolve));
  const { port } = backend.address() as { port: number };
  agent = createServer(socket => socket.end(`${said[socket.localAddress ?? '']}\n`));
  await new Promise<void>(resolve => agent.listen(0, '0.0.0.0', resolve));
  // A probe that has seen enough may reset its connection.
  for (const server of [backend, agent])
    server.on('connection', socket => socket.on('error', () => socket.destroy()));
  const { port: agentPort } = agent.address() as { port: number };
  // Paths are relative to the configuration.
  chmodSync(
    folder.write('checks/odd', '#!/bin/sh\ncase $RONDO_ADDRESS in *1) exit 0 ;; *) exit 9 ;; esac\n'),
    0o755,
  );
  folder.write('state', '127.0.0.1 up\n127.0.0.2 down\n');
  const timing = 'interval: 100ms, fast: 50ms, rise: 1, fall: 1';
  const probes = {
    file: 'file: state',
    agent: `agent: ${agentPort}`,
    exec: 'exec: [checks/odd]',
    tcp: `tcp: ${port}, source: 127.0.0.9, expect: "you are 127.0.0.9, I am 127.0.0.2."`,
  };
  const profiles = Object.entries(probes).map(([name, probe]) => `  ${name}: { ${probe}, ${timing} }\n`);
  const pools = Object.keys(probes).map(
    name => `  ${name}:\n    probe: { use: ${name} }\n    members: [${MEMBERS.join(', ')}]\n`,
  );
  folder.write('zones/app.yaml', `zone: app.test\npools:\n${pools.join('')}`);
  folder.write('rondo.yaml', `zones: [zones/app.yaml]\nforward: off\nprobes:\n${profiles.join('')}`);
  served = await serve(['--config', folder.at('rondo.yaml')]);
});

afterAll(async () => {
  await served?.server.stop();
  backend?.close();
  agent?.close();
  folder.remove();
});

test('the first answers hold the members that are up', async () => {
  expect(await addresses(served.port, 'exec.app.test A')).toEqual(['127.0.0.1']);
  expect(await addresses(served.port, 'tcp.app.test A')).toEqual(['127.0.0.2']);
  expect(await addresses(served.port, 'file.app.test A')).toEqual(['127.0.0.1']);
});

test('an edited file of states is followed', async () => {
  folder.write('state', '127.0.0.1 down for repair\n127.0.0.2 up\n');
  const asked = () => addresses(served.port, 'file.app.test A');
  expect(await until(asked, list => list.join() === '127.0.0.2')).toEqual(['127.0.0.2']);
  await served.server.says(/L7STS down: for repair/);
  await served.server.says(/backend 127\.0\.0\.2 is up \(/);
});

test.each([
  ['garbage', '<html>\n'],
  ['an empty file', ''],
])('%s changes no state', async (_, garbage) => {
  const from = served.server.output.length;
  folder.write('state', garbage);
  await served.server.says(
    /backend 127\.0\.0\.2 is up, but (again; )?the last word of the file is kept: /,
    from,
  );
  expect(await addresses(served.port, 'file.app.test A')).toEqual(['127.0.0.2']);
  expect(served.server.output.slice(from)).not.toMatch(/backend 127\.0\.0\.[12] is (down|up)\b(?!, but)/);
  // That the file was read for this member is seen by what becomes of it.
  for (const state of ['down', 'up']) {
    folder.write('state', `127.0.0.1 down\n127.0.0.2 ${state}\n`);
    await served.server.says(new RegExp(`backend 127\\.0\\.0\\.2 is ${state}(?::| \\()`), from);
  }
  const asked = () => addresses(served.port, 'file.app.test A');
  expect(await until(asked, list => list.join() === '127.0.0.2')).toEqual(['127.0.0.2']);
});

/** How often each member stands first in so many answers. */
async function firsts(count: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let each = 0; each < count; each++) {
    const [first] = answers(await ask(served.port, 'agent.app.test A')).map(line => line.split(' ')[3]);
    counts[first] = (counts[first] ?? 0) + 1;
  }
  return counts;
}

test('agents say the weights of their members, and have them drained', async () => {
  expect(await firsts(30)).toEqual({ '127.0.0.1': 10, '127.0.0.2': 20 });
  said['127.0.0.2'] = 'drain';
  const asked = () => addresses(served.port, 'agent.app.test A');
  expect(await until(asked, list => list.join() === '127.0.0.1')).toEqual(['127.0.0.1']);
  await served.server.says(/backend 127\.0\.0\.2:\d+ says of itself: drain \(in agent\.app\.test A\)/);
  said['127.0.0.2'] = 'up';
  expect(await until(asked, list => list.length === 2)).toHaveLength(2);
});
