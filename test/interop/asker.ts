// Asks one server on loopback many questions at a time, over UDP and over one TCP connection.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket as Stream } from 'node:net';
import { framed } from '../support/ask.js';

/** The most questions on their way at one time: what the receive buffer of any server holds. */
const MAX_WAITING = 40;

/** How long a server may take for one answer, in milliseconds. */
const TIME_LIMIT_MS = 3_000;

type Send = (message: Uint8Array) => void;

export class Asker {
  readonly #waiting = new Map<number, (answer: Uint8Array) => void>();
  #id = 0;

  private constructor(
    readonly port: number,
    readonly socket: Socket,
  ) {
    socket.on('message', answer => this.#received(answer));
    // A port where nothing listens yet.
    socket.on('error', () => undefined);
  }

  /** For 127.0.0.1 at a port. @param from the address to ask from */
  static async open(port: number, from = '127.0.0.1'): Promise<Asker> {
    const socket = createSocket('udp4');
    socket.bind({ address: from });
    await once(socket, 'listening');
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Asker(port, socket);
  }

  /** Asks over UDP. @returns the answers, in the order of the queries; undefined where none came in time */
  udp(queries: readonly Uint8Array[], limitMs = TIME_LIMIT_MS): Promise<(Uint8Array | undefined)[]> {
    return this.#askAll(queries, limitMs, message => this.socket.send(message));
  }

  /** As {@link udp}, pipelined on one TCP connection. */
  async tcp(queries: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]> {
    const stream = connect({ port: this.port, host: '127.0.0.1', noDelay: true });
    stream.on('error', () => stream.destroy());
    await once(stream, 'connect');
    this.#readFrames(stream);
    try {
      return await this.#askAll(queries, TIME_LIMIT_MS, message => stream.write(framed(message)));
    } finally {
      stream.destroy();
    }
  }

  #readFrames(stream: Stream): void {
    let received = Buffer.alloc(0);
    stream.on('data', data => {
      received = Buffer.concat([received, data]);
      while (received.length >= 2 && received.length >= received.readUInt16BE(0) + 2) {
        const length = received.readUInt16BE(0);
        this.#received(received.subarray(2, length + 2));
        received = received.subarray(length + 2);
      }
    });
  }

  #received(answer: Buffer): void {
    if (answer.length >= 12) this.#waiting.get(answer.readUInt16BE(0))?.(Uint8Array.from(answer));
  }

  async #askAll(
    queries: readonly Uint8Array[],
    limitMs: number,
    send: Send,
  ): Promise<(Uint8Array | undefined)[]> {
    const answers: (Uint8Array | undefined)[] = new Array(queries.length);
    let next = 0;
    const worker = async () => {
      while (next < queries.length) {
        const at = next++;
        answers[at] = await this.#ask(queries[at], limitMs, send);
      }
    };
    await Promise.all(Array.from({ length: MAX_WAITING }, worker));
    return answers;
  }

  async #ask(query: Uint8Array, limitMs: number, send: Send): Promise<Uint8Array | undefined> {
    const id = this.#id++ & 0xffff;
    const message = Uint8Array.from(query);
    message[0] = id >> 8;
    message[1] = id & 0xff;
    try {
      return await new Promise(resolve => {
        const limit = setTimeout(() => resolve(undefined), limitMs);
        this.#waiting.set(id, answer => {
          clearTimeout(limit);
          resolve(answer);
        });
        send(message);
      });
    } finally {
      this.#waiting.delete(id);
    }
  }

  close(): void {
    this.socket.close();
  }
}
