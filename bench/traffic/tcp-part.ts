// The TCP queries of a mixed load: a few connections, each of which carries some queries and is then made anew.
import { createConnection, type Socket } from 'node:net';
import type { QueryWriter } from './query-writer.js';

const CONNECTIONS = 4;
const QUERIES_PER_CONNECTION = 50;

/** One connection at a time; one query after the other on it. */
class Line {
  #socket: Socket | undefined;
  #left = 0;
  #pending: Buffer = Buffer.alloc(0);
  isBusy = false;

  constructor(
    readonly port: number,
    readonly query: Buffer,
    readonly answered: () => void,
    readonly failed: () => void,
  ) {}

  ask(): void {
    this.isBusy = true;
    if (this.#socket === undefined) this.#open();
    this.#left--;
    this.#socket?.write(this.query);
  }

  #open(): void {
    const socket = createConnection({ port: this.port, host: '127.0.0.1', noDelay: true });
    this.#socket = socket;
    this.#left = QUERIES_PER_CONNECTION;
    this.#pending = Buffer.alloc(0);
    socket.on('data', chunk => this.#take(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.#socket === socket) this.#end(this.failed);
    });
  }

  #take(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    if (this.#pending.length < 2 || this.#pending.length < 2 + this.#pending.readUInt16BE()) return;
    this.#pending = Buffer.alloc(0);
    if (this.#left <= 0) this.#end(this.answered);
    else {
      this.isBusy = false;
      this.answered();
    }
  }

  #end(count: () => void): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.end();
    if (this.isBusy) count();
    this.isBusy = false;
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }
}

/** Keeps TCP at a share of all queries. */
export class TcpPart {
  answers = 0;
  failures = 0;
  readonly #lines: readonly Line[];

  constructor(port: number, writer: QueryWriter) {
    const query = Buffer.alloc(512);
    const length = writer.write(query, 2, 1);
    query.writeUInt16BE(length);
    const answered = () => {
      this.answers++;
    };
    const failed = () => {
      this.failures++;
    };
    const message = query.subarray(0, length + 2);
    this.#lines = Array.from({ length: CONNECTIONS }, () => new Line(port, message, answered, failed));
  }

  /** Queries over TCP that are done. */
  get done(): number {
    return this.answers + this.failures;
  }

  /** Asks on each idle connection while fewer than `target` queries were asked. */
  pursue(target: number): void {
    for (const line of this.#lines) {
      const asked = this.done + this.#lines.filter(({ isBusy }) => isBusy).length;
      if (asked >= target) return;
      if (!line.isBusy) line.ask();
    }
  }

  close(): void {
    for (const line of this.#lines) line.close();
  }
}
