// How questions go over TCP: all on one connection, or each on a new one.
import { connect, type Socket } from 'node:net';

export interface WayOptions {
  readonly port: number;
  /** Address that the questions come from. */
  readonly from: string;
  /** Is given each answer. */
  answered(message: Buffer): void;
}

/** A way to ask. */
export interface Way {
  ask(query: Buffer, id: number): void;
}

function framed(query: Buffer): Buffer {
  const whole = Buffer.alloc(query.length + 2);
  whole.writeUInt16BE(query.length);
  query.copy(whole, 2);
  return whole;
}

/** Takes the frames out of a stream. */
function readFrames(socket: Socket, answered: (message: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', chunk => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= 2 + rest.readUInt16BE()) {
      const end = 2 + rest.readUInt16BE();
      answered(rest.subarray(2, end));
      rest = rest.subarray(end);
    }
  });
}

const open = ({ port, from }: WayOptions) =>
  connect({ port, host: '127.0.0.1', localAddress: from, noDelay: true });

/** One connection, opened again when it is closed. */
export class LongTcp implements Way {
  readonly #options: WayOptions;
  #socket: Socket | undefined;

  constructor(options: WayOptions) {
    this.#options = options;
  }

  ask(query: Buffer): void {
    if (this.#socket === undefined) {
      const socket = open(this.#options);
      readFrames(socket, this.#options.answered);
      socket.on('close', () => {
        if (this.#socket === socket) this.#socket = undefined;
      });
      this.#socket = socket;
    }
    this.#socket.write(framed(query));
  }
}

/** A connection for each question. */
export class FreshTcp implements Way {
  readonly #options: WayOptions;

  constructor(options: WayOptions) {
    this.#options = options;
  }

  ask(query: Buffer): void {
    const socket = open(this.#options);
    readFrames(socket, message => {
      this.#options.answered(message);
      socket.destroy();
    });
    socket.write(framed(query));
    socket.setTimeout(10_000, () => socket.destroy());
  }
}
