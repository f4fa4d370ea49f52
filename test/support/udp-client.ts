// Asks servers on loopback over UDP, many questions at once from one socket.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { PATIENCE_MS } from './patience.js';
import { buildQuery } from './query.js';

/** The most questions on their way at one time: what the receive buffer of any server holds. */
const MAX_WAITING = 60;

export class UdpClient {
  readonly #waiting = new Map<number, (answer: Uint8Array) => void>();
  #id = 0;

  private constructor(
    readonly port: number,
    readonly socket: Socket,
  ) {
    socket.on('message', answer => this.#waiting.get(answer.readUInt16BE(0))?.(answer));
  }

  /** A client of 127.0.0.1 at a port. */
  static async open(port: number): Promise<UdpClient> {
    const socket = createSocket('udp4');
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new UdpClient(port, socket);
  }

  /** Asks all questions, each `NAME TYPE`. @returns the answers, in the order of the questions */
  async askAll(questions: readonly string[]): Promise<Uint8Array[]> {
    const answers: Uint8Array[] = [];
    let next = 0;
    const worker = async () => {
      while (next < questions.length) {
        const at = next++;
        answers[at] = await this.#ask(questions[at]);
      }
    };
    await Promise.all(Array.from({ length: MAX_WAITING }, worker));
    return answers;
  }

  async #ask(question: string): Promise<Uint8Array> {
    const id = this.#id++ & 0xffff;
    try {
      return await new Promise((resolve, reject) => {
        const limit = setTimeout(() => reject(new Error(`no answer to ${question} in time`)), PATIENCE_MS);
        this.#waiting.set(id, answer => {
          clearTimeout(limit);
          resolve(answer);
        });
        this.socket.send(buildQuery(question, { id }));
      });
    } finally {
      this.#waiting.delete(id);
    }
  }

  close(): void {
    this.socket.close();
  }
}
