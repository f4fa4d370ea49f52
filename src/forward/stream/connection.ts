// One connection to an upstream: queries out, replies in as they come, each under an id of its own (RFC 7766 §6.2.1.1, §7).
import type { Socket } from 'node:net';
import { RCODE } from '../../dns/constants.js';
import { HEADER_LENGTH, headerRcode, idOf } from '../../dns/header.js';
import { shortageIn } from '../../source/shortage.js';
import type { Cancel, Clock } from '../../time/clock.js';
import { startDeadline } from '../../time/deadline.js';
import { loopWatch } from '../../time/loop-watch.js';
import { withoutHopOptions } from '../hop-options.js';
import { MessageReader } from '../message-reader.js';
import { randomId } from '../random-id.js';
import { compareReply, REPLY, type Reply } from '../reply.js';
import type { Upstream } from '../upstream.js';
import { CaError, type DialEvents, dial, type TlsSession } from './dial.js';
import { Pulse } from './pulse.js';
import { keepaliveMs } from './stream-options.js';
import { type AskedQuery, END, type QueryHolder, type StreamFailure } from './stream-query.js';
import type { Trust } from './trust.js';
import { Unsent } from './unsent.js';

/** The longest wait for TCP and the handshake of TLS; a little less than clients wait, so that they hear what is wrong. */
const CONNECT_MS = 4500;
/** How long it is kept without a query when the upstream says nothing about that (RFC 7828), and at most. */
const IDLE_MS = 10_000;
const MAX_IDLE_MS = 60_000;
/** How often it looks whether it has fallen silent. */
const LOOK_MS = 250;
/** Messages in a row that answer nothing. */
const MAX_STRANGE = 16;

export interface ConnectionHost {
  readonly clock: Clock;
  readonly upstream: Upstream;
  readonly trust: Trust;
  readonly session: TlsSession | undefined;
  /** It may be written to. */
  opened(isResumed: boolean | undefined): void;
  onSession(session: TlsSession): void;
  /** A query less is under way. */
  eased(connection: Connection): void;
  /** It has ended. @param left what was under way, which belongs to nobody now */
  ended(connection: Connection, failure: StreamFailure, left: readonly AskedQuery[]): void;
}

export class Connection implements QueryHolder {
  readonly #host: ConnectionHost;
  readonly #pulse: Pulse;
  readonly #socket: Socket;
  readonly #inFlight = new Map<number, AskedQuery>();
  /** Those that were not written yet. */
  readonly #unsent: Unsent;
  readonly #reader = new MessageReader(message => this.#take(message));
  readonly #cancelConnect: Cancel;
  #cancelLook: Cancel | undefined;
  #isOpen = false;
  #isOver = false;
  /** It takes no more queries, and ends when it has none. */
  #isRetired = false;
  #taken = 0;
  #answered = 0;
  /** Queries that were given up after they had been sent: their replies may still come. */
  #abandoned = 0;
  #strange = 0;
  #idleMs = IDLE_MS;

  /** @throws see {@link dial} */
  constructor(host: ConnectionHost) {
    this.#host = host;
    this.#pulse = new Pulse(loopWatch(host.clock));
    const events: DialEvents = {
      onOpen: isResumed => this.#open(isResumed),
      onSession: session => host.onSession(session),
    };
    this.#socket = dial(host.upstream, host.trust, host.session, events)
      .on('error', error => this.#end(failureOf(error)))
      .on('data', data => this.#read(data))
      .on('drain', () => this.#unsent.flushSoon())
      // It may send nothing more, so nothing more is to be had.
      .on('end', () => this.#end({ code: END.CLOSED, isLocal: false }))
      .on('close', () => this.#end({ code: END.CLOSED, isLocal: false }));
    this.#unsent = new Unsent(this.#socket, host.upstream.tls !== undefined);
    this.#cancelConnect = startDeadline(host.clock, CONNECT_MS, () => {
      const code = this.#socket.connecting ? END.NO_CONNECTION : END.NO_HANDSHAKE;
      this.#end({ code, isLocal: false });
    });
  }

  get load(): number {
    return this.#inFlight.size;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Octets that wait for the upstream to read them. */
  get unread(): number {
    return this.#socket.writableLength;
  }

  /** Whether it takes further queries. */
  get isUsable(): boolean {
    return !this.#isOver && !this.#isRetired;
  }

  /** How many queries it was given in all. */
  get taken(): number {
    return this.#taken;
  }

  /** How many replies it has brought. */
  get answered(): number {
    return this.#answered;
  }

  /** Whether queries wait and nothing has come for a while. */
  get isStuck(): boolean {
    return this.#isOpen && this.load > 0 && this.#pulse.isStuck;
  }

  /** Sends a query, at the latest when it is open. */
  take(asked: AskedQuery): void {
    asked.holder = this;
    asked.id = this.#freshId(idOf(asked.query.message));
    if (this.load === 0) {
      this.#pulse.becomesBusy();
      if (this.#isOpen) this.#lookIn(LOOK_MS);
    }
    this.#taken++;
    this.#inFlight.set(asked.id, asked);
    this.#unsent.add(asked);
    if (this.#isOpen) this.#unsent.flushSoon();
  }

  drop(asked: AskedQuery): void {
    this.#inFlight.delete(asked.id);
    if (!this.#unsent.delete(asked)) this.#abandoned++;
    // Not an octet in all its time: the next query should not meet the same silence.
    if (this.#isOpen && this.#pulse.wasSilentTo(asked.sinceMs)) this.#isRetired = true;
    this.#ease();
  }

  /** Takes no more queries, and ends when it has none. */
  retire(): void {
    this.#isRetired = true;
    this.#endIfDone();
  }

  /** Closes it; what is under way is told so. */
  destroy(): void {
    this.#end({ code: END.CLOSED, isLocal: false });
  }

  #open(isResumed: boolean | undefined): void {
    if (this.#isOver) return;
    this.#cancelConnect();
    this.#isOpen = true;
    this.#pulse.opened();
    this.#host.opened(isResumed);
    this.#lookIn(this.load > 0 ? LOOK_MS : this.#idleMs);
    this.#unsent.flushSoon();
  }

  #freshId(former: number): number {
    for (;;) {
      const id = randomId();
      if (id !== former && !this.#inFlight.has(id)) return id;
    }
  }

  #read(data: Buffer): void {
    this.#pulse.heard();
    this.#reader.push(data);
  }

  #take(message: Uint8Array): void {
    if (this.#isOver) return;
    this.#pulse.heardMessage();
    const asked = message.length < HEADER_LENGTH ? undefined : this.#inFlight.get(idOf(message));
    const reply = asked === undefined ? REPLY.FOREIGN : this.#judge(message, asked);
    if (asked !== undefined && reply !== REPLY.FOREIGN) this.#takeReply(message, asked, reply);
    else {
      asked?.query.sink.mismatched();
      this.#takeStrange();
    }
  }

  #judge(message: Uint8Array, asked: AskedQuery): Reply {
    if (this.#unsent.has(asked)) return REPLY.FOREIGN;
    const { query } = asked;
    const reply = compareReply(message, query.message, query.questionEnd);
    return reply === REPLY.BARE && headerRcode(message) === RCODE.NOERROR ? REPLY.FOREIGN : reply;
  }

  #takeReply(message: Uint8Array, asked: AskedQuery, reply: Reply): void {
    const { questionEnd } = asked.query;
    this.#strange = 0;
    this.#answered++;
    this.#inFlight.delete(asked.id);
    if (reply === REPLY.WHOLE) this.#heed(keepaliveMs(message, questionEnd));
    asked.answer(reply === REPLY.BARE ? message : withoutHopOptions(message, questionEnd), reply);
    this.#ease();
  }

  /** Late replies are none of anybody's fault; a stream of what nobody asked for is. */
  #takeStrange(): void {
    if (this.#abandoned > 0) this.#abandoned--;
    else if (++this.#strange > MAX_STRANGE) this.#end({ code: END.GARBAGE, isLocal: false });
  }

  /** RFC 7828 §3.4: 0 asks to close. */
  #heed(idleMs: number | undefined): void {
    if (idleMs === undefined) return;
    if (idleMs === 0) this.#isRetired = true;
    // A little earlier, so that no query meets the upstream's closing.
    this.#idleMs = Math.min(MAX_IDLE_MS, idleMs * 0.9);
  }

  #ease(): void {
    if (this.#isOver) return;
    if (this.load === 0 && this.#isOpen) this.#lookIn(this.#idleMs);
    this.#host.eased(this);
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#isRetired && this.load === 0) this.destroy();
  }

  #lookIn(ms: number): void {
    this.#cancelLook?.();
    this.#cancelLook = this.#host.clock.after(ms, () => this.#look());
  }

  #look(): void {
    if (this.load === 0) this.destroy();
    else if (this.#pulse.isLost(this.#answered > 0)) this.#end({ code: END.LOST, isLocal: false });
    else this.#lookIn(LOOK_MS);
  }

  #end(failure: StreamFailure): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelConnect();
    this.#cancelLook?.();
    this.#socket.destroy();
    const left = [...this.#inFlight.values()];
    this.#inFlight.clear();
    this.#unsent.clear();
    for (const asked of left) asked.holder = undefined;
    this.#host.ended(this, failure, left);
  }
}

/** What an error of a socket says. */
export function failureOf(error: unknown): StreamFailure {
  if (error instanceof CaError) return { code: END.NO_CA, isLocal: true };
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return { code, isLocal: shortageIn(error) !== undefined };
}
