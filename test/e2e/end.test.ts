// How `rondo serve` ends: what is under way is finished, and nothing holds it.
import { afterAll, describe, expect, test } from 'vitest';
import { answerTo, startStub } from '../forward/stub-upstream.js';
import { answers, ask, TcpClient, tcpQuery, until } from '../support/ask.js';
import { isWithin } from '../support/patience.js';
import { finish } from '../support/processes.js';
import { needs } from '../support/programs.js';
import { RONDO, serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

describe('the end', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s: a forwarded query under way is answered, status 0, within 2 s',
    async signal => {
      folder.write('own.example.zone', masterFile());
      const upstream = await startStub(() => undefined);
      const forward = ['--forward', `127.0.0.1:${upstream.port}`];
      const { server, port } = await serveInTest(['--zone', 'own.example.zone', ...forward], folder.path);
      const tcp = await TcpClient.open(port);
      tcp.send(tcpQuery('tcp.example.org A'));
      const udp = ask(port, 'udp.example.org A');
      // The upstream may be asked one of them twice before it is asked the other.
      await until(
        () => new Set(upstream.received.map(({ query }) => query.toString('latin1', 13, 16).toLowerCase())),
        labels => labels.size === 2,
      );

      const from = performance.now();
      const ended = server.stop(signal);
      await server.says(/"msg":"stopping"/);
      for (const { query, send } of upstream.received) send(answerTo(query, { address: '192.0.2.99' }));
      expect(answers(await udp)).toEqual(['60 IN A 192.0.2.99']);
      expect(answers((await tcp.next()) ?? expect.fail('closed'))).toEqual(['60 IN A 192.0.2.99']);
      expect(await ended).toBe(0);
      expect(performance.now() - from).toSatisfy(tookMs => isWithin(2000, tookMs));
      await upstream.close();
    },
  );

  test('an upstream that never answers and a client that never leaves do not hold it', async () => {
    folder.write('own.example.zone', masterFile());
    const upstream = await startStub(() => undefined);
    const forward = ['--forward', `127.0.0.1:${upstream.port}`];
    const { server, port } = await serveInTest(['--zone', 'own.example.zone', ...forward], folder.path);
    const tcp = await TcpClient.open(port);
    tcp.send(tcpQuery('www.example.org A'));
    await until(
      () => upstream.received.length,
      asked => asked === 1,
    );
    const from = performance.now();
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(performance.now() - from).toSatisfy(tookMs => isWithin(2000, tookMs));
    tcp.socket.destroy();
    await upstream.close();
  });

  test('SIGHUP from a terminal window that was closed ends it: nobody could see it any more', async context => {
    context.skip(...needs('python3'));
    folder.write('own.example.zone', masterFile());
    const args = ['serve', '--zone', 'own.example.zone', '--listen', '127.0.0.1:0'];
    const { stdout, stderr } = await finish(
      'python3',
      ['-c', WINDOW, process.execPath, RONDO, ...args],
      folder.path,
    );
    expect(stderr).toBe('');
    expect(stdout).toBe('ended by signal 1\n');
  });
});

/** Runs a command in a terminal window of its own, and closes the window when the command says that it answers. */
const WINDOW = `
import os, pty, signal, sys
pid, window = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
signal.alarm(10)
said = b''
while b'rondo answers on' not in said:
    said += os.read(window, 4096)
os.close(window)
_, status = os.waitpid(pid, 0)
print('ended by signal', os.WTERMSIG(status))
`;
