// Answers that come later than the batch of their queries, as those of upstreams do: who waits for them, and how they leave together.
import { DROP } from '../../answer/exchange.js';
import { AnswerSender } from './answer-sender.js';
import { BATCH, OUTPUT } from './batch-layout.js';
import { ORIGIN_WORDS, Packets } from './packets.js';
import type { ReturnPath } from './return-path.js';
import type { BatchSocket } from './socket.js';
import type { System } from './system.js';

/** Sockets whose answers are gathered at the same time: each takes some memory. */
const MOST_GATHERS = 8;
/** Places at first, doubled when they are used up, and the most. */
const FIRST_PLACES = 256;
const MOST_PLACES = 65_536;

/** The answers of one socket that are to leave. */
interface Gather {
  socket: BatchSocket;
  readonly packets: Packets;
  count: number;
}

interface ReturnParts {
  readonly system: System;
  /** Takes answers that are too long for a batch. */
  readonly path: ReturnPath;
  /** Counts what cannot be sent. */
  readonly tally: ConstructorParameters<typeof AnswerSender>[1];
}

export class ReturnBatch {
  readonly #parts: ReturnParts;
  readonly #sender: AnswerSender;
  readonly #gathers: Gather[] = [];
  /** The way back to each client that waits. */
  #origins = new Int32Array(FIRST_PLACES * ORIGIN_WORDS);
  readonly #free: number[] = [];
  #places = 0;
  #gathered = 0;

  constructor(parts: ReturnParts) {
    this.#parts = parts;
    this.#sender = new AnswerSender(parts.system, parts.tally);
  }

  /** Whether nothing is to leave. */
  get isEmpty(): boolean {
    return this.#gathered === 0;
  }

  /**
   * Keeps the way back to client `index` of a batch.
   * @returns its place, until {@link send} or {@link release}; below 0 when too many wait
   */
  keep(packets: Packets, index: number): number {
    if (this.#free.length === 0 && this.#places === MOST_PLACES) return -1;
    const place = this.#free.pop() ?? this.#places++;
    if (this.#places * ORIGIN_WORDS > this.#origins.length) this.#grow();
    packets.keepOrigin(index, this.#origins, place * ORIGIN_WORDS);
    return place;
  }

  /** Nobody waits at this place any more. */
  release(place: number): void {
    this.#free.push(place);
  }

  /**
   * Has an answer leave with the next {@link flush}, and releases its place.
   * @param socket the one through which the query came
   */
  send(socket: BatchSocket, place: number, answer: Uint8Array): void {
    this.release(place);
    const gather = this.#gatherOf(socket);
    const { packets } = gather;
    packets.setOrigin(gather.count, this.#origins, place * ORIGIN_WORDS);
    if (answer.length > OUTPUT) {
      this.#sendAlone(gather, answer);
      return;
    }
    packets.bytes.set(answer, packets.outputAt(gather.count));
    packets.setOutputLength(gather.count, answer.length);
    this.#gathered++;
    if (++gather.count === BATCH) this.#flush(gather);
  }

  /** Sends what has gathered. */
  flush(): void {
    if (this.#gathered === 0) return;
    for (const gather of this.#gathers) this.#flush(gather);
  }

  #flush(gather: Gather): void {
    if (gather.count === 0) return;
    this.#sender.send(gather.socket, gather.packets, gather.count);
    this.#gathered -= gather.count;
    gather.count = 0;
  }

  #sendAlone({ socket, packets, count }: Gather, answer: Uint8Array): void {
    const { path, tally } = this.#parts;
    const origin = packets.wayOf(count);
    if (!path.send(answer, { fd: socket.fd, message: answer, ...origin })) tally.dropped(DROP.SEND_FAILED);
  }

  /** The gather of a socket; one of another socket of its kind gives way when there are too many. */
  #gatherOf(socket: BatchSocket): Gather {
    let other: Gather | undefined;
    for (const gather of this.#gathers) {
      if (gather.socket === socket) return gather;
      const { isIpv6, hasPktinfo } = gather.packets;
      if (isIpv6 !== socket.isIpv6 || hasPktinfo !== socket.isWildcard) continue;
      if (other === undefined || gather.count < other.count) other = gather;
    }
    if (other !== undefined && (other.count === 0 || this.#gathers.length >= MOST_GATHERS)) {
      this.#flush(other);
      other.socket = socket;
      return other;
    }
    const packets = new Packets(this.#parts.system, socket.isIpv6, socket.isWildcard);
    const made = { socket, packets, count: 0 };
    this.#gathers.push(made);
    return made;
  }

  #grow(): void {
    const origins = new Int32Array(this.#origins.length * 2);
    origins.set(this.#origins);
    this.#origins = origins;
  }
}
