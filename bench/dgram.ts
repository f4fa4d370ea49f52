// The dgram transport of the real server beside a bare dgram echo, under the same load, turn by turn.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SECONDS = 3;
const ECHO_PORT = 5391;
const RONDO_PORT = 5392;
const NAME = 'my-awesome-highload-app.local';
const CLOCK_TICKS = 100;

/** One server under load. */
export interface Load {
  readonly qps: number;
  readonly perCpuSecond: number;
  readonly lost: number;
}

const ZONE = `zone: ${NAME}
pools:
  "@":
    members: [127.0.0.1, 127.0.0.2]
`;

const isInstalled = (program: string) => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Starts a server on core 0 and waits until it says on standard error or output that it listens. */
async function start(args: readonly string[]): Promise<ChildProcess> {
  const server = spawn('taskset', ['-c', '0', process.execPath, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = async (stream: NodeJS.ReadableStream | null) => {
    if (stream === null) return;
    for await (const chunk of stream) if (String(chunk).includes('answers on')) return;
  };
  await Promise.race([lines(server.stdout), lines(server.stderr), once(server, 'exit')]);
  if (server.exitCode !== null) throw new Error(`${args.join(' ')} ended with status ${server.exitCode}`);
  server.stderr?.resume();
  server.stdout?.resume();
  return server;
}

/** CPU seconds that a process has used. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
}

function load(port: number, pid: number, queries: string): Load {
  const before = cpuSeconds(pid);
  const args = [
    '-c',
    '1',
    'dnsperf',
    '-s',
    '127.0.0.1',
    '-p',
    String(port),
    '-d',
    queries,
    '-l',
    String(SECONDS),
    '-c',
    '8',
    '-q',
    '400',
  ];
  const report = execFileSync('taskset', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const used = cpuSeconds(pid) - before;
  const read = (label: string) => Number(new RegExp(`${label}:\\s+([0-9.]+)`).exec(report)?.[1] ?? 0);
  const completed = read('Queries completed');
  return { qps: read('Queries per second'), perCpuSecond: completed / used, lost: read('Queries lost') };
}

/** Measures both, alternating. @returns the rounds, or why nothing was measured */
export async function measureDgram(rounds: number): Promise<{ echo: Load; rondo: Load }[] | string> {
  for (const program of ['dnsperf', 'taskset'])
    if (!isInstalled(program)) return `${program} is not installed`;
  const folder = mkdtempSync(join(tmpdir(), 'rondo-bench-'));
  const servers: ChildProcess[] = [];
  try {
    writeFileSync(join(folder, 'pool.yaml'), ZONE);
    writeFileSync(join(folder, 'queries'), `${NAME} A\n`);
    servers.push(await start([new URL('./dgram-echo.js', import.meta.url).pathname, String(ECHO_PORT)]));
    servers.push(
      await start([
        'dist/main.js',
        'serve',
        '--zone',
        join(folder, 'pool.yaml'),
        '--listen',
        `127.0.0.1:${RONDO_PORT}`,
        '--transport',
        'dgram',
      ]),
    );
    const [echo, rondo] = servers.map(server => server.pid ?? 0);
    const queries = join(folder, 'queries');
    return Array.from({ length: rounds }, () => ({
      echo: load(ECHO_PORT, echo, queries),
      rondo: load(RONDO_PORT, rondo, queries),
    }));
  } finally {
    for (const server of servers) server.kill();
    rmSync(folder, { recursive: true });
  }
}
