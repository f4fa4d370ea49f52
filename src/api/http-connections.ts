// The connections of an HTTP server: a bounded number of places, and who has to leave when all are taken.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Cancel, type Clock, systemClock } from '../time/clock.js';
import { STALL_MS as LATE_MS } from '../time/loop-watch.js';
import { HTTP_LIMITS } from './http-limits.js';

/** A client that takes none of its reply for so long is cut off, after one look more at most. */
const STALL_MS = 5000;
const LOOK_MS = 1000;
/** Octets of replies that wait for all clients together; beyond that the one with the most is cut off. */
const MAX_UNREAD = 16 << 20;
/** The part of the places that one client address may have. */
const CLIENT_PART = 0.75;
/** The part of them that is kept for those who have just come, whatever those do who stay. */
const NEWCOMERS_PART = 0.25;

/** Who leaves first: whoever has least to lose. */
const RANK = {
  /** Kept alive after a reply. */
  IDLE: 0,
  /** A request has not come whole. */
  HALF_OPEN: 1,
  /** Has not read what was sent. */
  UNREAD: 2,
  /** Waits for its reply, or follows events. */
  SERVED: 3,
} as const;
type Rank = (typeof RANK)[keyof typeof RANK];

/** One connection. */
interface Place {
  readonly socket: Socket;
  readonly client: string;
  /** What it asks for. */
  request: IncomingMessage | undefined;
  /** The reply that is under way. */
  reply: ServerResponse | undefined;
  hasAsked: boolean;
  /** A further request came along before the reply was read. */
  isPipelined: boolean;
  /** Octets that the client has taken, and since when no more. */
  taken: number;
  stalledMs: number;
}

/** Replies to a request; resolves when the reply was made, whether or not it was read. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export interface ConnectionOptions {
  readonly clock?: Clock;
  /** Makes of a new connection what is read, as where TLS is spoken; undefined to refuse it. */
  readonly intake?: (socket: Socket) => Socket | undefined;
}

function rankOf({ socket, request, reply, hasAsked }: Place): Rank {
  if (request?.complete === false) return RANK.HALF_OPEN;
  if (reply !== undefined) return socket.writableLength > 0 ? RANK.UNREAD : RANK.SERVED;
  return hasAsked ? RANK.IDLE : RANK.HALF_OPEN;
}

export class HttpConnections {
  readonly server: Server;
  readonly #most: number;
  readonly #clock: Clock;
  /** The oldest first. */
  readonly #places = new Map<Socket, Place>();
  #cancel: Cancel | undefined;

  /** @param most how many connections may be open at once */
  constructor(most: number, handle: RequestHandler, { clock = systemClock, intake }: ConnectionOptions = {}) {
    this.#most = most;
    this.#clock = clock;
    this.server = createServer(
      HTTP_LIMITS,
      (request, response) => void this.#take(request, response, handle),
    );
    // Of more than so many node drops the last without a word, and with them what a proxy adds. What bounds them is their size.
    this.server.maxHeadersCount = 0;
    // The server reads what it is given here, as that of HTTPS does.
    const [serve] = this.server.listeners('connection');
    this.server.removeAllListeners('connection');
    this.server.on('connection', raw => {
      const socket = intake === undefined ? raw : intake(raw);
      if (socket === undefined) {
        raw.destroy();
        return;
      }
      this.#admit(socket);
      serve.call(this.server, socket);
    });
  }

  /** How many are open. */
  get size(): number {
    return this.#places.size;
  }

  /** Closes those whose reply is under way, and that may no longer have it. */
  endReplies(mayGoOn: (request: IncomingMessage) => boolean): void {
    for (const place of this.#places.values())
      if (place.request !== undefined && !mayGoOn(place.request)) this.#remove(place);
  }

  /** Closes all, and listens no more. */
  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** A new one always finds a place. */
  #admit(socket: Socket): void {
    // One of a unix socket has none: there, all are the same user.
    const client = socket.remoteAddress ?? '';
    const all = [...this.#places.values()];
    const own = client === '' ? [] : all.filter(place => place.client === client);
    if (own.length >= Math.max(1, Math.floor(this.#most * CLIENT_PART))) this.#evict(own);
    else if (all.length >= this.#most) this.#evict(this.#withoutNewcomers(all));
    const nowMs = this.#clock.now();
    this.#places.set(socket, {
      ...{ socket, client, request: undefined, reply: undefined, hasAsked: false, isPipelined: false },
      ...{ taken: 0, stalledMs: nowMs },
    });
    socket.on('close', () => this.#places.delete(socket));
    this.#lookLater();
  }

  /** All but those who have just come, while these have less than their part. */
  #withoutNewcomers(all: readonly Place[]): readonly Place[] {
    const others = all.filter(place => rankOf(place) !== RANK.HALF_OPEN);
    const newcomers = all.length - others.length;
    return newcomers < Math.ceil(this.#most * NEWCOMERS_PART) && others.length > 0 ? others : all;
  }

  /** Of those who have least to lose, the oldest of the client that has most of them. */
  #evict(places: readonly Place[]): void {
    const least = Math.min(...places.map(rankOf));
    const counts = new Map<string, Place[]>();
    for (const place of places.filter(each => rankOf(each) === least)) {
      const group = counts.get(place.client);
      if (group === undefined) counts.set(place.client, [place]);
      else group.push(place);
    }
    const [most] = [...counts.values()].sort((a, b) => b.length - a.length);
    this.#remove(most[0]);
  }

  #remove({ socket }: Place): void {
    this.#places.delete(socket);
    socket.destroy();
  }

  /**
   * One request of a connection at a time: a second one that is sent along is not taken, nothing more is read, and the connection
   * ends after the first.
   */
  async #take(request: IncomingMessage, response: ServerResponse, handle: RequestHandler): Promise<void> {
    const place = this.#places.get(request.socket);
    if (place === undefined) return;
    if (place.reply !== undefined) {
      place.reply.shouldKeepAlive = false;
      place.isPipelined = true;
      // The first reply may go on for days, in which node would keep all that is sent along. It reads on at the end of each request.
      process.nextTick(() => place.socket.pause());
      return;
    }
    place.hasAsked = true;
    place.request = request;
    place.reply = response;
    place.stalledMs = this.#clock.now();
    response.on('close', () => {
      place.request = undefined;
      place.reply = undefined;
      if (place.isPipelined) place.socket.destroySoon();
    });
    await handle(request, response);
    this.#trim();
  }

  /** Keeps what waits to be read within its bound. */
  #trim(): void {
    const unread = ({ socket }: Place) => socket.writableLength;
    const places = [...this.#places.values()].sort((a, b) => unread(a) - unread(b));
    let sum = places.reduce((total, place) => total + unread(place), 0);
    while (sum > MAX_UNREAD && places.length > 1) {
      const greediest = places.pop() as Place;
      sum -= unread(greediest);
      this.#remove(greediest);
    }
  }

  #lookLater(): void {
    const dueMs = this.#clock.now() + LOOK_MS;
    this.#cancel ??= this.#clock.after(LOOK_MS, () => this.#look(this.#clock.now() - dueMs >= LATE_MS));
  }

  /** Cuts off those who take nothing of what waits for them. @param isLate whether nothing could be taken: this machine stood still */
  #look(isLate: boolean): void {
    this.#cancel = undefined;
    const nowMs = this.#clock.now();
    for (const place of this.#places.values()) {
      const { socket } = place;
      const taken = socket.bytesWritten - socket.writableLength;
      if (isLate || socket.writableLength === 0 || taken !== place.taken) {
        place.taken = taken;
        place.stalledMs = nowMs;
      } else if (nowMs - place.stalledMs >= STALL_MS) this.#remove(place);
    }
    if (this.#places.size > 0) this.#lookLater();
  }
}
