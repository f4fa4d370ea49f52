// The listeners: the transports of every kind on every configured address; a reload opens new ones before it closes old ones.
import { isWildcardAddress } from '../dns/address.js';
import { InheritedSocketError, type InheritedSockets } from '../transport/inherited-sockets.js';
import type { ListenAddress } from '../transport/query-service.js';
import { ListenError, showAddress } from './listen-error.js';
import {
  LISTENER_KINDS,
  type ListenConfig,
  type ListenerKind,
  type Transport,
  type TransportParts,
  type WantedAddress,
} from './listener-kinds.js';
import { expand, isCovered } from './wildcards.js';

/** How often a free port is looked for when port 0 was asked for: UDP and TCP need the same one. */
const PORT_TRIES = 10;

/** The open transports of one kind on one address. */
interface Listener {
  readonly kind: ListenerKind;
  readonly bound: ListenAddress;
  /** Of DNS over HTTPS: where queries are taken. */
  readonly path?: string | undefined;
  readonly transports: readonly Transport[];
}

function unfit(listen: ListenAddress): InheritedSocketError {
  return new InheritedSocketError(
    `the socket on ${showAddress(listen)}, which was handed over, cannot answer from the address that was asked with the dgram transport; hand over sockets on single addresses, or use the batch transport`,
  );
}

function closeAll({ transports }: Listener, limitMs: number): Promise<unknown> {
  return Promise.all(transports.map(transport => transport.close(limitMs)));
}

/** All open sockets that answer queries. */
export class Listeners {
  readonly #parts: TransportParts;
  readonly #inherited: InheritedSockets;
  #open = new Map<string, Listener>();
  /** Listeners that are no longer wanted and have answers under way. */
  readonly #closing = new Set<Promise<unknown>>();

  constructor(parts: TransportParts, inherited: InheritedSockets) {
    this.#parts = parts;
    this.#inherited = inherited;
  }

  /** The addresses that are bound, ports resolved, as they are shown. */
  get bound(): string[] {
    return [...this.#open.values()].map(
      ({ kind, bound, path = '' }) => kind.scheme + showAddress(bound) + path,
    );
  }

  /**
   * Listens where a configuration says and nowhere else. New sockets are opened first; when one cannot be, nothing changes. Old
   * ones answer what they received, for at most `drainMs`, which is not waited for.
   * @throws ListenError
   * @throws InheritedSocketError
   */
  async set(config: ListenConfig, drainMs: number): Promise<void> {
    const next = new Map<string, Listener>();
    const opened: Listener[] = [];
    this.#parts.streams.certificates = config.encrypted;
    try {
      for (const kind of LISTENER_KINDS)
        await this.#addKind(kind, config, async listen => {
          const key = `${kind.name} ${showAddress(listen)}`;
          if (next.has(key)) return;
          const listener = this.#open.get(key) ?? (await this.#listen(kind, listen));
          if (!this.#open.has(key)) opened.push(listener);
          // A reload may change the path of a socket that stays open.
          next.set(key, { ...listener, path: listen.path });
        });
    } catch (error) {
      await Promise.all(opened.map(listener => closeAll(listener, 0)));
      throw error;
    }
    this.#parts.streams.limits = config.tcp;
    for (const [key, listener] of this.#open) if (!next.has(key)) this.#close(listener, drainMs);
    this.#open = next;
  }

  /** Stops accepting, answers what was read, and closes within `limitMs`. */
  async close(limitMs: number): Promise<void> {
    for (const listener of this.#open.values()) this.#close(listener, limitMs);
    this.#open.clear();
    await Promise.all(this.#closing);
  }

  /** Adds the addresses of one kind; a wildcard that cannot be had as a whole becomes each address of this machine. */
  async #addKind(kind: ListenerKind, config: ListenConfig, add: (listen: WantedAddress) => Promise<void>) {
    const takesWildcards = this.#takesWildcards(kind);
    const wanted = kind.wanted(config);
    for (const listen of wanted)
      if (!isWildcardAddress(listen.address)) {
        if (!(takesWildcards && isCovered(listen, wanted)) || this.#isInherited(listen)) await add(listen);
      } else if (!(await this.#addWhole(kind, listen, add)))
        for (const each of expand(listen)) await add(each);
  }

  /** Listens on all addresses with one socket. @returns false when that cannot be done, for others hold some of them */
  async #addWhole(
    kind: ListenerKind,
    listen: WantedAddress,
    add: (listen: WantedAddress) => Promise<void>,
  ): Promise<boolean> {
    if (!this.#takesWildcards(kind)) {
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

  /** A connection is answered from the address that it was opened to. */
  #takesWildcards({ hasDatagrams }: ListenerKind): boolean {
    return !hasDatagrams || this.#parts.udp.takesWildcards;
  }

  #isInherited(listen: ListenAddress): boolean {
    return (['udp', 'tcp'] as const).some(protocol => this.#inherited.find(protocol, listen) !== undefined);
  }

  #close(listener: Listener, limitMs: number): void {
    const closing = closeAll(listener, limitMs).finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  /** Opens all transports of a kind on one address; where any port will do, on one that is free for all of them. */
  async #listen(kind: ListenerKind, listen: ListenAddress): Promise<Listener> {
    const place = { address: listen.address, listener: showAddress(listen) };
    for (let tries = 1; ; tries++) {
      const opened: Transport[] = [];
      let bound = listen;
      let protocol = '';
      try {
        for (const [name, transport] of kind.open(place, this.#parts)) {
          protocol = name;
          opened.push(transport);
          bound = await transport.listen(
            bound,
            this.#inherited.find(name === 'udp' ? 'udp' : 'tcp', listen)?.fd,
          );
        }
        return { kind, bound, transports: opened };
      } catch (error) {
        await Promise.all(opened.map(transport => transport.close(0)));
        if (opened.length === 1 || listen.port !== 0 || tries === PORT_TRIES)
          throw ListenError.of(error, listen, protocol);
      }
    }
  }
}
