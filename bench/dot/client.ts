// Clients over TLS that keep so many queries under way, and count answers.
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { streamEncode } from 'dns-packet';
import { Frames } from '../../src/transport/framing.js';

/** One connection. */
class Client {
  answers = 0;
  readonly #socket: TLSSocket;
  readonly #queries: readonly Buffer[];
  readonly #frames = new Frames();
  #next = 0;

  constructor(socket: TLSSocket, queries: readonly Buffer[]) {
    this.#socket = socket;
    this.#queries = queries;
    socket.on('data', data => this.#take(data));
    socket.on('error', () => socket.destroy());
  }

  /** Sends so many queries, as one piece. */
  ask(count: number): void {
    const parts: Buffer[] = [];
    for (let index = 0; index < count; index++)
      parts.push(this.#queries[this.#next++ % this.#queries.length]);
    this.#socket.write(Buffer.concat(parts));
  }

  close(): void {
    this.#socket.destroy();
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  /** For each answer there is another query. */
  #take(data: Buffer): void {
    let count = 0;
    this.#frames.push(data);
    while (this.#frames.next()) count++;
    this.answers += count;
    if (count > 0) this.ask(count);
  }
}

/** A query behind its length, as a stream carries it. */
function framedQuery(name: string): Buffer {
  return streamEncode({ type: 'query', id: 1, flags: 0, questions: [{ name, type: 'A', class: 'IN' }] });
}

/** Connections to one server. */
export class Clients {
  readonly #clients: readonly Client[];

  private constructor(clients: readonly Client[]) {
    this.#clients = clients;
  }

  /** Opens them, and has each ask. @param outstanding queries that are under way on each */
  static async open(
    port: number,
    names: readonly string[],
    count: number,
    outstanding: number,
  ): Promise<Clients> {
    const queries = names.map(framedQuery);
    const open = async () => {
      const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      socket.setNoDelay(true);
      return new Client(socket, queries);
    };
    const clients = await Promise.all(Array.from({ length: count }, open));
    for (const client of clients) client.ask(outstanding);
    return new Clients(clients);
  }

  /** Answers so far. @throws Error when the server has closed a connection */
  get answers(): number {
    if (!this.#clients.every(({ isOpen }) => isOpen)) throw new Error('a connection was closed');
    return this.#clients.reduce((sum, { answers }) => sum + answers, 0);
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }
}
