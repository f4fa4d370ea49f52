// Asks a server over real sockets, and waits for what is promised to come true.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, isIPv6, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { decodeMessage, type Message } from './message.js';
import { PATIENCE_MS } from './patience.js';
import { buildQuery, type QueryOptions } from './query.js';
import { sectionLines } from './section.js';

const EDE = 15;

/** Asks `NAME TYPE` over UDP, from a connected socket: an answer from another address than the one asked is not seen. */
export async function ask(
  port: number,
  text: string,
  { address = '127.0.0.1', ...options }: QueryOptions & { address?: string } = {},
): Promise<Message> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  try {
    socket.connect(port, address);
    await once(socket, 'connect');
    const answered = once(socket, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
    socket.send(buildQuery(text, options));
    const [message] = (await answered) as [Buffer];
    return decodeMessage(Uint8Array.from(message));
  } finally {
    socket.close();
  }
}

/** The answer section as zone-file lines without their owners. */
export function answers(message: Message): string[] {
  return sectionLines(message.answer).map(line => line.slice(line.indexOf(' ') + 1));
}

/** The addresses in the answer section, sorted. */
export async function addresses(port: number, text: string): Promise<string[]> {
  return answers(await ask(port, text))
    .map(line => line.split(' ')[3])
    .sort();
}

/** Extended DNS Errors as `code text`. */
export function extendedErrors(message: Message): string[] {
  return (message.edns?.options ?? [])
    .filter(({ code }) => code === EDE)
    .map(({ data }) => `${(data[0] << 8) | data[1]} ${Buffer.from(data.subarray(2)).toString()}`.trim());
}

/** Looks again and again until it is as wanted. @throws Error with what was seen last, after the limit */
export async function until<T>(
  look: () => T | Promise<T>,
  wanted: (seen: T) => boolean,
  limitMs = PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (wanted(seen)) return seen;
    if (performance.now() > deadline) throw new Error(`not in time; last seen: ${JSON.stringify(seen)}`);
    await pause(5);
  }
}

/** The message behind its length, as it goes over TCP. */
export function framed(message: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]);
}

/** A TCP connection to a server, perhaps with TLS on it. */
export class TcpClient {
  /** Answers that nobody has taken yet. */
  readonly #inbox: Message[] = [];
  readonly closed: Promise<void>;
  isClosed = false;
  #received = Buffer.alloc(0);
  #arrived: () => void = () => undefined;

  /** @param socket that is connected */
  constructor(readonly socket: Socket) {
    socket.on('data', data => this.#receive(data));
    socket.on('error', () => socket.destroy());
    this.closed = new Promise(resolve => {
      socket.on('close', () => {
        this.isClosed = true;
        this.#arrived();
        resolve();
      });
    });
  }

  static async open(port: number, address = '127.0.0.1'): Promise<TcpClient> {
    const socket = connect({ port, host: address, noDelay: true });
    await once(socket, 'connect');
    return new TcpClient(socket);
  }

  /** With TLS on it; the certificate is not checked unless `options` say so. @throws Error when the handshake fails */
  static async secure(
    port: number,
    options: ConnectionOptions & { localAddress?: string } = {},
  ): Promise<TcpClient & { socket: TLSSocket }> {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
    await once(socket, 'secureConnect');
    socket.setNoDelay(true);
    return new TcpClient(socket) as TcpClient & { socket: TLSSocket };
  }

  /** Sends octets as one segment. */
  send(...parts: readonly Uint8Array[]): void {
    this.socket.write(Buffer.concat(parts));
  }

  /** The next answer, in the order of arrival; undefined when the server has closed the connection. */
  async next(): Promise<Message | undefined> {
    while (this.#inbox.length === 0 && !this.isClosed)
      await new Promise<void>(resolve => {
        this.#arrived = resolve;
      });
    return this.#inbox.shift();
  }

  #receive(data: Buffer): void {
    this.#received = Buffer.concat([this.#received, data]);
    for (;;) {
      const length = this.#received.length < 2 ? Number.POSITIVE_INFINITY : this.#received.readUInt16BE(0);
      if (this.#received.length < length + 2) break;
      this.#inbox.push(decodeMessage(Uint8Array.from(this.#received.subarray(2, length + 2))));
      this.#received = this.#received.subarray(length + 2);
    }
    this.#arrived();
  }
}

/** A query as it goes over TCP; its id tells the answers apart. */
export function tcpQuery(text: string, id = 1): Buffer {
  return framed(buildQuery(text, { id }));
}
