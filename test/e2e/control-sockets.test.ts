// Which servers a verb reaches: those of this user, by a question of a few octets; and what it says of those of others.
import { chmodSync, chownSync, lchownSync, mkdirSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { serverOf } from '../cli/status-of.js';
import { finish, start } from '../support/processes.js';
import { RONDO, rondo } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { NOBODY, unprivileged } from '../support/unprivileged.js';

const isRoot = process.getuid?.() === 0;
const folder = new TempFolder();
const asked: string[] = [];
const replies: Readonly<Record<string, object>> = {
  '/api/v1/server': { pid: 1, release: '0', listen: ['192.0.2.1:53'], uptimeMs: 1 },
  '/api/v1/status?show=brief': serverOf([], { release: '0' }),
  '/api/v1/events': {},
  '/api/v1/orders': { members: [], warnings: [] },
  '/api/v1/explain?name=a.example&type=A': { name: 'a', type: 'A', from: '127.0.0.1', hops: [] },
  '/api/v1/whatif?type=A&down=192.0.2.1': { pools: [], changed: [] },
};
let server: Server;

/** A folder with the socket of a server that notes what it is asked for. */
const sockets = folder.at('control');

beforeAll(async () => {
  mkdirSync(sockets, { mode: 0o700 });
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    request.resume();
    const isKnown = path in replies;
    response.writeHead(isKnown ? 200 : 404).end(isKnown ? JSON.stringify(replies[path]) : 'no such page');
  });
  await new Promise<void>(resolve => server.listen(join(sockets, '1.sock'), resolve));
});

afterEach(() => {
  asked.length = 0;
  if (isRoot) chownSync(sockets, 0, 0);
  chmodSync(sockets, 0o700);
  chmodSync(folder.path, 0o700);
});

afterAll(() => {
  server.close();
  folder.remove();
});

test.each([
  [['status'], '/api/v1/status?show=brief'],
  [['events'], '/api/v1/events'],
  [['drain', '192.0.2.1'], '/api/v1/orders'],
  [['maint', '192.0.2.1'], '/api/v1/orders'],
  [['ready', '192.0.2.1'], '/api/v1/orders'],
  [['weight', '192.0.2.1', '7'], '/api/v1/orders'],
  [['explain', 'a.example'], '/api/v1/explain?name=a.example&type=A'],
  [['whatif', '--down', '192.0.2.1'], '/api/v1/whatif?type=A&down=192.0.2.1'],
])('%j asks which server it is, then for just what it shows', async (args, path) => {
  const { stderr, status } = await rondo([...args, '--control', sockets]);
  expect([stderr, status]).toEqual(['', 0]);
  expect(asked).toEqual(['/api/v1/server', path]);
});

test('a server that replies with something else', async () => {
  const other = folder.at('else');
  mkdirSync(other, { mode: 0o700 });
  const stranger = createServer((_, response) => response.end('{"pid":"1","listen":[1]}'));
  await new Promise<void>(resolve => stranger.listen(join(other, '1.sock'), resolve));
  const { stderr, status } = await rondo(['status', '--control', other]);
  stranger.close();
  expect(status).toBe(69);
  expect(stderr).toContain(`no server was reached through ${other}: what replies there is no Rondo server`);
});

test('a server of another kind', async () => {
  const other = folder.at('other');
  mkdirSync(other, { mode: 0o700 });
  const stranger = createServer((_, response) => response.writeHead(404).end('Nothing here.\n'));
  await new Promise<void>(resolve => stranger.listen(join(other, '1.sock'), resolve));
  const { stderr, status } = await rondo(['status', '--control', other]);
  stranger.close();
  expect(status).toBe(69);
  expect(stderr).toContain(`no server was reached through ${other}: the server replied 404: Nothing here.`);
});

describe('what others may have put there is not trusted', () => {
  test('a folder that others may write to', async () => {
    chmodSync(sockets, 0o777);
    const { stderr, status } = await rondo(['status', '--control', sockets]);
    expect(status).toBe(69);
    expect(stderr).toContain(`through ${sockets}: others may write to it, and could pose as a server\n`);
    expect(asked).toEqual([]);
  });

  test.runIf(isRoot).each([sockets, join(sockets, '1.sock')])('%s of another user', async path => {
    chownSync(sockets, NOBODY, NOBODY);
    chownSync(join(sockets, '1.sock'), NOBODY, NOBODY);
    const { stderr, status } = await rondo(['drain', 'all', '--control', path]);
    chownSync(join(sockets, '1.sock'), 0, 0);
    expect(status).toBe(69);
    expect(stderr).toBe(
      `rondo drain: no server was reached through ${path}: it belongs to user ${NOBODY}, who could pose as a server\n` +
        `  - ask as that user: sudo -u '#${NOBODY}' rondo …\n`,
    );
    expect(asked).toEqual([]);
  });

  test.runIf(isRoot)('nor a link of another user', async () => {
    const shared = folder.at('tmp');
    mkdirSync(shared);
    symlinkSync(sockets, join(shared, 'rondo'));
    chmodSync(shared, 0o1777);
    lchownSync(join(shared, 'rondo'), NOBODY, NOBODY);
    const { stderr } = await rondo(['status', '--control', join(shared, 'rondo')]);
    expect(stderr).toContain(`it belongs to user ${NOBODY}, who could pose as a server`);
    expect(asked).toEqual([]);
  });

  test.runIf(isRoot)('but the usual one is where root alone can have put it, as systemd does', async () => {
    chownSync(sockets, NOBODY, NOBODY);
    const environment = { ...process.env, RUNTIME_DIRECTORY: sockets };
    const running = start(process.execPath, [RONDO, 'status'], folder.path, environment);
    expect([await running.gone(), running.output]).toEqual([
      0,
      expect.stringMatching(/^rondo 0, process 1,/),
    ]);
    chmodSync(folder.path, 0o777);
    const distrusting = start(process.execPath, [RONDO, 'status'], folder.path, environment);
    expect(await distrusting.gone()).toBe(69);
    expect(distrusting.output).toContain('who could pose as a server');
  });
});

describe.runIf(isRoot)('a server of another user', () => {
  const asNobody = (...args: string[]) => {
    const [command, ...rest] = unprivileged(process.execPath, [RONDO, ...args]);
    return finish(command, rest, folder.path);
  };

  test.each([
    ['a folder', sockets],
    ['a socket', join(sockets, '1.sock')],
  ])('%s that this user may not open: says whose it is, and what to do', async (_, path) => {
    chmodSync(folder.path, 0o755);
    const { stderr, status } = await asNobody('status', '--control', path);
    expect(status).toBe(69);
    expect(stderr).toMatch(/^rondo status: no server was reached through .*: /);
    expect(stderr).not.toContain('none runs there');
    expect(stderr).toMatch(/as root|sudo rondo …/);
  });

  test('a socket in a folder that is open', async () => {
    chmodSync(folder.path, 0o755);
    chmodSync(sockets, 0o755);
    chmodSync(join(sockets, '1.sock'), 0o600);
    const { stderr } = await asNobody('status', '--control', sockets);
    expect(stderr).toContain(
      'it belongs to user 0, who alone may use it\n  - ask as that user: sudo rondo …',
    );
  });
});

test('where none runs, the servers of others are named', async () => {
  const others = folder.at('others');
  mkdirSync(join(others, 'rondo-4711'), { recursive: true });
  mkdirSync(folder.at('empty'));
  const environment = { ...process.env, RUNTIME_DIRECTORY: folder.at('empty'), TMPDIR: others };
  const running = start(process.execPath, [RONDO, 'status'], folder.path, environment);
  expect(await running.gone()).toBe(69);
  expect(running.output).toContain(
    `through ${folder.at('empty')}: none runs there\n  - is \`rondo serve\` running`,
  );
  expect(running.output).toMatch(
    /^ {2}- one of user \d+ may run, by .*\/rondo-4711; ask as that user: sudo/m,
  );
});
