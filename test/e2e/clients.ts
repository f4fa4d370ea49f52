// Clients with a port each, that ask one question after the other.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { answers } from '../support/ask.js';
import { decodeMessage, type Message } from '../support/message.js';
import { PATIENCE_MS } from '../support/patience.js';
import { buildQuery, type QueryOptions } from '../support/query.js';

/** So many clients that each of three threads has some: the system spreads them by their ports. */
export const CLIENTS = 40;

/** A client with a port of its own, which asks one question after the other. */
export class Client {
  private constructor(readonly socket: Socket) {}

  static async open(port: number): Promise<Client> {
    const socket = createSocket('udp4');
    onTestFinished(() => void socket.close());
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Client(socket);
  }

  async ask(text: string, options?: QueryOptions): Promise<Message> {
    const answered = once(this.socket, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
    this.socket.send(buildQuery(text, options));
    const [message] = (await answered) as [Buffer];
    return decodeMessage(Uint8Array.from(message));
  }

  /** The address of the first record of the answer. */
  async first(text: string): Promise<string> {
    return answers(await this.ask(text))[0]?.split(' ')[3] ?? '';
  }
}

/** Opens so many at once. */
export function clients(port: number, count = CLIENTS): Promise<Client[]> {
  return Promise.all(Array.from({ length: count }, () => Client.open(port)));
}
