// How questions go over a stream, TCP or TLS: all on one connection, or each on a new one.
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

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

/** How a connection is made. What is written before it is there waits. */
type Open = (options: Pick<WayOptions, 'port' | 'from'>) => Socket;

export const overTcp: Open = ({ port, from }) =>
  connect({ port, host: '127.0.0.1', localAddress: from, noDelay: true });

/** @param protocols what is spoken inside (RFC 7301) */
export function overTls(options: Parameters<Open>[0], protocols: string[] = []): TLSSocket {
  const socket = overTcp(options);
  const secure = connectTls({ socket, rejectUnauthorized: false, ALPNProtocols: protocols });
  socket.on('error', () => secure.destroy());
  return secure;
}

/** One connection, opened again when it is closed. */
export class LongStream implements Way {
  readonly #options: WayOptions;
  readonly #open: Open;
  #socket: Socket | undefined;

  constructor(options: WayOptions, open: Open) {
    this.#options = options;
    this.#open = open;
  }

  ask(query: Buffer): void {
    if (this.#socket === undefined) {
      const socket = this.#open(this.#options);
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
export class FreshStream implements Way {
  readonly #options: WayOptions;
  readonly #open: Open;

  constructor(options: WayOptions, open: Open) {
    this.#options = options;
    this.#open = open;
  }

  ask(query: Buffer): void {
    const socket = this.#open(this.#options);
    readFrames(socket, message => {
      this.#options.answered(message);
      socket.destroy();
    });
    socket.write(framed(query));
    socket.setTimeout(10_000, () => socket.destroy());
  }
}
