// Which socket a message to an upstream leaves through: one of a few at random, each replaced after a while, and all within a bound.
import { randomBelow } from './random-number.js';

/** Where messages go. */
export interface UpstreamAddress {
  /** IPv4 or IPv6 as text; a link-local address carries its zone. */
  readonly address: string;
  readonly port: number;
  /** Where messages leave from; absent fields are up to the system. */
  readonly source?: { readonly device?: string; readonly address?: string };
}

/** Who takes what comes from upstreams, by the number of the socket. */
export interface ReplySink {
  /** @param message valid until this returns */
  received(socket: number, message: Uint8Array): void;
  /** No message on this socket that waits for a reply gets one. @param isLocal whether this machine is out of something */
  failed(socket: number, code: string, isLocal: boolean): void;
}

/** No socket is to be had. */
export const SHORTAGE = -1;

/** The sockets of an upstream that messages are spread over. */
const PLACES = 16;
/** After so many messages, or so long, another socket takes the place, with another port. */
const MOST_USES = 64;
const MOST_AGE_MS = 5000;

/** How sockets are had. */
export interface SocketMaker<Socket> {
  /** @param number by which the socket is known. @returns undefined when there is none to be had */
  open(upstream: UpstreamAddress, number: number): Socket | undefined;
  close(socket: Socket): void;
}

interface Entry<Socket> {
  readonly socket: Socket;
  readonly number: number;
  readonly pool: Pool<Socket>;
  readonly openedMs: number;
  /** Messages that wait for a reply, and those that ever left through it. */
  users: number;
  uses: number;
  /** Whether it has a place, so that it is chosen. */
  isPlaced: boolean;
}

/** The sockets of one upstream: those that are chosen from, and those that some still wait on. */
interface Pool<Socket> {
  readonly places: (Entry<Socket> | undefined)[];
  readonly worn: Set<Entry<Socket>>;
}

export class UpstreamPool<Socket> {
  /** The most sockets that are open at a time. */
  most: number;
  readonly #maker: SocketMaker<Socket>;
  readonly #entries: (Entry<Socket> | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #byText = new Map<string, Pool<Socket>>();
  readonly #byUpstream = new WeakMap<UpstreamAddress, Pool<Socket>>();
  #open = 0;

  constructor(maker: SocketMaker<Socket>, most: number) {
    this.#maker = maker;
    this.most = most;
  }

  /** How many are open. */
  get open(): number {
    return this.#open;
  }

  /** Chooses a socket for one message. @returns its number, or {@link SHORTAGE} */
  acquire(upstream: UpstreamAddress, nowMs: number): number {
    const pool = this.#poolOf(upstream);
    const place = randomBelow(PLACES);
    const there = pool.places[place];
    if (there !== undefined && !isWorn(there, nowMs)) return use(there);
    const made = this.#make(upstream, pool, nowMs);
    if (made === undefined) return useOrNone(there ?? anyOf(pool));
    if (there !== undefined) this.#retire(there);
    pool.places[place] = made;
    made.isPlaced = true;
    return use(made);
  }

  /** One message less waits on a socket. */
  release(number: number): void {
    const entry = this.#entries[number];
    if (entry === undefined) return;
    entry.users--;
    if (entry.users <= 0 && !entry.isPlaced) this.#close(entry);
  }

  /** The socket of a number; undefined when it is closed. */
  get(number: number): Socket | undefined {
    return this.#entries[number]?.socket;
  }

  /** Has a socket chosen no more. It is closed when nobody waits on it. */
  retire(number: number): void {
    const entry = this.#entries[number];
    if (entry !== undefined) this.#retire(entry);
  }

  /** Closes those that are old and that nobody waits on: to be called now and then. */
  sweep(nowMs: number): void {
    for (const entry of this.#entries)
      if (entry !== undefined && entry.users <= 0 && isWorn(entry, nowMs)) this.#close(entry);
    for (const [text, { places, worn }] of this.#byText)
      if (worn.size === 0 && places.every(place => place === undefined)) this.#byText.delete(text);
  }

  /** Closes all. */
  close(): void {
    for (const entry of this.#entries) if (entry !== undefined) this.#close(entry);
  }

  #poolOf(upstream: UpstreamAddress): Pool<Socket> {
    const known = this.#byUpstream.get(upstream);
    if (known !== undefined) return known;
    const text = JSON.stringify(upstream);
    const pool = this.#byText.get(text) ?? { places: Array(PLACES).fill(undefined), worn: new Set() };
    this.#byText.set(text, pool);
    this.#byUpstream.set(upstream, pool);
    return pool;
  }

  #make(upstream: UpstreamAddress, pool: Pool<Socket>, openedMs: number): Entry<Socket> | undefined {
    if (this.#open >= this.most && !this.#closeIdle()) return undefined;
    const number = this.#free.pop() ?? this.#entries.push(undefined) - 1;
    const socket = this.#maker.open(upstream, number);
    if (socket === undefined) {
      this.#free.push(number);
      return undefined;
    }
    const entry = { socket, number, pool, openedMs, users: 0, uses: 0, isPlaced: false };
    this.#entries[number] = entry;
    this.#open++;
    return entry;
  }

  /** Closes a socket, of whatever upstream, that nobody waits on. @returns whether there was one */
  #closeIdle(): boolean {
    const idle = this.#entries.find(entry => entry !== undefined && entry.users <= 0);
    if (idle !== undefined) this.#close(idle);
    return idle !== undefined;
  }

  #retire(entry: Entry<Socket>): void {
    leave(entry);
    if (entry.users <= 0) this.#close(entry);
    else entry.pool.worn.add(entry);
  }

  #close(entry: Entry<Socket>): void {
    leave(entry);
    entry.pool.worn.delete(entry);
    this.#entries[entry.number] = undefined;
    this.#free.push(entry.number);
    this.#open--;
    this.#maker.close(entry.socket);
  }
}

function isWorn<Socket>({ uses, openedMs }: Entry<Socket>, nowMs: number): boolean {
  return uses >= MOST_USES || nowMs - openedMs >= MOST_AGE_MS;
}

function use<Socket>(entry: Entry<Socket>): number {
  entry.users++;
  entry.uses++;
  return entry.number;
}

function useOrNone<Socket>(entry: Entry<Socket> | undefined): number {
  return entry === undefined ? SHORTAGE : use(entry);
}

/** One of those that are open anyhow, when there is no other to be had. */
function anyOf<Socket>({ places, worn }: Pool<Socket>): Entry<Socket> | undefined {
  const open = [...places.filter(place => place !== undefined), ...worn];
  return open.length === 0 ? undefined : open[randomBelow(open.length)];
}

function leave<Socket>(entry: Entry<Socket>): void {
  const place = entry.pool.places.indexOf(entry);
  if (place >= 0) entry.pool.places[place] = undefined;
  entry.isPlaced = false;
}
