// The listeners: UDP and TCP on every configured address; a reload opens new ones before it closes old ones.
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { isWildcardAddress } from '../dns/address.js';
import type { Desk, ListenAddress } from '../transport/desk.js';
import { InheritedSocketError, type InheritedSockets } from '../transport/inherited-sockets.js';
import { type TcpLimits, type TcpSockets, TcpTransport } from '../transport/tcp.js';

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

/** How UDP is read on one address. */
export interface UdpTransport {
  /**
   * Opens the socket of an address, or takes the one that `fd` is.
   * @returns the bound address, its port resolved
   * @throws the system's error, such as EADDRINUSE
   */
  listen(listen: ListenAddress, fd?: number): Promise<ListenAddress>;
  /** Answers what was received, waits for forwarded queries at most `limitMs`, and closes. */
  close(limitMs: number): Promise<void>;
}

/** Makes the UDP transport of an address. */
export interface UdpFactory {
  /** Whether answers of a wildcard address leave from the address that was asked. */
  readonly takesWildcards: boolean;
  open(address: string): UdpTransport;
  /** How TCP sockets are opened in a way that goes with that; without it, in the usual way. */
  readonly tcp?: TcpSockets;
}

interface Listener {
  readonly bound: ListenAddress;
  readonly tcp: TcpTransport;
  close(limitMs: number): Promise<unknown>;
}

/** `address:port`, IPv6 in brackets. */
export function showAddress({ address, port }: ListenAddress): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Whether a wildcard address of this list answers for an address too. */
function isCovered({ address, port }: ListenAddress, wanted: readonly ListenAddress[]): boolean {
  const wildcard = isIPv6(address) ? '::' : '0.0.0.0';
  return address !== wildcard && wanted.some(other => other.address === wildcard && other.port === port);
}

/** A wildcard address becomes each address of this machine, so that replies leave from the address that was asked. */
function expand({ address, port }: ListenAddress): ListenAddress[] {
  const family = address === '::' ? 'IPv6' : 'IPv4';
  const found = Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter(entry => entry.family === family)
      .map(entry => (entry.scopeid ? `${entry.address}%${name}` : entry.address)),
  );
  return [...new Set(found)].map(each => ({ address: each, port }));
}

function unfit(listen: ListenAddress): InheritedSocketError {
  return new InheritedSocketError(
    `the socket on ${showAddress(listen)}, which was handed over, cannot answer from the address that was asked with the dgram transport; hand over sockets on single addresses, or use the batch transport`,
  );
}

/** All open sockets that answer queries. */
export class Listeners {
  readonly #desk: Desk;
  readonly #udp: UdpFactory;
  readonly #inherited: InheritedSockets;
  #open = new Map<string, Listener>();
  /** Listeners that are no longer wanted and have answers under way. */
  readonly #closing = new Set<Promise<unknown>>();

  constructor(desk: Desk, udp: UdpFactory, inherited: InheritedSockets) {
    this.#desk = desk;
    this.#udp = udp;
    this.#inherited = inherited;
  }

  /** The addresses that are bound, ports resolved. */
  get bound(): ListenAddress[] {
    return [...this.#open.values()].map(({ bound }) => bound);
  }

  /**
   * Listens on these addresses and no others. New sockets are opened first; when one cannot be, nothing changes. Old ones
   * answer what they received, for at most `drainMs`, which is not waited for.
   * @throws ListenError
   * @throws InheritedSocketError
   */
  async set(wanted: readonly ListenAddress[], limits: TcpLimits, drainMs: number): Promise<void> {
    const next = new Map<string, Listener>();
    const opened: Listener[] = [];
    const add = async (listen: ListenAddress) => {
      const key = showAddress(listen);
      if (next.has(key)) return;
      const listener = this.#open.get(key) ?? (await this.#listen(listen, limits));
      if (!this.#open.has(key)) opened.push(listener);
      next.set(key, listener);
    };
    try {
      for (const listen of wanted)
        if (!isWildcardAddress(listen.address)) {
          if (!(this.#udp.takesWildcards && isCovered(listen, wanted)) || this.#isInherited(listen))
            await add(listen);
        } else if (!(await this.#addWhole(listen, add))) for (const each of expand(listen)) await add(each);
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

  /** Listens on all addresses with one socket. @returns false when that cannot be done, for others hold some of them */
  async #addWhole(listen: ListenAddress, add: (listen: ListenAddress) => Promise<void>): Promise<boolean> {
    if (!this.#udp.takesWildcards) {
      if (this.#isInherited(listen)) throw unfit(listen);
      return false;
    }
    try {
      await add(listen);
      return true;
    } catch (error) {
      if ((error as ListenError).code === 'EADDRINUSE' && !this.#isInherited(listen)) return false;
      throw error;
    }
  }

  #isInherited(listen: ListenAddress): boolean {
    return (['udp', 'tcp'] as const).some(protocol => this.#inherited.find(protocol, listen) !== undefined);
  }

  #close(listener: Listener, limitMs: number): void {
    const closing = listener.close(limitMs).finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  async #listen(listen: ListenAddress, limits: TcpLimits): Promise<Listener> {
    for (let tries = 1; ; tries++) {
      const udp = this.#udp.open(listen.address);
      const tcp = new TcpTransport(this.#desk, limits, this.#udp.tcp);
      let bound: ListenAddress;
      try {
        bound = await udp.listen(listen, this.#inherited.find('udp', listen)?.fd);
      } catch (error) {
        await udp.close(0);
        throw ListenError.of(error, listen, 'udp');
      }
      try {
        await tcp.listen(bound, this.#inherited.find('tcp', listen)?.fd);
        return { bound, tcp, close: limitMs => Promise.all([udp.close(limitMs), tcp.close(limitMs)]) };
      } catch (error) {
        await udp.close(0);
        if (listen.port !== 0 || tries === PORT_TRIES) throw ListenError.of(error, listen, 'tcp');
      }
    }
  }
}
