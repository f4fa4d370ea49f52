// A process that helps to measure: it is told what to do when it starts, and answers questions until it is ended.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

const READY = 'ready';
const START_LIMIT_MS = 20_000;

/** A helper that is running. */
export class Helper<Reply = unknown> {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts a file of this folder. @param order what it is to do, as its argument */
  static async open<Reply = unknown>(file: string, order: unknown): Promise<Helper<Reply>> {
    const path = new URL(`./${file}.js`, import.meta.url).pathname;
    const child = fork(path, [JSON.stringify(order)], { stdio: 'inherit' });
    const signal = AbortSignal.timeout(START_LIMIT_MS);
    await Promise.race([
      once(child, 'message', { signal }),
      once(child, 'exit', { signal }).then(() => Promise.reject(new Error(`${file} has ended`))),
    ]);
    return new Helper<Reply>(child);
  }

  /** Asks for what it has seen since it was asked last. */
  async report(): Promise<Reply> {
    const replied = once(this.#child, 'message');
    this.#child.send('report');
    const [reply] = (await replied) as [Reply];
    return reply;
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }
}

/** What a helper was told to do. */
export function order<Order>(): Order {
  return JSON.parse(process.argv[2] ?? '{}') as Order;
}

/** Tells whoever started this helper that it is ready; it ends with the one who started it. */
export function serveReports(report: () => unknown = () => undefined): void {
  process.on('message', () => process.send?.(report() ?? {}));
  process.on('disconnect', () => process.exit(0));
  process.send?.(READY);
}
