// Looks at the answers of a secondary, again and again, until they show a change.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { decode, encode } from 'dns-packet';

const EVERY_MS = 1;
const LOST_MS = 50;
/** A change that is not seen by then counts as if it took so long. */
export const LIMIT_MS = 10_000;

export class Watch {
  readonly #socket: Socket = createSocket('udp4');
  readonly #replies = new Map<number, (addresses: readonly string[]) => void>();
  #lastId = 0;

  private constructor() {
    this.#socket.on('error', () => undefined);
    this.#socket.on('message', message => {
      const { id = 0, answers = [] } = decode(message);
      this.#replies.get(id)?.(answers.flatMap(each => (each.type === 'A' ? [each.data] : [])));
    });
  }

  /** @param port of the secondary */
  static async open(port: number): Promise<Watch> {
    const watch = new Watch();
    watch.#socket.connect(port, '127.0.0.1');
    await once(watch.#socket, 'connect');
    return watch;
  }

  /** Waits until a name has an address, or has it no more. @returns when, in milliseconds since 1970, or when it gave up */
  async until(name: string, address: string, isThere: boolean): Promise<number> {
    const endMs = Date.now() + LIMIT_MS;
    while (Date.now() < endMs) {
      const addresses = await this.#ask(name);
      if (addresses !== undefined && addresses.length > 0 && addresses.includes(address) === isThere) break;
      await pause(EVERY_MS);
    }
    return Date.now();
  }

  close(): void {
    this.#socket.close();
  }

  async #ask(name: string): Promise<readonly string[] | undefined> {
    this.#lastId = (this.#lastId + 1) & 0xffff;
    const id = this.#lastId;
    try {
      return await new Promise(resolve => {
        const limit = setTimeout(() => resolve(undefined), LOST_MS);
        this.#replies.set(id, addresses => {
          clearTimeout(limit);
          resolve(addresses);
        });
        const questions = [{ type: 'A' as const, class: 'IN' as const, name }];
        this.#socket.send(encode({ type: 'query', id, questions }), () => undefined);
      });
    } finally {
      this.#replies.delete(id);
    }
  }
}
