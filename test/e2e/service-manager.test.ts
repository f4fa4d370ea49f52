// What systemd hears over its socket from a real server: that it answers, lives, reads its files again and stops.
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { start } from '../support/processes.js';
import { needs, needsBatch, program } from '../support/programs.js';
import { RONDO } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
afterAll(() => folder.remove());
beforeEach(context => context.skip(...needs('python3')));
beforeEach(context => context.skip(...needsBatch()));

/** Node has no datagram sockets of this kind. */
const MANAGER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1].replace('@', '\\0', 1) if sys.argv[1][0] == '@' else sys.argv[1])
print('listens', flush=True)
while True: print(s.recv(4096).decode().replace('\\n', ' '), flush=True)
`;

test.each([
  ['a path', ''],
  ['an abstract name', '@'],
])('over %s', async (_, mark) => {
  const path = `${mark}${folder.at('socket')}`;
  const manager = start(program('python3')!, ['-c', MANAGER, path]);
  onTestFinished(async () => void (await manager.stop('SIGKILL')));
  await manager.says(/^listens$/m);
  const zone = folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
  const env = { ...process.env, NOTIFY_SOCKET: path, WATCHDOG_USEC: '600000' };
  const server = start(
    process.execPath,
    [RONDO, 'serve', '--listen', '127.0.0.1:0', '--zone', zone],
    folder.path,
    env,
  );
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  await manager.says(/^READY=1 STATUS=answers on 127\.0\.0\.1:\d+$/m);
  await manager.says(/^WATCHDOG=1\n[\s\S]*^WATCHDOG=1$/m);
  const before = manager.output.length;
  server.child.kill('SIGHUP');
  await manager.says(/^RELOADING=1 [\s\S]*^READY=1 /m, before);
  server.child.kill('SIGTERM');
  await manager.says(/^STOPPING=1$/m);
  expect(await server.gone()).toBe(0);
});
