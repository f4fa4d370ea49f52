// Signals at a running server: each does what the documents say, and none ends it that is not meant to.
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { constants as system } from 'node:os';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { addresses, ask, TcpClient, tcpQuery, until } from '../support/ask.js';
import { start } from '../support/processes.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, RONDO, serveInTest, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
const FLAGS = ['--zone', 'shop.example.zone', '--listen', '127.0.0.1:0'];

beforeAll(() => {
  folder.write('shop.example.zone', masterFile('www A 192.0.2.1'));
});

afterAll(() => folder.remove());

/** Cannot be caught, or say that the program itself is broken; SIGQUIT and SIGABRT are for those who want a core. */
const ENDS = ['SIGKILL', 'SIGSTOP', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGABRT', 'SIGIOT'];
const FAULTS = ['SIGILL', 'SIGTRAP', 'SIGBUS', 'SIGFPE', 'SIGSEGV', 'SIGSYS', 'SIGUNUSED'];

test('of all signals, only those end it that the documents name', async () => {
  const { server, port } = await serveInTest(FLAGS.slice(0, 2), folder.path);
  const signals = Object.keys(system.signals).filter(name => ![...ENDS, ...FAULTS].includes(name));
  expect(signals.length).toBeGreaterThan(15);
  for (const signal of signals) {
    server.child.kill(signal as NodeJS.Signals);
    expect([signal, await addresses(port, 'www.shop.example A')]).toEqual([signal, ['192.0.2.1']]);
  }
  expect(server.child.signalCode).toBeNull();
  const documents = readFileSync(new URL('../../docs/running.md', import.meta.url), 'utf8');
  for (const signal of ENDS.slice(2, 6)) expect(documents).toContain(signal);
});

test('SIGUSR1 shows the counters, and no inspector is opened', async () => {
  const { server, port } = await serveInTest(FLAGS.slice(0, 2), folder.path);
  await ask(port, 'www.shop.example A');
  await ask(port, 'none.shop.example A');
  await ask(port, 'www.other.example A');
  server.child.kill('SIGUSR1');
  await server.says(/counters since the start: 3 queries answered, 3 of them locally/);
  await server.says(/zone shop\.example: 2 queries answered \(NOERROR 1, NXDOMAIN 1\)/);
  await server.says(/outside the zones: 1 queries answered \(REFUSED 1\)/);
  expect(server.output).not.toMatch(/Debugger/);
});

test('signals that come while it starts do what they do later', async () => {
  const server = startServe(FLAGS, folder.path);
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  // From the moment that the process catches the last of them, SIGTTOU, as the system tells.
  await until(
    () => readFileSync(`/proc/${server.child.pid}/status`, 'utf8'),
    status => (BigInt(`0x${/^SigCgt:\s*(\w+)$/m.exec(status)?.[1]}`) & (1n << 21n)) !== 0n,
  );
  for (const signal of ['SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGPIPE'] as const) server.child.kill(signal);
  const { port } = await answering(server);
  expect(await addresses(port, 'www.shop.example A')).toEqual(['192.0.2.1']);
  await server.says(/counters since the start/);
  await server.says(/"msg":"reloaded"/);
  expect(server.output).not.toMatch(/Debugger/);
});

test('--inspect is as ever for those who ask for it', async () => {
  const server = start(process.execPath, ['--inspect=127.0.0.1:0', RONDO, 'serve', ...FLAGS], folder.path);
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  await answering(server);
  const [, origin] = /Debugger listening on ws:\/\/([\d.:]+)\//.exec(server.output) ?? [];
  expect((await fetch(`http://${origin}/json/version`)).status).toBe(200);
});

/** A pipe that nobody reads any more. */
function brokenPipe(): number {
  const path = folder.at(`pipe-${randomUUID()}`);
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDWR);
  const writer = openSync(path, constants.O_WRONLY);
  closeSync(reader);
  return writer;
}

/** A pipe that has no room, and whose reader does not read. */
function fullPipe(): number {
  const path = folder.at(`pipe-${randomUUID()}`);
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(reader));
  try {
    for (;;) writeSync(reader, 'x'.repeat(4096));
  } catch {
    return openSync(path, constants.O_WRONLY);
  }
}

test.each([
  ['whose reader is gone', brokenPipe],
  ['whose reader reads nothing', fullPipe],
  ['on a full disk', () => openSync('/dev/full', 'w')],
])('it goes on with a log %s', async (_, openLog) => {
  const port = await quietPort();
  const config = folder.write(
    `log-${port}.yaml`,
    `listen: 127.0.0.1:${port}\nzones: shop.example.zone\nlog: { queries: 1 }\ncontrol: off\nstate: off\n`,
  );
  const log = openLog();
  const child = spawn(process.execPath, [RONDO, 'serve', '--config', config], {
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  onTestFinished(() => void child.kill('SIGKILL'));
  await until(
    () => addresses(port, 'www.shop.example A').catch(() => []),
    seen => seen.length === 1,
  );
  const overTcp = async () => {
    const client = await TcpClient.open(port);
    client.send(tcpQuery('www.shop.example A'));
    const message = await client.next();
    client.socket.destroy();
    return message?.answer.length;
  };
  await until(
    () => overTcp().catch(() => 0),
    seen => seen === 1,
  );
  child.kill('SIGUSR1');
  for (let count = 0; count < 20; count++) expect(await overTcp()).toBe(1);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
