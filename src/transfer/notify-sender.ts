// Sends NOTIFY to secondaries over UDP, and takes their replies in (RFC 1996).

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { RCODE, rcodeToText } from '../dns/constants.js';
import { headerRcode } from '../dns/header.js';
import type { Name } from '../dns/name.js';
import { serialOfSoa } from '../dns/soa-data.js';
import { TSIG_ERROR } from '../dns/tsig/error.js';
import { TsigSigner } from '../dns/tsig/signer.js';
import { type TsigVerifier, VERIFIED, type Verified } from '../dns/tsig/verifier.js';
import { randomId } from '../forward/random-id.js';
import type { ZoneRecord } from '../image/walk.js';
import type { Clock } from '../time/clock.js';
import { type AskedServer, nowSeconds, reasonOf, signatureDoubt } from './asking.js';
import { notifyMessage, notifyReplyTo } from './notify-message.js';
import { type Notice, NotifyQueue } from './notify-queue.js';
import { type NotifyKnowledge, NotifyStates, UNPROVEN } from './notify-states.js';
import { askSerial } from './soa-query.js';
import { type Held, type Lack, VersionChecks } from './version-checks.js';

/** What is said of a version. */
export interface ToldVersion {
  /** The apex, in lower-cased wire form. */
  readonly origin: Name;
  readonly soa: ZoneRecord;
}

interface SenderOptions {
  readonly clock: Clock;
  /** The version of a zone that is in force; undefined when it is not served any more, or the target not told of it. */
  versionOf(zone: string, target: AskedServer): ToldVersion | undefined;
  /** Takes what went wrong, as a sentence; the server goes on. */
  onTrouble(zone: string, target: AskedServer, text: string): void;
}

/** One message that waits for its reply. */
interface Sent {
  readonly notice: Notice<AskedServer>;
  readonly signer: TsigSigner | undefined;
  readonly serial: number;
}

/** Ids that wait: of several tries of one notice, all. */
const MAX_IDS = 16_384;
/** A socket that nobody needs is closed: another one has another port. */
const IDLE_MS = 10_000;
/** Words about one target are said once in this time. */
const QUIET_MS = 3_600_000;
const MAX_TOLD = 1_024;

const keyOf = ({ address, port, key }: AskedServer) =>
  `${address} ${port} ${key === undefined ? '' : Buffer.from(key.name).toString('latin1')}`;

/** Addresses as sockets report them, without the zone of link-local ones. */
const plain = (address: string) => address.replace(/%.*/, '');

/** What is wrong with a reply, in words that go on from the name of the secondary. @param seconds by the clock here */
function replyText(found: Verified, verifier: TsigVerifier, seconds: number): string {
  if (found === VERIFIED.REFUSED && verifier.error !== TSIG_ERROR.BADTIME)
    return 'does not accept the signature of NOTIFY: has it this key and secret, and may the key tell it?';
  return `replies to NOTIFY, but the answer ${signatureDoubt(found, verifier, seconds)}`;
}

export class NotifySender implements NotifyKnowledge {
  readonly #options: SenderOptions;
  readonly #queue: NotifyQueue<AskedServer>;
  readonly #checks: VersionChecks;
  /** By id, the oldest first. */
  readonly #sent = new Map<number, Sent>();
  readonly #sockets = new Map<'udp4' | 'udp6', Socket>();
  readonly #told = new Map<string, number>();
  #usedMs = 0;
  readonly states = new NotifyStates();

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#queue = new NotifyQueue({
      clock: options.clock,
      keyOf,
      send: notice => this.#send(notice),
      onSilent: ({ zone, target, tries }) => {
        this.states.of(target).givenUp++;
        this.#say(
          zone,
          target,
          `has not replied to ${tries} NOTIFYs; it finds out when it refreshes the zone, and is told again at times`,
        );
      },
    });
    this.#checks = this.#checksOf(options);
  }

  #checksOf({ clock, versionOf }: SenderOptions): VersionChecks {
    return new VersionChecks({
      ...{ clock, keyOf, askSerial },
      originOf: ({ zone, target }) => versionOf(zone, target)?.origin,
      onFound: (held, lack) => this.#found(held, lack),
    });
  }

  get dropped(): number {
    return this.#queue.dropped;
  }

  get waiting(): number {
    return this.#queue.due;
  }

  /** Has these told that a zone has a new version. @param gatherMs as for the queue */
  tell(zone: string, targets: readonly AskedServer[], gatherMs?: number): void {
    this.#queue.tell(zone, targets, gatherMs);
  }

  /** These are told from now on, and no others. */
  keep(targets: readonly AskedServer[]): void {
    this.#checks.keep(targets);
    this.states.keep(targets);
    this.#queue.keep(targets);
  }

  stop(): void {
    this.#queue.stop();
    this.#checks.stop();
    this.#sent.clear();
    for (const socket of this.#sockets.values()) socket.close();
    this.#sockets.clear();
  }

  #send(notice: Notice<AskedServer>): void {
    const { zone, target } = notice;
    const { clock, versionOf } = this.#options;
    const version = versionOf(zone, target);
    if (version === undefined) {
      this.#queue.acknowledge(notice);
      return;
    }
    const id = this.#freeId();
    const message = notifyMessage(id, version.origin, version.soa);
    const signer = target.key === undefined ? undefined : new TsigSigner(target.key);
    const octets = signer === undefined ? message : signed(message, signer, nowSeconds(clock));
    this.#sent.set(id, { notice, signer, serial: serialOfSoa(version.soa.rdata) });
    this.#usedMs = clock.now();
    this.states.of(target).tell(clock.now());
    try {
      this.#socketFor(target).send(octets, target.port, target.address, error => {
        if (error !== null) this.#fail(notice, error);
      });
    } catch (error) {
      this.#fail(notice, error as Error);
    }
  }

  #fail({ zone, target }: Notice<AskedServer>, error: Error): void {
    const text = `cannot be sent a NOTIFY: ${reasonOf(error)}`;
    this.states.of(target).fail(text, this.#options.clock.now());
    this.#say(zone, target, text);
  }

  #freeId(): number {
    for (const [oldest] of this.#sent) {
      if (this.#sent.size < MAX_IDS) break;
      this.#sent.delete(oldest);
    }
    let id = randomId();
    while (this.#sent.has(id)) id = randomId();
    return id;
  }

  #socketFor({ address }: AskedServer): Socket {
    const family = address.includes(':') ? 'udp6' : 'udp4';
    const known = this.#sockets.get(family);
    if (known !== undefined) return known;
    const socket = createSocket(family);
    socket.unref();
    socket.on('message', (message, from) => this.#take(message, from));
    const end = () => {
      if (this.#sockets.get(family) !== socket) return;
      this.#sockets.delete(family);
      socket.close();
    };
    socket.on('error', end);
    this.#sockets.set(family, socket);
    this.#closeWhenIdle(end);
    return socket;
  }

  #closeWhenIdle(end: () => void): void {
    const { clock } = this.#options;
    clock.after(IDLE_MS, () => {
      if (this.#sent.size === 0 || clock.now() - this.#usedMs >= IDLE_MS) end();
      else this.#closeWhenIdle(end);
    });
  }

  #take(message: Buffer, { address, port }: RemoteInfo): void {
    const id = notifyReplyTo(message);
    const sent = id === undefined ? undefined : this.#sent.get(id);
    if (id === undefined || sent === undefined) return;
    const { notice, signer } = sent;
    const { target } = notice;
    if (plain(address) !== plain(target.address) || port !== target.port) return;
    const verifier = signer?.verifier();
    const seconds = nowSeconds(this.#options.clock);
    const found = verifier?.verify(message, seconds) ?? VERIFIED.SIGNED;
    if (verifier !== undefined && found !== VERIFIED.SIGNED) {
      this.#note(notice, UNPROVEN, replyText(found, verifier, seconds));
      return;
    }
    this.#sent.delete(id);
    this.#queue.acknowledge(notice);
    const rcode = rcodeToText(headerRcode(message));
    const isTaken = headerRcode(message) === RCODE.NOERROR;
    const doubt = `replies ${rcode} to NOTIFY: is this server one of its primaries for the zone?`;
    this.#note(notice, rcode, isTaken ? undefined : doubt);
    if (isTaken) this.#checks.begin(notice, sent.serial);
  }

  /** Takes a reply down. @param text why it is no acknowledgement; undefined when it is */
  #note({ zone, target }: Notice<AskedServer>, what: string, text?: string): void {
    this.states.of(target).reply({ zone, what, text, nowMs: this.#options.clock.now() });
    if (text !== undefined) this.#say(zone, target, text);
  }

  #found({ zone, target }: Held, lack: Lack | undefined): void {
    const state = this.states.of(target);
    const isNews = !state.lacks.has(zone);
    const text = state.lack(zone, lack);
    if (text !== undefined && isNews) this.#say(zone, target, text);
  }

  #say(zone: string, target: AskedServer, text: string): void {
    const { clock, onTrouble } = this.#options;
    const key = `${keyOf(target)} ${text}`;
    const nowMs = clock.now();
    const toldMs = this.#told.get(key);
    if (toldMs !== undefined && nowMs - toldMs < QUIET_MS) return;
    this.#told.delete(key);
    this.#told.set(key, nowMs);
    for (const [oldest] of this.#told) {
      if (this.#told.size <= MAX_TOLD) break;
      this.#told.delete(oldest);
    }
    onTrouble(zone, target, text);
  }
}

/** The message with its signature. */
function signed(message: Buffer, signer: TsigSigner, seconds: number): Uint8Array {
  const out = Buffer.alloc(message.length + signer.room);
  out.set(message);
  return out.subarray(0, signer.sign(out, message.length, seconds));
}
