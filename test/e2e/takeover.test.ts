// `rondo serve --takeover`: one server takes the place of another, and the clients do not see it.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { addresses, answers, ask, TcpClient, tcpQuery, until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { decodeMessage, type Message } from '../support/message.js';
import { PATIENCE_MS } from '../support/patience.js';
import { type Running, start } from '../support/processes.js';
import { needs, needsBatch, program } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, type Served, serveInTest, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
beforeAll(() => void folder.write('own.example.zone', masterFile('www A 192.0.2.1')));
afterAll(() => folder.remove());
beforeEach(context => context.skip(...needsBatch()));

const BATCH = ['--transport', 'batch', '--workers', '2'];
/** Between two queries of one client. */
const PACE_MS = 10;

/** Clients that ask without a pause longer than {@link PACE_MS}, and what they have seen. */
class Load {
  udp = 0;
  tcp = 0;
  readonly mistakes: string[] = [];
  #isOver = false;
  readonly #clients: Promise<void>[];

  constructor(
    readonly port: number,
    readonly isRight: (message: Message) => boolean,
  ) {
    this.#clients = [
      ...Array.from({ length: 4 }, (_, index) => this.#repeat('UDP', this.#udpClient(index * 10_000))),
      ...Array.from({ length: 2 }, () => this.#repeat('UDP', () => this.#askAnew())),
      ...Array.from({ length: 2 }, () => this.#repeat('TCP', () => this.#askOverStream())),
    ];
    // Also when the test fails: clients that nobody ends would go on beside the tests of other files.
    onTestFinished(() => this.end());
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#clients);
  }

  async #repeat(protocol: string, query: () => Promise<void>): Promise<void> {
    for (; !this.#isOver; await pause(PACE_MS))
      await query().catch(error => this.mistakes.push(`${protocol} after ${this.udp}: ${error}`));
  }

  #see(message: Message, id: number): void {
    if (message.id !== id || !this.isRight(message))
      this.mistakes.push(`wrong: ${JSON.stringify([message.id, id, answers(message)])}`);
  }

  /** Asks from one port all the time. */
  #udpClient(firstId: number): () => Promise<void> {
    const socket = createSocket('udp4');
    onTestFinished(() => void socket.close());
    const connected = once(socket, 'connect');
    socket.connect(this.port, '127.0.0.1');
    let id = firstId;
    return async () => {
      await connected;
      const answered = once(socket, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
      socket.send(buildQuery('www.pool.example A', { id: ++id }));
      const [message] = (await answered) as [Buffer];
      this.#see(decodeMessage(Uint8Array.from(message)), id);
      this.udp++;
    };
  }

  /** Asks from a new port each time, so that the system may choose any socket. */
  async #askAnew(): Promise<void> {
    const message = await ask(this.port, 'www.pool.example A', { id: 50_000 });
    this.#see(message, 50_000);
    this.udp++;
  }

  async #askOverStream(): Promise<void> {
    const client = await TcpClient.open(this.port);
    try {
      client.send(tcpQuery('www.pool.example A', 60_000));
      const message = await client.next();
      if (message === undefined) throw new Error('closed without an answer');
      this.#see(message, 60_000);
      this.tcp++;
    } finally {
      client.socket.destroy();
    }
  }
}

/** Between two servers nobody has it for a moment: it must be no port that the system gives to clients. */
const freeAdmin = async () => `127.0.53.82:${await quietPort()}`;

async function takeOver(served: Served, ...args: string[]): Promise<Served> {
  const listen = ['--takeover', '--listen', served.listen[0], '--admin', served.admin];
  const server = startServe([...listen, ...args], folder.path);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const next = await answering(server);
  expect(server.output).toContain(`"msg":"took over from process ${served.server.child.pid}"`);
  return next;
}

async function openBackend(address: string, port: number): Promise<Server> {
  const server = createServer(socket => socket.destroy()).listen(port, address);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return server;
}

test('three takeovers in a row under load: no query is lost, and pools go on', async () => {
  const backends = [await openBackend('127.0.0.1', 0)];
  const { port: backendPort } = backends[0].address() as { port: number };
  backends.push(await openBackend('127.0.0.2', backendPort));
  const probe = `{ tcp: true, port: ${backendPort}, interval: 100ms, timeout: 50ms, fall: 3, rise: 1 }`;
  folder.write(
    'pool.yaml',
    `zone: pool.example\npools:\n  www:\n    members: [127.0.0.1, 127.0.0.2]\n    probe: ${probe}\n`,
  );
  const args = ['--zone', 'pool.yaml', ...BATCH];
  let served = await serveInTest([...args, '--admin', await freeAdmin()], folder.path);
  const load = new Load(served.port, ({ answer }) => answer.length === 2);
  for (let round = 0; round < 3; round++) {
    const seen = { udp: load.udp, tcp: load.tcp };
    await until(
      () => load.udp > seen.udp + 100 && load.tcp > seen.tcp + 20,
      isEnough => isEnough,
    );
    const former = served;
    served = await takeOver(former, ...args);
    expect(await former.server.gone()).toBe(0);
  }
  const before = load.udp;
  await until(
    () => load.udp,
    count => count > before + 100,
  );
  await load.end();
  process.stderr.write(`${load.udp} queries over UDP and ${load.tcp} over TCP during three takeovers\n`);
  expect(load.mistakes).toEqual([]);
  expect((await metricsOf(served.admin)).sum('rondo_dns_requests_total')).toBeGreaterThan(0);
  backends[1].close();
  await until(
    () => addresses(served.port, 'www.pool.example A'),
    seen => seen.length === 1,
  );
}, 120_000);

test('a wildcard address is taken over too', async () => {
  const args = ['--zone', 'own.example.zone', ...BATCH];
  const first = await serveInTest([...args, '--admin', await freeAdmin()], folder.path, '0.0.0.0');
  const next = await takeOver(first, ...args);
  expect(await first.server.gone()).toBe(0);
  expect(answers(await ask(next.port, 'www.own.example A', { address: '127.0.0.6' }))).toEqual([
    '60 IN A 192.0.2.1',
  ]);
});

test('with nobody to take over from, it starts and says so', async () => {
  const { server, port } = await serveInTest(
    ['--takeover', '--zone', 'own.example.zone', ...BATCH],
    folder.path,
  );
  expect(server.output).toContain('"msg":"there is no process to take over from"');
  expect(await addresses(port, 'www.own.example A')).toEqual(['192.0.2.1']);
});

const failing = async (...args: string[]) => {
  const server = startServe(['--zone', 'own.example.zone', ...args], folder.path);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const status = await server.gone();
  return { status, said: server.output };
};

test('without --takeover, a second server is refused and told who is there', async () => {
  const { server, port } = await serveInTest(['--zone', 'own.example.zone', ...BATCH], folder.path);
  const { status, said } = await failing('--listen', `127.0.0.1:${port}`, ...BATCH);
  const { pid } = server.child;
  expect(said).toContain(`cannot listen on 127.0.0.1:${port} (udp): the address is in use by rondo (node `);
  expect(said).toContain(`), process ${pid} (EADDRINUSE)`);
  expect(status).toBe(69);
});

test('another program is not ended, even if it would share its port', async context => {
  context.skip(...needs('python3'));
  const holder: Running = start(program('python3') ?? '', [
    '-c',
    `import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
s.bind(('127.0.0.1', 0))
print('holds', s.getsockname()[1], flush=True)
s.recv(1)`,
  ]);
  onTestFinished(async () => void (await holder.stop()));
  const [, port] = await holder.says(/holds (\d+)/);
  const { status, said } = await failing('--takeover', '--listen', `127.0.0.1:${port}`, ...BATCH);
  expect(said).toMatch(/in use by python\S* \(python3 -c import socket, sys .*…\), process \d+ \(/);
  expect(status).toBe(69);
  expect(holder.child.exitCode).toBeNull();
});

test('the dgram transport cannot do it', async () => {
  const { status, said } = await failing('--takeover', '--transport', 'dgram', '--listen', '127.0.0.1:0');
  expect(said).toBe('rondo: --takeover needs the batch transport, and transport: dgram was asked for\n');
  expect(status).toBe(64);
});
