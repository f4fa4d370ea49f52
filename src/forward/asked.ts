// What one upstream was asked for one query, and whether its silence says anything about it.
import type { Cancel } from '../time/clock.js';
import type { UpstreamFailure } from './failure.js';
import { isNoWay, NO_SOCKET, reasonOfTimeout } from './failure-reason.js';
import type { Sent, Target } from './outbox.js';
import type { RouteOutcome } from './pending-query.js';
import type { Upstream } from './upstream.js';
import { COUNT } from './upstream-layout.js';
import { SILENT, type UpstreamTable } from './upstream-table.js';

/** An upstream that is silent for so long, to so many messages, and to all other queries of that time, fails. */
const SILENT_MS = 1000;
const SILENT_TO = 3;

/** Of an upstream that no message is on its way to. */
export const NONE_SENT: readonly Sent[] = [];

export class Asked implements Target {
  octets: Uint8Array;
  /** When it was asked first, by the wheel and by the clock; undefined as long as nothing has left. */
  firstMs: number | undefined;
  #firstClockMs = 0;
  /** From when on it may be asked again. */
  nextMs = 0;
  /** Messages that have left. */
  sends = 0;
  /** Those that wait for a reply. */
  sent = NONE_SENT;
  /** Whether its answer is still waited for. */
  isWaiting = true;
  /** Whether the message goes without EDNS. */
  isPlain = false;
  /** Gives up a message over a stream. */
  stream: Cancel | undefined;
  /** Whether it has answered over a stream, where an answer has room. */
  hasStreamed = false;
  /** Whether it answered what helps no client. */
  isUnusable = false;
  /** Why it gave no answer, when that is known. */
  reason: string | undefined;
  /** Whether there is no way to it at present. */
  hasNoWay = false;
  #hadError = false;
  /** How often this machine had nothing to ask it from, and what it was out of. */
  shortages = 0;
  shortage = NO_SOCKET;

  constructor(
    readonly upstream: Upstream,
    readonly row: number,
    octets: Uint8Array,
  ) {
    this.octets = octets;
  }

  /** It is asked by this message from now on, which is without EDNS. */
  goPlain(octets: Uint8Array): void {
    this.octets = octets;
    this.isPlain = true;
  }

  /** Whether others need not be asked for now. */
  isPromising(table: UpstreamTable): boolean {
    return this.isWaiting && this.sends < 2 && !table.isFailing(this.row);
  }

  /**
   * Whether an error of the network is taken for true, or it is to be asked from another port first: anybody may send one in the
   * name of a router, but hardly to two ports in a row.
   */
  believesError(table: UpstreamTable): boolean {
    if (this.#hadError || table.isFailing(this.row)) return true;
    this.#hadError = true;
    return false;
  }

  /** It cannot be asked. */
  failed(table: UpstreamTable, code: string): void {
    table.count(this.row, COUNT.ERRORS);
    this.hasNoWay = isNoWay(code);
    if (!this.wasHeard(table)) table.failed(this.row, code);
  }

  /** A message has left. */
  hasLeft(nowMs: number, clockMs: number): void {
    this.sends++;
    if (this.firstMs !== undefined) return;
    this.firstMs = nowMs;
    this.#firstClockMs = clockMs;
  }

  /** The last message could not be sent after all. */
  hasNotLeft(): void {
    this.sends--;
    if (this.sends === 0) this.firstMs = undefined;
  }

  /** Whether anything was heard of it since it was asked. */
  wasHeard(table: UpstreamTable): boolean {
    return table.heardMs(this.row) > this.#firstClockMs;
  }

  /** For how long it has been silent, in milliseconds. */
  waitedMs(nowMs: number): number {
    return this.firstMs === undefined ? 0 : nowMs - this.firstMs;
  }

  /** Tells the table when its silence means that it fails. @param least how many messages that takes */
  judge(table: UpstreamTable, nowMs: number, least = SILENT_TO): void {
    const waitedMs = this.waitedMs(nowMs);
    if (this.sends < least || waitedMs < SILENT_MS || this.wasHeard(table)) return;
    table.failed(this.row, SILENT, waitedMs);
  }

  /** Why it gave no answer, for people. In what time was left by a shortage of this machine, silence is the shortage. */
  failure(nowMs: number): UpstreamFailure {
    const { upstream, reason } = this;
    const waitedMs = this.waitedMs(nowMs);
    if (reason !== undefined) return { upstream, timedOut: false, reason };
    if (this.firstMs === undefined || (this.shortages > 0 && waitedMs < SILENT_MS))
      return { upstream, timedOut: false, reason: this.shortage };
    return { upstream, timedOut: true, reason: reasonOfTimeout(waitedMs) };
  }
}

/** How a query ends to which none of these gave an answer. */
export function noneOf(all: readonly Asked[], nowMs: number): RouteOutcome {
  // No fault of the name that was asked for: this machine lacked something, or could reach none of them.
  const isLocal = all.some(({ shortages }) => shortages > 0) || all.every(({ hasNoWay }) => hasNoWay);
  return { kind: 'none', failures: all.map(asked => asked.failure(nowMs)), isLocal };
}
