// `rondo status` and `rondo events`: what a running server tells through its control socket.
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { formOf } from '../../src/view/json-forms.js';
import { until } from '../support/ask.js';
import { start } from '../support/processes.js';
import { answering, RONDO, rondo, type Served, serveControlled, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
const sockets = folder.at('control');
let backend: Server;
let served: Served;

function listen(port: number): Promise<Server> {
  const server = createServer(socket => socket.destroy());
  return new Promise(resolve => server.listen(port, '127.0.0.1', () => resolve(server)));
}

function config(...lines: string[]): string {
  return folder.write('rondo.yaml', ['forward: off', 'zones: [pool.example.yaml]', ...lines, ''].join('\n'));
}

beforeAll(async () => {
  backend = await listen(0);
  const { port } = backend.address() as { port: number };
  folder.write(
    'pool.example.yaml',
    [
      'zone: pool.example',
      'pools:',
      '  www:',
      '    order: weighted',
      `    probe: { tcp: ${port}, interval: 200ms, fast: 100ms }`,
      '    members: [{ address: 127.0.0.1, weight: 3 }, { address: 127.0.0.2, weight: 1 }]',
      '',
    ].join('\n'),
  );
  config('listen: [127.0.0.1:0]', `control: ${sockets}`);
  served = await serveControlled(folder.path, sockets);
});

afterAll(async () => {
  await served?.server.stop();
  backend?.close();
  folder.remove();
});

const ask = (...args: string[]) => rondo([...args, '--control', sockets], folder.path);

interface Status {
  pools: { live: number; members: { endpoint: string; state: string; share: number; weight: number }[] }[];
}

describe('status', () => {
  test('shows each member of each pool', async () => {
    const { stdout, status } = await ask('status');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^rondo \S+, process \d+, up \d+s, on 127\.0\.0\.1:\d+$/m);
    expect(stdout).toMatch(/^members {4}2: 1 up, 1 down$/m);
    expect(stdout).toMatch(/^www\.pool\.example A {3}1 of 2 live$/m);
    expect(stdout).toMatch(/^ {2}127\.0\.0\.1:\d+ +up +\d+s +L4OK in \d+ ms +0 of \d+ +3 +100% +0 +0$/m);
    expect(stdout).toMatch(
      /^ {2}127\.0\.0\.2:\d+ +DOWN +\d+s +L4CON connection refused +\d+ of \d+ +1, \d+s +1 +0% +0 +0$/m,
    );
  });

  test('as JSON, with the shares of first places', async () => {
    const { stdout } = await ask('status', 'WWW.pool.example.', '--json');
    const { pools } = formOf('status').parse(JSON.parse(stdout)) as unknown as Status;
    expect(pools).toHaveLength(1);
    expect(pools[0].live).toBe(1);
    expect(pools[0].members.map(({ state, share, weight }) => ({ state, share, weight }))).toEqual([
      { state: 'up', share: 1, weight: 3 },
      { state: 'down', share: 0, weight: 1 },
    ]);
  });

  test('a pool that is not there', async () => {
    const { status, stderr } = await ask('status', 'wwv.pool.example');
    expect(status).toBe(64);
    expect(stderr).toBe(
      'rondo status: there is no pool wwv.pool.example, nor a member that is called so; did you mean www.pool.example A?\n',
    );
  });

  test('--watch goes on until it is ended, and says when the server is gone', async () => {
    const other = folder.at('other');
    folder.write('watched/rondo.yaml', `listen: [127.0.0.1:0]\nforward: off\nzones: []\ncontrol: ${other}\n`);
    const { server } = await serveControlled(folder.at('watched'), other);
    onTestFinished(async () => void (await server.stop('SIGKILL')));
    const watch = start(process.execPath, [RONDO, 'status', '--watch', '--control', other], folder.path);
    await watch.says(/There is no pool\.[\s\S]*There is no pool\./);
    await server.stop();
    await watch.says(/rondo status: the server is gone/);
    expect(await watch.gone()).toBe(69);
  });
});

describe('events', () => {
  test('tell of backends, and of those to come', async () => {
    const { stdout } = await ask('events');
    expect(stdout).toMatch(
      /^\S+Z ! backend 127\.0\.0\.2:\d+ is down: L4CON connection refused \(1 of 2 live/m,
    );
    expect(stdout).toMatch(/^\S+Z {3}backend 127\.0\.0\.1:\d+ is up/m);
    const follow = start(
      process.execPath,
      [RONDO, 'events', '--follow', '--json', '--control', sockets],
      folder.path,
    );
    onTestFinished(async () => void (await follow.stop()));
    await follow.says(/"kind":"backend"/);
    folder.write('pool.example.yaml', 'zone: pool.example\nnonsense: 1\n');
    await follow.says(
      /"kind":"reload","isBad":true,"text":".*\bpool\.example stays .*: pool\.example\.yaml:2:1: unknown key/,
    );
  });
});

describe('which server', () => {
  test('the socket is for its user alone, and goes with the server', async () => {
    const own = folder.at('own');
    folder.write('single/rondo.yaml', `listen: [127.0.0.1:0]\nforward: off\nzones: []\ncontrol: ${own}\n`);
    const { server } = await answering(startServe([], folder.at('single')));
    const [name] = await until(
      () => readdirSync(own),
      names => names.length === 1,
    );
    expect(name).toBe(`${server.child.pid}.sock`);
    expect(statSync(own).mode & 0o777).toBe(0o700);
    expect(statSync(`${own}/${name}`).mode & 0o777).toBe(0o600);
    await server.stop();
    expect(readdirSync(own)).toEqual([]);
    const { status, stderr } = await rondo(['status', '--control', own], folder.path);
    expect(status).toBe(69);
    expect(stderr).toContain(`rondo status: no server was reached through ${own}: none runs there`);
  });

  test('of several, the one with an address or a configuration; what a killed one left is removed', async () => {
    const shared = folder.at('shared');
    const text = `listen: [127.0.0.1:0]\nforward: off\nzones: []\ncontrol: ${shared}\n`;
    const begin = async (own = 'shared.d') => {
      folder.write(`${own}/rondo.yaml`, text);
      const one = await serveControlled(folder.at(own), shared);
      onTestFinished(async () => void (await one.server.stop('SIGKILL')));
      return one;
    };
    const first = await begin();
    await first.server.stop('SIGKILL');
    const second = await begin();
    expect(readdirSync(shared)).toEqual([`${second.server.child.pid}.sock`]);
    const third = await begin('third.d');
    const several = await rondo(['status', '--control', shared], folder.path);
    expect(several.status).toBe(69);
    expect(several.stderr).toContain('several servers run: say which with --server or --config');
    expect(several.stderr).toContain(`  - process ${second.server.child.pid}: ${second.listen[0]}`);
    const one = await rondo(['status', '--control', shared, '--server', third.listen[0]], folder.path);
    expect(one.stdout).toContain(`process ${third.server.child.pid},`);
    const same = await rondo(['status', '--control', shared, '-c', 'third.d/rondo.yaml'], folder.path);
    expect(same.stdout).toContain(`process ${third.server.child.pid},`);
    const none = await rondo(['status', '--control', shared, '-c', 'other.yaml'], folder.path);
    expect(none.status).toBe(69);
    expect(none.stderr).toContain(`no server serves ${folder.at('other.yaml')}`);
  });

  test('a folder that others may write to is not used, and the server answers all the same', async () => {
    const open = folder.at('open');
    folder.write('open/keep', '');
    folder.write('open.d/rondo.yaml', `listen: [127.0.0.1:0]\nforward: off\nzones: []\ncontrol: ${open}\n`);
    chmodSync(open, 0o777);
    const { server } = await answering(startServe([], folder.at('open.d')));
    onTestFinished(async () => void (await server.stop('SIGKILL')));
    await server.says(/no control socket: others may write to .*; name another folder with/);
  });
});
