// A network of its own for one test: loopback with documentation addresses, port 53 free, and no way out.
import { spawn, spawnSync } from 'node:child_process';
import { Running, start } from '../../support/processes.js';
import { program } from '../../support/programs.js';

/** Makes a namespace; as root of it first, which needs no privileges on most machines. */
const WAYS = [['--user', '--map-root-user', '--net'], ['--net']];

/** Why this machine lets no test have a network of its own; undefined where it does. */
export function refusal(): string | undefined {
  const tries = WAYS.map(way => spawnSync('unshare', [...way, 'true'], { encoding: 'utf8' }));
  return tries.some(({ status }) => status === 0) ? undefined : tries[0].stderr.trim();
}

/** Adds each address to the loopback interface and then says so. */
function setUp(ip: string, addresses: readonly string[]): string {
  const adds = addresses.map(address =>
    address.includes(':') ? `-6 addr add ${address}/128 dev lo nodad` : `addr add ${address}/32 dev lo`,
  );
  const steps = ['link set lo up', ...adds].map(args => `'${ip}' ${args}`);
  return [...steps, 'echo ready', 'exec cat'].join(' && ');
}

export class Network {
  private constructor(
    readonly holder: Running,
    readonly enter: readonly string[],
  ) {}

  /** @param addresses those that the machine has, IPv4 and IPv6 @throws Error when it may not be made */
  static async open(addresses: readonly string[]): Promise<Network> {
    const way = WAYS.find(each => spawnSync('unshare', [...each, 'true']).status === 0);
    if (way === undefined) throw new Error(refusal());
    // It lives as long as its standard input is open, so at most as long as the test.
    const script = setUp(program('ip')!, addresses);
    const holder = new Running(
      spawn('unshare', [...way, 'sh', '-c', script], { stdio: ['pipe', 'pipe', 'pipe'] }),
    );
    await holder.says(/^ready$/m);
    const user = way.includes('--user') ? ['--user', '--preserve-credentials'] : [];
    return new Network(holder, ['--target', String(holder.child.pid), ...user, '--net']);
  }

  /** Starts a program in this network. */
  start(command: string, args: readonly string[], cwd?: string): Running {
    return start('nsenter', [...this.enter, command, ...args], cwd);
  }

  async close(): Promise<void> {
    await this.holder.stop('SIGKILL');
  }
}
