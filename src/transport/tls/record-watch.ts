// What comes over TLS and asks nothing: records that carry next to nothing, keys that are changed again and again.
import type { Socket } from 'node:net';
import type { Prefixes } from '../../dns/client-prefix.js';
import type { Clock } from '../../time/clock.js';
import { TokenBucket } from '../../time/token-bucket.js';
import type { Arrived } from '../stream-protocol.js';

const LOOK_MS = 100;
/** Octets around a query that come with it: those of five records. */
const OF_QUERY = 160;
/** Octets of other records: none of them shows but in time, and each takes 10 to 50 microseconds of the thread. */
const OTHERS = { burst: 65_536, perSecond: 4_096 };
/** Who was cut off begins no handshake for so long, or it would do the same again. */
const REST_MS = 10_000;

/** Where handshakes begin. */
export interface Handshakes {
  readonly clock: Clock;
  /** Begins none of a client for so long. */
  rest(client: Prefixes, restMs: number): void;
}

/** Who reads queries from a connection. */
export interface QuerySession {
  /** How many queries have come. */
  readonly queries: number;
  cutOff(): void;
}

interface Watched {
  readonly session: QuerySession;
  readonly client: Prefixes;
  readonly bucket: TokenBucket;
  /** What came below TLS, and how much of it was no data, at the last look. */
  carried: number;
  around: number;
  queries: number;
}

/** A connection, whatever listener it came to. */
type Watchable = Omit<Arrived, 'listener'>;

/** The connections of one listener. */
export class RecordWatch {
  readonly #handshakes: Handshakes;
  readonly #watched = new Map<Required<Watchable>, Watched>();
  #isDue = false;

  /** @param handshakes in which those that are cut off have to wait */
  constructor(handshakes: Handshakes) {
    this.#handshakes = handshakes;
  }

  /** Watches a session until its connection is closed. @returns the session */
  over<Read extends QuerySession>(session: Read, { socket, client, carrier }: Watchable): Read {
    if (carrier === undefined) return session;
    const connection = { socket, client, carrier };
    this.#watched.set(connection, {
      session,
      client: client.prefixes,
      bucket: new TokenBucket(OTHERS, this.#handshakes.clock.now()),
      carried: carrier.bytesRead,
      around: around(carrier, socket),
      queries: 0,
    });
    socket.once('close', () => this.#watched.delete(connection));
    this.#lookLater();
    return session;
  }

  #lookLater(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#handshakes.clock.after(LOOK_MS, () => {
      this.#isDue = false;
      for (const [connection, watched] of this.#watched) this.#look(connection, watched);
      if (this.#watched.size > 0) this.#lookLater();
    });
  }

  #look({ carrier, socket }: Required<Watchable>, watched: Watched): void {
    if (carrier.bytesRead === watched.carried) return;
    const { session, bucket, client } = watched;
    const aroundNow = around(carrier, socket);
    const ofQueries = (session.queries - watched.queries) * OF_QUERY;
    const others = aroundNow - watched.around - ofQueries;
    watched.carried = carrier.bytesRead;
    watched.around = aroundNow;
    watched.queries = session.queries;
    if (others <= 0 || bucket.take(this.#handshakes.clock.now(), others)) return;
    session.cutOff();
    this.rest(client);
  }

  /** Has a client that was cut off begin no handshake for a while. */
  rest(client: Prefixes): void {
    this.#handshakes.rest(client, REST_MS);
  }
}

/** Octets of a connection that were no data for whoever reads it. */
function around(carrier: Socket, socket: Socket): number {
  return carrier.bytesRead - socket.bytesRead;
}
