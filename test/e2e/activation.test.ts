// Sockets that a supervisor hands over, as systemd does: they outlive the server, and what comes meanwhile is answered by the next one.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { addresses, answers, ask, TcpClient, tcpQuery, until } from '../support/ask.js';
import { decodeMessage } from '../support/message.js';
import { Running } from '../support/processes.js';
import { needs, needsBatch, program } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { RONDO } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
beforeAll(() => void folder.write('own.example.zone', masterFile('www A 192.0.2.1')));
afterAll(() => folder.remove());
beforeEach(context => context.skip(...needs('python3')));

/** Opens sockets on a port that is free for both protocols, then runs the command once for each line of its input, with the sockets as descriptors from 3 on. */
const SUPERVISOR = `
import fcntl, os, socket, sys
address, kinds, command = sys.argv[1], sys.argv[2].split(','), sys.argv[3:]
family = socket.AF_INET6 if ':' in address else socket.AF_INET
while True:
    held, port = {}, 0
    try:
        for kind in ('udp', 'tcp'):
            s = socket.socket(family, socket.SOCK_DGRAM if kind == 'udp' else socket.SOCK_STREAM)
            if kind == 'tcp': s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.bind((address, port))
            if kind == 'tcp': s.listen(64)
            port = s.getsockname()[1]
            held[kind] = s
        break
    except OSError: pass
high = [fcntl.fcntl(held[kind].fileno(), fcntl.F_DUPFD, 50) for kind in kinds]
for s in held.values(): s.close()
print('port', port, flush=True)
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        for index, fd in enumerate(high): os.dup2(fd, 3 + index)
        os.environ.update(LISTEN_FDS=str(len(high)), LISTEN_PID=str(os.getpid()), LISTEN_FDNAMES='dns')
        os.execv(command[0], command)
    print('runs', pid, flush=True)
    print('ended', os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
`;

/** A supervisor that holds sockets. */
class Supervisor {
  private constructor(
    readonly running: Running,
    readonly port: number,
  ) {}

  static async start(
    kinds: string,
    args: readonly string[],
    { address = '127.0.0.1', zone = ['--zone', 'own.example.zone'] } = {},
  ): Promise<Supervisor> {
    const command = [process.execPath, RONDO, 'serve', ...zone, ...args];
    const child = spawn(program('python3') ?? '', ['-c', SUPERVISOR, address, kinds, ...command], {
      cwd: folder.path,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const running = new Running(child);
    const [, port] = await running.says(/port (\d+)/);
    return new Supervisor(running, Number(port));
  }

  /** Runs the server. @returns its process id */
  async run(): Promise<number> {
    const from = this.running.output.length;
    this.running.child.stdin?.write('run\n');
    const [, pid] = await this.running.says(/runs (\d+)/, from);
    onTestFinished(async () => {
      if (!/ended \S/.test(this.running.output.slice(from))) process.kill(Number(pid), 'SIGKILL');
      this.running.child.stdin?.end();
      await this.running.gone();
    });
    return Number(pid);
  }

  /** Runs the server until it answers. @returns how to stop it, and what it says of itself */
  async serve(): Promise<{ stop: () => Promise<string>; said: Record<string, unknown> }> {
    const from = this.running.output.length;
    const pid = await this.run();
    const [line] = await this.running.says(/^\{.*"msg":"rondo answers on .*\}$/m, from);
    const stop = async () => {
      process.kill(pid, 'SIGTERM');
      return (await this.running.says(/ended (\S+)/, from))[1];
    };
    return { stop, said: JSON.parse(line) as Record<string, unknown> };
  }
}

async function askOverStream(port: number): Promise<string[]> {
  const client = await TcpClient.open(port);
  client.send(tcpQuery('www.own.example A'));
  const answer = await client.next();
  client.socket.destroy();
  return answer === undefined ? [] : answers(answer);
}

describe.each([['batch', '--workers', '2'], ['dgram']])('%s', (transport, ...rest) => {
  const args = ['--transport', transport, ...rest];
  beforeEach(context => {
    if (transport === 'batch') context.skip(...needsBatch());
  });

  test('the addresses of the sockets are answered, without `listen` no others', async () => {
    const supervisor = await Supervisor.start('udp,tcp', args);
    const { port } = supervisor;
    const { said, stop } = await supervisor.serve();
    expect(said).toMatchObject({ listen: [`127.0.0.1:${port}`], handedOver: 2, transport });
    expect(await addresses(port, 'www.own.example A')).toEqual(['192.0.2.1']);
    expect(await askOverStream(port)).toEqual(['60 IN A 192.0.2.1']);
    expect(await stop()).toBe('0');
  });

  test('between two servers queries wait, and the next one answers them', async () => {
    const supervisor = await Supervisor.start('udp,tcp', args);
    const { port } = supervisor;
    await (await supervisor.serve()).stop();
    const socket = createSocket('udp4');
    onTestFinished(() => void socket.close());
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const received: number[] = [];
    socket.on('message', message => received.push(decodeMessage(Uint8Array.from(message)).id));
    const ids = Array.from({ length: 50 }, (_, index) => 1000 + index);
    await Promise.all(
      ids.map(id => new Promise(sent => socket.send(buildQuery('www.own.example A', { id }), sent))),
    );
    const tcp = await TcpClient.open(port);
    tcp.send(tcpQuery('www.own.example A', 77));
    const { stop } = await supervisor.serve();
    expect((await tcp.next())?.id).toBe(77);
    await until(
      () => received.length,
      count => count === ids.length,
    );
    expect(received.sort()).toEqual(ids);
    tcp.socket.destroy();
    expect(await stop()).toBe('0');
  });

  test.each(['udp', 'tcp'])(
    'with a socket for %s only, the other protocol is opened as usual',
    async kind => {
      const supervisor = await Supervisor.start(kind, args);
      const { port } = supervisor;
      const { said } = await supervisor.serve();
      expect(said).toMatchObject({ listen: [`127.0.0.1:${port}`], handedOver: 1 });
      expect(await addresses(port, 'www.own.example A')).toEqual(['192.0.2.1']);
      expect(await askOverStream(port)).toEqual(['60 IN A 192.0.2.1']);
    },
  );

  test('they are answered besides `listen`, and stay over reloads', async () => {
    const own = (listen: string) =>
      folder.write('rondo.yaml', `zones: own.example.zone\nforward: off\nlisten: [${listen}]\n`);
    own('127.0.0.2:0');
    const supervisor = await Supervisor.start('udp,tcp', args, { zone: [] });
    const { port, running } = supervisor;
    const { said } = await supervisor.serve();
    expect(said.listen).toEqual([expect.stringMatching(/^127\.0\.0\.2:/), `127.0.0.1:${port}`]);
    for (const listen of [`127.0.0.1:${port}, 127.0.0.3:${port}`, `127.0.0.3:${port}`]) {
      const from = running.output.length;
      own(listen);
      await running.says(/"msg":"reloaded"/, from);
      expect(await addresses(port, 'www.own.example A')).toEqual(['192.0.2.1']);
      expect(await askOverStream(port)).toEqual(['60 IN A 192.0.2.1']);
    }
  });
});

describe('a wildcard socket', () => {
  test('batch: the answer comes from the address that was asked', async context => {
    context.skip(...needsBatch());
    const args = ['--transport', 'batch', '--workers', '2'];
    const supervisor = await Supervisor.start('udp,tcp', args, { address: '0.0.0.0' });
    await supervisor.serve();
    for (const address of ['127.0.0.1', '127.0.0.7'])
      expect(answers(await ask(supervisor.port, 'www.own.example A', { address }))).toEqual([
        '60 IN A 192.0.2.1',
      ]);
  });

  test('dgram refuses it, for it could not', async () => {
    const supervisor = await Supervisor.start('udp', ['--transport', 'dgram'], { address: '0.0.0.0' });
    await supervisor.run();
    const { running, port } = supervisor;
    await running.says(/ended 69/);
    await until(
      () => running.output,
      output =>
        output.includes(
          `rondo: the socket on 0.0.0.0:${port}, which was handed over, cannot answer from the address that was asked`,
        ),
    );
  });
});

test('a descriptor that is no socket is named', async () => {
  const child = new Running(
    spawn(
      program('python3') ?? '',
      [
        '-c',
        `import os, sys
os.dup2(os.open('/dev/null', os.O_RDONLY), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[1], sys.argv[1:])`,
        ...[process.execPath, RONDO, 'serve', '--zone', 'own.example.zone'],
      ],
      { cwd: folder.path },
    ),
  );
  expect(await child.gone()).toBe(69);
  expect(child.output).toBe(
    'rondo: descriptor 3, which was handed over (LISTEN_FDS), is neither a UDP socket nor a listening TCP socket of this network namespace: /dev/null\n',
  );
});
