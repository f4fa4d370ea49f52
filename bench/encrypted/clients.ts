// Clients over TLS that keep so many queries under way, and count answers.
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import type { Speech, Way } from './speech.js';

/** One connection. */
class Client {
  answers = 0;
  readonly #socket: TLSSocket;
  readonly #speech: Speech;
  #trouble: Error | undefined;

  constructor(socket: TLSSocket, speech: Speech) {
    this.#socket = socket;
    this.#speech = speech;
    socket.on('data', data => this.#take(data));
    socket.on('error', error => socket.destroy(error));
    socket.on('close', () => {
      this.#trouble ??= new Error('a connection was closed');
    });
  }

  /** Sends so many queries, as one piece. */
  ask(count: number): void {
    this.#socket.write(this.#speech.ask(count));
  }

  close(): void {
    this.#socket.destroy();
  }

  get trouble(): Error | undefined {
    return this.#trouble;
  }

  /** For each answer there is another query. */
  #take(data: Buffer): void {
    if (this.#trouble !== undefined) return;
    try {
      const count = this.#speech.take(data);
      this.answers += count;
      if (count > 0) this.ask(count);
    } catch (error) {
      this.#trouble = error as Error;
    }
  }
}

async function open(port: number, names: readonly string[], { protocols, speak }: Way): Promise<Client> {
  const ALPNProtocols = protocols;
  const socket = connect({
    ...{ host: '127.0.0.1', port, rejectUnauthorized: false },
    ...(ALPNProtocols && { ALPNProtocols }),
  });
  await once(socket, 'secureConnect');
  socket.setNoDelay(true);
  return new Client(
    socket,
    speak(names, data => socket.write(data)),
  );
}

/** Connections to one server. */
export class Clients {
  readonly #clients: readonly Client[];

  private constructor(clients: readonly Client[]) {
    this.#clients = clients;
  }

  /** Opens them, and has each ask. */
  static async open(port: number, names: readonly string[], way: Way): Promise<Clients> {
    const clients = await Promise.all(Array.from({ length: way.connections }, () => open(port, names, way)));
    for (const client of clients) client.ask(way.outstanding);
    return new Clients(clients);
  }

  /** Answers so far. @throws Error when the server has closed a connection, or answered what is wrong */
  get answers(): number {
    for (const { trouble } of this.#clients) if (trouble !== undefined) throw trouble;
    return this.#clients.reduce((sum, { answers }) => sum + answers, 0);
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }
}
