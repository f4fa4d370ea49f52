// One connection of a stream transport: queries in, answers out, pipelined and out of order where they take time (RFC 7766).
import type { Socket } from 'node:net';
import { BROKEN_OFF, type MessageSource } from '../answer/deferred-exchange.js';
import { DROP, OUTCOME } from '../answer/exchange.js';
import type { Prefixes } from '../dns/client-prefix.js';
import { MAX_MESSAGE } from '../dns/constants.js';
import { TimeLimit } from '../time/time-limit.js';
import type { Connection } from './connection-table.js';
import { Frames, framed, PREFIX } from './framing.js';
import { MessageTimer } from './message-timer.js';
import { Reception } from './reception.js';
import { reset } from './reset.js';
import type { StreamClient } from './stream-client.js';
import { MAX_SLICE, SLICE_OCTETS, type StreamHost } from './stream-host.js';
import type { Arrived, Session, StreamTraits } from './stream-protocol.js';
import type { TakesTurns } from './stream-turns.js';

const { ANSWERED, DROPPED } = OUTCOME;
/** Queries of one slice. */
const SLICE_QUERIES = 64;
/** What the system, and node in front of it, hold of both directions for a client that does not read. */
const SYSTEM_OCTETS = 131_072;
/** What a query that is answered later may take, or one that is answered with many messages. */
const DEFERRED_OCTETS = 1024;
/** Answers of many messages that are under way at once; further queries wait. */
const MAX_SOURCES = 8;

/** Reads queries from a socket and writes their answers, a slice at a time. */
export class StreamConnection implements Connection, Session, TakesTurns {
  readonly prefixes: Prefixes;
  octets = 0;
  readonly #host: StreamHost;
  readonly #arrived: Arrived;
  readonly #socket: Socket;
  readonly #traits: StreamTraits;
  readonly #maxForwarded: number;
  readonly #reception: Reception<StreamClient>;
  readonly #frames = new Frames();
  /** Answers of many messages; they have turns, so that none waits for another. */
  readonly #sources: MessageSource[] = [];
  readonly #idle: TimeLimit;
  readonly #message: MessageTimer;
  #isGone = false;
  /** No more is read, and the connection closes when all is answered. */
  #isEnding = false;
  /** No more is answered. */
  #isOver = false;
  /** Answers wait for the client to read them, and until then nothing more is answered. */
  #isBlocked = false;
  #isPaused = false;
  /** What the system has not taken of a slab stands in it. */
  #lent: Buffer | undefined;

  constructor(host: StreamHost, arrived: Arrived, traits: StreamTraits) {
    const { socket, client, listener } = arrived;
    this.#host = host;
    this.#arrived = arrived;
    this.#socket = socket;
    this.#traits = traits;
    this.#maxForwarded = host.limits.maxForwarded;
    this.prefixes = client.prefixes;
    this.#reception = new Reception(host.service, {
      protocol: traits.protocol,
      idleMs: host.limits.idleMs,
      listener,
      send: message => this.#send(message),
      onSource: source => this.#sources.push(source),
      onLast: () => this.#goOn(),
    });
    this.#idle = new TimeLimit(host.clock, host.limits.idleMs, () => this.#expire());
    this.#message = new MessageTimer(host.clock, () => this.#expireMessage());
    host.table.add(this);
    this.#measure();
    socket.on('data', data => this.#take(data));
    socket.on('end', () => this.drain());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#forget());
  }

  get queries(): number {
    return this.#reception.queries;
  }

  /** Answers what was read, and closes. */
  drain(): void {
    this.#isEnding = true;
    this.#pause();
    this.#endIfAnswered();
  }

  destroy(): void {
    this.#forget();
    this.#socket.destroy();
  }

  cutOff(): void {
    this.#host.service.handler.tally.dropped(DROP.OVERLOADED);
    if (this.#isBlocked) reset(this.#arrived);
    this.destroy();
  }

  /** Answers a slice of what was read. */
  work(): boolean {
    if (!this.#mayAnswer) return false;
    const answered = this.#answerSlice();
    const length = this.#takeMessage(answered);
    const written = this.#host.slab.subarray(0, length);
    if (length > answered) this.#writeInPlace(written);
    else if (length > 0) this.#write(Buffer.from(written));
    // What is no query at all will not become one: RFC 7766 §8 lets the server close, with earlier answers sent.
    if (this.#isOver) this.#socket.destroySoon();
    else if (!this.#frames.hasNext && !this.#isBlocked) this.#resume();
    this.#endIfAnswered();
    this.#measure();
    return this.#hasMore;
  }

  #take(data: Buffer): void {
    this.#frames.push(data);
    const { hasNext, isEnough } = this.#frames;
    if (isEnough || this.#isHeldUp) this.#pause();
    this.#measure();
    if (hasNext || isEnough) this.#host.turns.add(this);
    if (!hasNext) this.#message.start();
  }

  get #mayAnswer(): boolean {
    const hasWork = this.#sources.length > 0 || !this.#isFull;
    return !this.#isOver && !this.#isBlocked && this.#socket.writable && hasWork;
  }

  get #hasMore(): boolean {
    return this.#mayAnswer && (this.#sources.length > 0 || this.#frames.hasNext);
  }

  get #isFull(): boolean {
    return this.#reception.waiting >= this.#maxForwarded || this.#sources.length >= MAX_SOURCES;
  }

  /** @returns how many octets of answers stand in the slab */
  #answerSlice(): number {
    const frames = this.#frames;
    const { slab } = this.#host;
    const reception = this.#reception;
    reception.begin(this.#arrived.client);
    let length = 0;
    let queries = 0;
    while (queries < SLICE_QUERIES && length < SLICE_OCTETS && !this.#isFull && frames.next()) {
      queries++;
      const outcome = reception.handle(frames, slab, length + PREFIX);
      if (outcome === ANSWERED) {
        const { size } = reception;
        slab.writeUInt16BE(size, length);
        length += PREFIX + size;
      } else if (outcome === DROPPED) {
        this.#isOver = true;
        this.#pause();
        break;
      }
    }
    reception.end();
    if (queries > 0) this.#queriesCame();
    return length;
  }

  /** Only whole queries count as use, and begin the time of the next one. */
  #queriesCame(): void {
    const frames = this.#frames;
    this.#idle.restart();
    this.#message.stop();
    this.#host.table.use(this);
    if (frames.hasNext) return;
    frames.letGo();
    if (frames.waiting > 0) this.#message.start();
  }

  /** Adds the next message of an answer of many, when there is room in the slice. @returns how many octets stand in the slab */
  #takeMessage(length: number): number {
    if (length >= SLICE_OCTETS) return length;
    const source = this.#sources.shift();
    if (source === undefined) return length;
    const { slab } = this.#host;
    const size = source.next(slab, length + PREFIX);
    if (size === 0) return length;
    if (size === BROKEN_OFF) {
      this.#isOver = true;
      return length;
    }
    this.#sources.push(source);
    slab.writeUInt16BE(size, length);
    return length + PREFIX + size;
  }

  /** A query that was answered later is sent by itself. */
  #send(message: Uint8Array): boolean {
    const socket = this.#socket;
    if (!socket.writable) return false;
    if (socket.writableLength + message.length > MAX_SLICE + MAX_MESSAGE) {
      this.cutOff();
      return false;
    }
    this.#write(framed(message));
    this.#measure();
    return true;
  }

  /** Writes a part of the slab without a copy: as a rule the system takes all of it at once. */
  #writeInPlace(octets: Buffer): void {
    this.#write(octets);
    if (this.#isHeldUp) this.#lent = this.#host.lend();
  }

  /** Whether the client has not read what was written. Where a copy is kept, that shows only when its queries pile up. */
  get #isHeldUp(): boolean {
    return this.#isBlocked && (this.#isPaused || !this.#traits.keepsWritten);
  }

  #write(octets: Buffer): void {
    this.#socket.write(octets, this.#written);
    if (this.#isBlocked || this.#socket.writableLength === 0) return;
    this.#isBlocked = true;
    if (!this.#traits.keepsWritten) this.#pause();
    // From here on it counts how long the client takes to read.
    this.#idle.restart();
  }

  readonly #written = (): void => {
    if (!this.#isBlocked || this.#socket.writableLength > 0) return;
    this.#isBlocked = false;
    this.#giveBack();
    this.#idle.restart();
    this.#host.table.use(this);
    this.#host.turns.add(this);
  };

  #giveBack(): void {
    if (this.#lent !== undefined) this.#host.back(this.#lent);
    this.#lent = undefined;
  }

  /** An answer that took time was given: what had to wait for it is next. */
  #goOn(): void {
    if (!this.#socket.writable) return;
    if (!this.#isBlocked) this.#idle.restart();
    this.#host.turns.add(this);
  }

  #pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  #resume(): void {
    if (!this.#isPaused || this.#isEnding) return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  #endIfAnswered(): void {
    const isAnswered = this.#reception.waiting === 0 && this.#sources.length === 0 && !this.#frames.hasNext;
    if (this.#isEnding && isAnswered) this.#socket.end();
  }

  /** A client that waits for an answer from upstream is not idle; one that does not read is. */
  #expire(): void {
    if (this.#isBlocked) this.cutOff();
    else if (this.#reception.waiting + this.#sources.length > 0) this.#idle.restart();
    else this.destroy();
  }

  /** A message has not come whole in its time. While nothing is read here, that is not the client's fault. */
  #expireMessage(): void {
    if (this.#isPaused) this.#message.start();
    else this.destroy();
  }

  /** Tells the table what the connection takes by now. */
  #measure(): void {
    if (this.#isGone) return;
    const unsent = this.#lent === undefined ? this.#socket.writableLength : MAX_SLICE;
    const own = this.#traits.ownOctets + this.#frames.held + unsent + (this.#isHeldUp ? SYSTEM_OCTETS : 0);
    const octets = own + (this.#reception.waiting + this.#sources.length) * DEFERRED_OCTETS;
    const more = octets - this.octets;
    this.octets = octets;
    if (more !== 0) this.#host.table.grow(more);
  }

  #forget(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#isOver = true;
    this.#idle.end();
    this.#message.stop();
    this.#host.table.remove(this);
    this.#reception.cancel();
    for (const source of this.#sources) source.end();
    this.#sources.length = 0;
  }
}
