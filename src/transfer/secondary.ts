// One zone of other servers: asked for when it is time, received, kept, and taken out of the way when it is too old.
import type { SecondaryZone } from '../config/secondary-zones.js';
import type { Name } from '../dns/name.js';
import { isLater } from '../dns/serial.js';
import type { Cancel, Clock } from '../time/clock.js';
import { type AskedServer, type FailureKind, failureKind, reasonOf, serverText } from './asking.js';
import type { ReceivedDifference } from './difference.js';
import { KeptCopy } from './kept-copy.js';
import { type Received, receiveZone } from './receive-zone.js';
import { Refresh } from './refresh.js';
import type { TransferWaits } from './transfer-connection.js';
import { TransferError } from './transfer-error.js';

/** Who hears of it, and what it shares with others. */
export interface SecondaryHost {
  readonly clock: Clock;
  readonly random: () => number;
  readonly waits?: TransferWaits;
  /** The server of a primary, with its key. @throws TransferError when the key is not known */
  server(zone: SecondaryZone, primary: number): AskedServer;
  /** Asks for the serial of a zone when it is its turn: see {@link PrimaryAddress}. */
  askSerial(origin: Name, server: AskedServer): Promise<number | undefined>;
  /** Runs a transfer when it is its turn. */
  inTurn<T>(server: AskedServer, run: () => Promise<T>): Promise<T>;
  /** The file of the copy is another one, or has come, or gone. @param difference when it is no more than that */
  changed(zone: SecondaryZone, difference?: ReceivedDifference): void;
  /** A version has come. */
  transferred(zone: SecondaryZone, server: AskedServer, received: Received, ms: number): void;
  /** No primary gives it, since a while ago one did. */
  failing(zone: SecondaryZone, reason: string): void;
  /** One does again. */
  working(zone: SecondaryZone): void;
  /** It is too old. @param trouble why it is answered from nevertheless, for the time being */
  expired(zone: SecondaryZone, trouble: string | undefined): void;
}

/** What is known of a zone, for people. */
export interface SecondaryState {
  readonly zone: SecondaryZone;
  /** Undefined before the first transfer. */
  readonly serial: number | undefined;
  readonly isExpired: boolean;
  /** How long ago a primary confirmed it, in milliseconds; undefined before the first time. */
  readonly ageMs: number | undefined;
  /** How long until it is asked for again, in milliseconds; 0 when that is under way. */
  readonly nextMs: number;
  /** Who gave it last. */
  readonly from: string | undefined;
  /** Why it was not confirmed at the last try; undefined when it was. */
  readonly failure: string | undefined;
  readonly transfers: number;
  readonly failures: Readonly<Record<FailureKind, number>>;
}

export class Secondary {
  readonly zone: SecondaryZone;
  readonly #host: SecondaryHost;
  readonly #refresh: Refresh;
  readonly #copy: KeptCopy;
  #isClosed = false;
  /** Ends the transfer under way: of very many zones few have one. */
  #abort: AbortController | undefined;
  #cancel: Cancel = () => {};
  /** What is done with the copy. Never rejects. */
  #underWay: Promise<void> = Promise.resolve();
  /** The same, when it becomes too old. */
  #expiring: Promise<void> = Promise.resolve();
  #isAsking = false;
  /** Whether it was told that no primary gives it. */
  #isFailing = false;
  #from: string | undefined;
  #failure: string | undefined;
  #transfers = 0;
  readonly #failures: Record<FailureKind, number> = { network: 0, answer: 0, local: 0 };

  constructor(zone: SecondaryZone, host: SecondaryHost) {
    this.zone = zone;
    this.#host = host;
    this.#copy = new KeptCopy(zone.file);
    this.#refresh = new Refresh(zone.primaries.length, host.random, host.clock.now());
  }

  /** Takes up what an earlier process has left, and begins. */
  async begin(): Promise<void> {
    const { clock } = this.#host;
    const found = await this.#copy.find();
    if (found !== undefined) this.#refresh.found(found.soa, clock.wallMs() - found.confirmedMs, clock.now());
    this.#step();
  }

  /** Somebody who may says that there is another version. See {@link Refresh.notified}. @returns whether it is news */
  notified(serial?: number, primary?: number): boolean {
    const isNews = this.#refresh.notified(serial, primary, this.#host.clock.now());
    if (isNews) this.#step();
    return isNews;
  }

  get state(): SecondaryState {
    const nowMs = this.#host.clock.now();
    const refresh = this.#refresh;
    const isKnown = refresh.serial !== undefined;
    return {
      zone: this.zone,
      serial: refresh.serial,
      isExpired: refresh.isExpired,
      ageMs: isKnown ? nowMs - refresh.confirmedMs : undefined,
      nextMs: this.#isAsking ? 0 : Math.max(0, refresh.dueMs - nowMs),
      from: this.#from,
      failure: this.#failure,
      transfers: this.#transfers,
      failures: this.#failures,
    };
  }

  /** Ends what is under way; the copy stays. Resolves when nothing is written any more. */
  close(): Promise<void> {
    this.#isClosed = true;
    this.#abort?.abort();
    this.#cancel();
    return Promise.all([this.#underWay, this.#expiring]).then(() => undefined);
  }

  #step(): void {
    const { clock } = this.#host;
    if (this.#isClosed) return;
    this.#cancel();
    let step = this.#refresh.next(clock.now());
    if (step.kind === 'ask') {
      this.#underWay = this.#ask(step.primary);
      // It may wait in line for long, and the copy become too old meanwhile.
      step = this.#refresh.next(clock.now());
    }
    if (step.kind === 'expire') this.#expiring = this.#expire();
    else if (step.kind === 'wait' && step.untilMs < Number.POSITIVE_INFINITY)
      // Timers of Node.js take 31 bits of milliseconds.
      this.#cancel = clock.after(Math.min(step.untilMs - clock.now(), 2 ** 31 - 1), () => this.#step());
  }

  async #expire(): Promise<void> {
    this.#host.expired(this.zone, await this.#takeAway());
    this.#step();
  }

  /** Has nobody answered from the copy. @returns why that is not possible now */
  async #takeAway(): Promise<string | undefined> {
    try {
      await this.#copy.expire();
    } catch (error) {
      return reasonOf(error);
    }
    this.#host.changed(this.zone);
    return undefined;
  }

  async #ask(primary: number): Promise<void> {
    const { clock } = this.#host;
    this.#isAsking = true;
    const name = serverText(this.zone.primaries[primary]);
    try {
      const soa = await this.#bring(primary);
      await this.#copy.confirm(clock.wallMs());
      // Meanwhile it may have been taken out of the way.
      await this.#expiring;
      if (await this.#copy.restore()) this.#host.changed(this.zone);
      this.#succeeded(name);
      if (soa === undefined) this.#refresh.upToDate(clock.now());
      else this.#refresh.transferred(soa, clock.now());
    } catch (error) {
      if (this.#isClosed) return;
      this.#refresh.failed(clock.now());
      const kind = failureKind(error);
      this.#failures[kind]++;
      this.#failed(kind === 'local' ? reasonOf(error) : `${name}: ${reasonOf(error)}`);
      await this.#expiring;
      // What was not possible may be so now.
      if (this.#refresh.isExpired && this.#copy.isThere) await this.#takeAway();
    }
    this.#abort = undefined;
    this.#isAsking = false;
    this.#step();
  }

  #succeeded(from: string): void {
    this.#from = from;
    this.#failure = undefined;
    if (this.#isFailing) this.#host.working(this.zone);
    this.#isFailing = false;
  }

  #failed(failure: string): void {
    this.#failure = failure;
    // Another primary may have it.
    if (this.#refresh.failures === 0 || this.#isFailing) return;
    this.#isFailing = true;
    this.#host.failing(this.zone, failure);
  }

  /** @returns the SOA of a version that has come; undefined when the copy is the latest one */
  async #bring(primary: number): Promise<Received['soa'] | undefined> {
    const { clock, waits } = this.#host;
    const { origin, file, maxOctets } = this.zone;
    const own = this.#refresh.serial;
    const server = this.#host.server(this.zone, primary);
    const there = await this.#host.askSerial(origin, server);
    const isThere = await this.#copy.isWhole;
    const isLost = there === own && !isThere && !this.#copy.isAside;
    if (own !== undefined && there !== undefined && !isLater(there, own) && !isLost)
      return this.#keep(own, there);
    let beganMs = 0;
    const received = await this.#host.inTurn(server, () => {
      beganMs = clock.now();
      const transfer = { clock, signal: this.#beginTransfer(), ...(waits && { waits }) };
      const wanted = { origin, file, serial: own, isThere, maxOctets };
      return receiveZone(wanted, server, transfer);
    });
    if (received.form === undefined) return this.#keep(own!, received.soa.serial);
    this.#transfers++;
    this.#host.transferred(this.zone, server, received, clock.now() - beganMs);
    this.#host.changed(this.zone, received.difference);
    return received.soa;
  }

  #beginTransfer(): AbortSignal {
    this.#abort = new AbortController();
    if (this.#isClosed) this.#abort.abort();
    return this.#abort.signal;
  }

  /** The primary has nothing later. @throws TransferError when what it has is earlier */
  #keep(own: number, there: number): undefined {
    if (there !== own) throw new TransferError(`has serial ${there}, which is before ${own} that is here`);
  }
}
