// The real Redis server, on a free port of 127.0.0.1.
import { type Running, start } from './processes.js';
import { program } from './programs.js';
import { quietPort } from './quiet-port.js';

export interface RedisServer {
  readonly port: number;
  readonly process: Running;
}

/** Starts redis-server with these settings, that keeps nothing on disk, and waits until it accepts connections. */
export async function startRedis(...settings: readonly string[]): Promise<RedisServer> {
  for (let tries = 3; ; tries--) {
    const port = await quietPort();
    const alone = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'];
    const process = start(program('redis-server')!, [...alone, ...settings]);
    try {
      await process.says(/Ready to accept connections/);
      return { port, process };
    } catch (error) {
      await process.stop();
      // Another program may have taken the port in between.
      if (tries === 1 || !/Address already in use/.test(process.output)) throw error;
    }
  }
}
