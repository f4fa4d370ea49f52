// A backend that is killed, or falls silent, and comes back.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const SERVER = new URL('./backend-server.js', import.meta.url).pathname;

/** How a backend breaks: its process is killed, so that connections are refused, or stopped, so that nobody answers. */
export type Breakage = 'refused' | 'silent';

export class Backend {
  #child: ChildProcess | undefined;

  constructor(
    readonly address: string,
    readonly port: number,
  ) {}

  /** Resolves when it answers. */
  async start(): Promise<void> {
    this.#child = spawn(process.execPath, [SERVER, this.address, String(this.port)], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const { stdout } = this.#child;
    if (stdout !== null) await once(stdout, 'data');
  }

  /** Breaks it. @returns when, on the clock of performance.now() */
  break(how: Breakage): number {
    this.#child?.kill(how === 'refused' ? 'SIGKILL' : 'SIGSTOP');
    return performance.now();
  }

  async mend(how: Breakage): Promise<void> {
    if (how === 'refused') await this.start();
    else this.#child?.kill('SIGCONT');
  }

  end(): void {
    this.#child?.kill('SIGKILL');
  }
}
