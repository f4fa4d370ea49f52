// Sockets to upstreams for a thread with an event loop, over node:dgram.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { localAddress } from '../source/interface-address.js';
import { shortageIn } from '../source/shortage.js';
import { randomPort } from './random-number.js';
import { type ReplySink, SHORTAGE, type UpstreamAddress, UpstreamPool } from './upstream-pool.js';

/** Ports that are tried, each at random, until one is free. */
const MOST_PORTS = 32;
/** The port is somebody else's, or only for those with a privilege. */
const TAKEN: ReadonlySet<string> = new Set(['EADDRINUSE', 'EACCES']);
/** How often old sockets are looked for while there are any. */
const SWEEP_MS = 1000;

interface Opened {
  readonly number: number;
  readonly upstream: UpstreamAddress;
  /** Undefined when it could not be opened, for which nobody else is to blame. */
  readonly socket: Socket | undefined;
  /** Why not. */
  readonly error?: Error;
}

/** An address is a literal: asking nobody makes bind and connect take effect at once. */
function literal(
  address: string,
  _options: unknown,
  done: (error: null, address: string, family: number) => void,
): void {
  done(null, address, address.includes(':') ? 6 : 4);
}

export class DgramUpstreamSockets {
  readonly #sink: ReplySink;
  readonly #pool: UpstreamPool<Opened>;
  #sweeping: NodeJS.Timeout | undefined;

  /** @param most the most sockets that are open at a time */
  constructor(sink: ReplySink, most: number) {
    this.#sink = sink;
    const open = (upstream: UpstreamAddress, number: number) => this.#open(upstream, number);
    this.#pool = new UpstreamPool({ open, close: ({ socket }) => closeQuietly(socket) }, most);
  }

  /** How many sockets are open. */
  get open(): number {
    return this.#pool.open;
  }

  set most(most: number) {
    this.#pool.most = most;
  }

  acquire(upstream: UpstreamAddress): number {
    const number = this.#pool.acquire(upstream, performance.now());
    if (number === SHORTAGE) return number;
    this.#sweeping ??= setInterval(() => this.#sweep(), SWEEP_MS).unref();
    const opened = this.#pool.get(number);
    if (opened?.error !== undefined) {
      this.#pool.retire(number);
      setImmediate(() => this.#tell(opened, opened.error as Error));
    }
    return number;
  }

  send(number: number, message: Uint8Array): void {
    const opened = this.#pool.get(number);
    if (opened?.socket === undefined) return;
    try {
      opened.socket.send(Uint8Array.from(message), error => {
        if (error !== null) this.#tell(opened, error);
      });
    } catch (error) {
      setImmediate(() => this.#tell(opened, error as Error));
    }
  }

  release(number: number): void {
    this.#pool.release(number);
  }

  close(): void {
    clearInterval(this.#sweeping);
    this.#sweeping = undefined;
    this.#pool.close();
  }

  #sweep(): void {
    this.#pool.sweep(performance.now());
    if (this.#pool.open > 0) return;
    clearInterval(this.#sweeping);
    this.#sweeping = undefined;
  }

  /** Says what is wrong with a socket, unless its number is that of another one by now. */
  #tell(opened: Opened, error: Error): void {
    if (this.#pool.get(opened.number) !== opened) return;
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    this.#pool.retire(opened.number);
    this.#sink.failed(opened.number, code, shortageIn(error) !== undefined);
  }

  #open(upstream: UpstreamAddress, number: number): Opened | undefined {
    for (let left = MOST_PORTS; ; left--) {
      const opened = this.#tryPort(upstream, number);
      const { code = '' } = (opened.error ?? {}) as NodeJS.ErrnoException;
      if (opened.error === undefined || (!TAKEN.has(code) && shortageIn(opened.error) === undefined))
        return opened;
      if (left === 1 || !TAKEN.has(code)) return undefined;
    }
  }

  #tryPort(upstream: UpstreamAddress, number: number): Opened {
    const { address, port, source } = upstream;
    const isSix = address.includes(':');
    let error: Error | undefined;
    let socket: Socket | undefined;
    try {
      const type = isSix ? 'udp6' : 'udp4';
      socket = createSocket({ type, ipv6Only: isSix, lookup: literal as never });
      socket.once('error', refused => {
        error = refused;
      });
      socket.bind({ port: randomPort(), address: localAddress(source, address), exclusive: true });
      if (error === undefined) socket.connect(port, address);
    } catch (thrown) {
      error = thrown as Error;
    }
    if (error === undefined && socket !== undefined) return this.#opened({ number, upstream, socket });
    closeQuietly(socket);
    return { number, upstream, socket: undefined, error };
  }

  #opened(opened: Opened & { readonly socket: Socket }): Opened {
    const { number, socket } = opened;
    socket.removeAllListeners('error');
    socket.on('error', error => this.#tell(opened, error));
    socket.on('message', (message, from) => {
      if (this.#pool.get(number) === opened && isFromPeer(socket, from)) this.#sink.received(number, message);
    });
    return opened;
  }
}

/** A datagram that came between bind and connect is still queued after it, whoever sent it. */
function isFromPeer(socket: Socket, from: RemoteInfo): boolean {
  try {
    const peer = socket.remoteAddress();
    return peer.port === from.port && peer.address === from.address;
  } catch {
    return false;
  }
}

function closeQuietly(socket: Socket | undefined): void {
  try {
    socket?.close();
  } catch {
    // A socket that failed to bind is closed already.
  }
}
