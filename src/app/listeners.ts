// The listeners: UDP and TCP on every configured address; a reload opens new ones before it closes old ones.
import { networkInterfaces } from 'node:os';
import type { Desk, ListenAddress } from '../transport/desk.js';
import { type TcpLimits, TcpTransport } from '../transport/tcp.js';
import { DgramTransport } from '../transport/udp-dgram.js';

/** A socket could not be opened. */
export class ListenError extends Error {
  override readonly name = 'ListenError';

  constructor(
    readonly listen: ListenAddress,
    readonly protocol: 'udp' | 'tcp' | 'admin',
    /** The system's code, such as EADDRINUSE. */
    readonly code: string,
  ) {
    super(`cannot listen on ${showAddress(listen)} (${protocol}): ${code}`);
  }

  static of(error: unknown, listen: ListenAddress, protocol: ListenError['protocol']): ListenError {
    return new ListenError(listen, protocol, (error as NodeJS.ErrnoException).code ?? String(error));
  }
}

/** How often a free port is looked for when port 0 was asked for: UDP and TCP need the same one. */
const PORT_TRIES = 10;

interface Listener {
  readonly bound: ListenAddress;
  readonly tcp: TcpTransport;
  close(limitMs: number): Promise<unknown>;
}

/** `address:port`, IPv6 in brackets. */
export function showAddress({ address, port }: ListenAddress): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** A wildcard address becomes each address of this machine, so that replies leave from the address that was asked. */
function expand({ address, port }: ListenAddress): ListenAddress[] {
  if (address !== '0.0.0.0' && address !== '::') return [{ address, port }];
  const family = address === '::' ? 'IPv6' : 'IPv4';
  const found = Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter(entry => entry.family === family)
      .map(entry => (entry.scopeid ? `${entry.address}%${name}` : entry.address)),
  );
  return [...new Set(found)].map(each => ({ address: each, port }));
}

/** All open sockets that answer queries. */
export class Listeners {
  readonly #desk: Desk;
  #open = new Map<string, Listener>();
  /** Listeners that are no longer wanted and have answers under way. */
  readonly #closing = new Set<Promise<unknown>>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** The addresses that are bound, ports resolved. */
  get bound(): ListenAddress[] {
    return [...this.#open.values()].map(({ bound }) => bound);
  }

  /**
   * Listens on these addresses and no others. New sockets are opened first; when one cannot be, nothing changes. Old ones
   * answer what they received, for at most `drainMs`, which is not waited for.
   * @throws ListenError
   */
  async set(wanted: readonly ListenAddress[], limits: TcpLimits, drainMs: number): Promise<void> {
    const next = new Map<string, Listener>();
    const opened: Listener[] = [];
    try {
      for (const listen of wanted.flatMap(expand)) {
        const key = showAddress(listen);
        if (next.has(key)) continue;
        const listener = this.#open.get(key) ?? (await this.#listen(listen, limits));
        if (!this.#open.has(key)) opened.push(listener);
        next.set(key, listener);
      }
    } catch (error) {
      await Promise.all(opened.map(listener => listener.close(0)));
      throw error;
    }
    for (const { tcp } of next.values()) tcp.limits = limits;
    for (const [key, listener] of this.#open) if (!next.has(key)) this.#close(listener, drainMs);
    this.#open = next;
  }

  /** Stops accepting, answers what was read, and closes within `limitMs`. */
  async close(limitMs: number): Promise<void> {
    for (const listener of this.#open.values()) this.#close(listener, limitMs);
    this.#open.clear();
    await Promise.all(this.#closing);
  }

  #close(listener: Listener, limitMs: number): void {
    const closing = listener.close(limitMs).finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  async #listen(listen: ListenAddress, limits: TcpLimits): Promise<Listener> {
    for (let tries = 1; ; tries++) {
      const udp = new DgramTransport(this.#desk, listen.address);
      const tcp = new TcpTransport(this.#desk, limits);
      let bound: ListenAddress;
      try {
        bound = await udp.listen(listen);
      } catch (error) {
        await udp.close(0);
        throw ListenError.of(error, listen, 'udp');
      }
      try {
        await tcp.listen(bound);
        return { bound, tcp, close: limitMs => Promise.all([udp.close(limitMs), tcp.close(limitMs)]) };
      } catch (error) {
        await udp.close(0);
        if (listen.port !== 0 || tries === PORT_TRIES) throw ListenError.of(error, listen, 'tcp');
      }
    }
  }
}
