// How questions go over TCP: all on one connection, or each on a new one.
import { connect, type Socket } from 'node:net';

export interface WayOptions {
  readonly port: number;
  /** Address that the questions come from. */
  readonly from: string;
  /** Is told the id of each answer. */
  answered(id: number): void;
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

/** Takes the frames out of a stream, and tells the id of each. */
function readFrames(socket: Socket, answered: (id: number) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', chunk => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= 2 + rest.readUInt16BE()) {
      answered(rest.readUInt16BE(2));
      rest = rest.subarray(2 + rest.readUInt16BE());
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
    readFrames(socket, id => {
      this.#options.answered(id);
      socket.destroy();
    });
    socket.write(framed(query));
    socket.setTimeout(10_000, () => socket.destroy());
  }
}
