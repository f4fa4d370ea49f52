// One zone of other servers: asked for when it is time, received, kept, and taken out of the way when it is too old.
import type { SecondaryZone } from '../config/secondary-zones.js';
import type { Cancel } from '../time/clock.js';
import { type FailureKind, failureKind, reasonOf, serverText } from './asking.js';
import { Bringing } from './bringing.js';
import { KeptCopy } from './kept-copy.js';
import { Refresh } from './refresh.js';
import type { SecondaryHost } from './secondary-host.js';

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

/** The most primaries of which it is said why they gave nothing. */
const MAX_REASONS = 4;

function reasonsText(reasons: readonly string[]): string {
  const more = reasons.length - MAX_REASONS;
  return [...reasons.slice(0, MAX_REASONS), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

export class Secondary {
  readonly zone: SecondaryZone;
  readonly #host: SecondaryHost;
  readonly #refresh: Refresh;
  readonly #copy: KeptCopy;
  readonly #bringing: Bringing;
  #isClosed = false;
  #cancel: Cancel = () => {};
  /** What is done with the copy. Never rejects. */
  #underWay: Promise<void> = Promise.resolve();
  /** The same, when it becomes too old. */
  #expiring: Promise<void> = Promise.resolve();
  #isAsking = false;
  /** Why primaries gave nothing in the round under way. */
  readonly #reasons = new Set<string>();
  /** Whether it was told that no primary gives it. */
  #isFailing = false;
  #from: string | undefined;
  #failure: string | undefined;
  readonly #failures: Record<FailureKind, number> = { network: 0, answer: 0, local: 0 };

  constructor(zone: SecondaryZone, host: SecondaryHost) {
    this.zone = zone;
    this.#host = host;
    this.#copy = new KeptCopy(zone.file);
    this.#refresh = new Refresh(zone.primaries.length, host.random, host.clock.now());
    this.#bringing = new Bringing(zone, host, { copy: this.#copy, refresh: this.#refresh });
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

  /** Has the zone come as a whole with the next transfer, in place of the copy, whatever the serials. */
  retransfer(): void {
    this.#bringing.order();
    this.notified();
  }

  /** Whether the copy is too old to be answered from. */
  get isExpired(): boolean {
    return this.#refresh.isExpired;
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
      transfers: this.#bringing.transfers,
      failures: this.#failures,
    };
  }

  /** Ends what is under way; the copy stays. Resolves when nothing is written any more. */
  close(): Promise<void> {
    this.#isClosed = true;
    this.#bringing.close();
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

  /** Has nobody answered from the copy, wherever its file is. */
  async #expire(): Promise<void> {
    const trouble = await this.#takeAway();
    this.#host.changed(this.zone);
    this.#host.expired(this.zone, trouble);
    this.#step();
  }

  /** Takes the file out of the way, for whoever reads it at the next start. @returns why that is not possible now */
  #takeAway(): Promise<string | undefined> {
    return this.#copy.expire().then(() => undefined, reasonOf);
  }

  async #ask(primary: number): Promise<void> {
    const { clock } = this.#host;
    this.#isAsking = true;
    const name = serverText(this.zone.primaries[primary]);
    try {
      const soa = await this.#bringing.bring(primary);
      await this.#copy.confirm(clock.wallMs());
      // Meanwhile it may have been taken out of the way.
      await this.#expiring;
      const isBack = (await this.#copy.restore()) || this.#refresh.isExpired;
      if (soa === undefined) this.#refresh.upToDate(clock.now());
      else this.#refresh.transferred(soa, clock.now());
      if (isBack) this.#host.changed(this.zone);
      this.#succeeded(name);
    } catch (error) {
      if (this.#isClosed) return;
      this.#refresh.failed(clock.now());
      const kind = failureKind(error);
      this.#failures[kind]++;
      this.#reasons.add(kind === 'local' ? reasonOf(error) : `${name}: ${reasonOf(error)}`);
      // Another primary may have it.
      if (this.#refresh.isRoundOver) this.#failed();
      await this.#expiring;
      // What was not possible may be so now.
      if (this.#refresh.isExpired) await this.#takeAway();
    }
    this.#isAsking = false;
    this.#step();
  }

  #succeeded(from: string): void {
    this.#from = from;
    this.#reasons.clear();
    this.#failure = undefined;
    if (this.#isFailing) this.#host.working(this.zone);
    this.#isFailing = false;
  }

  /** All primaries that were asked have failed, unless one of them has confirmed the copy. */
  #failed(): void {
    const failure = reasonsText([...this.#reasons]);
    this.#reasons.clear();
    if (this.#refresh.failures === 0) return;
    this.#failure = failure;
    if (!this.#isFailing) this.#host.failing(this.zone, failure);
    this.#isFailing = true;
  }
}
