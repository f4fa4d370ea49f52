// How a query is taken to the upstreams of its route: whom it asks when, and what becomes of their replies.
import type { AskParts } from './ask-parts.js';
import { Asked, noneOf } from './asked.js';
import { type AskingHost, Dispatch } from './dispatch.js';
import { reasonOfCode, reasonOfReply } from './failure-reason.js';
import { betterOf, readable } from './last-resort.js';
import type { Sent } from './outbox.js';
import { judgeOvertaken } from './overtaken.js';
import type { PendingQuery, RouteOutcome } from './pending-query.js';
import { REPLY, type Reply } from './reply.js';
import { USE, useOf } from './reply-use.js';
import { withOneMore } from './short-list.js';
import type { Timed } from './timer-wheel.js';
import { COUNT } from './upstream-layout.js';
import { FORWARD_POLICY, orderOf } from './upstream-order.js';
import { withoutEdns } from './without-edns.js';

const { REQUESTS, RESENDS, TIMEOUTS, UNUSABLE } = COUNT;

/** A query is sent no more often than so, to all of its upstreams together, and at least so far apart. */
const MAX_SENDS = 16;
const APART_MS = 50;
/** Who asks again so soon after it was sent does not have it sent again. */
const CLIENT_APART_MS = 100;
/** Others have so long to do better than an answer that helps nobody. */
const BETTER_MS = 2000;
/** Who waits for so long gets what there was in former times (RFC 8767 §5). */
const STALE_MS = 1800;
/** So many replies that are right but for the id look as if somebody guessed ids. */
const GUESSES = 3;
/** An upstream that does not know EDNS is asked without it for so long. */
const PLAIN_MS = 900_000;

const NONE_ASKED: readonly Asked[] = [];

export class Asking implements AskingHost, Timed {
  dueStep = -1;
  nextTimed: Timed | undefined;
  previousTimed: Timed | undefined;
  readonly pending: PendingQuery;
  readonly #parts: AskParts;
  readonly #dispatch: Dispatch;
  #asked = NONE_ASKED;
  /** Positions of the upstreams of the route, and how many of them were asked. */
  #order: readonly number[] = [];
  #next = 0;
  #endMs = 0;
  #startMs = 0;
  #nearMisses = 0;
  /** Whether streams were of no use against guesses, which are ignored then. */
  #hasNoStreams = false;
  #lastResort: Uint8Array | undefined;
  isOver = false;

  constructor(pending: PendingQuery, parts: AskParts) {
    this.pending = pending;
    this.#parts = parts;
    this.#dispatch = new Dispatch(this, parts);
  }

  get query(): Uint8Array {
    return this.pending.query;
  }

  get questionEnd(): number {
    return this.pending.questionEnd;
  }

  get clientId(): number {
    return this.pending.clientId;
  }

  /** Asks the first one, or all. */
  begin(): void {
    const { wheel, table, policy, totalMs, background, clock } = this.#parts;
    const { plan, stale } = this.pending;
    const nowMs = wheel.now();
    this.#startMs = nowMs;
    this.#endMs = nowMs + totalMs;
    this.#order = orderOf(plan, policy, table);
    this.#askNext(nowMs, false);
    if (policy === FORWARD_POLICY.PARALLEL)
      while (this.#asked.length < MAX_SENDS && this.#askNext(nowMs, true));
    if (plan.rows.length > 1) background.consider(this.pending, this.#order, clock.now());
    // An upstream that is known to be away is not waited for.
    if (stale !== undefined && plan.rows.every(row => table.isFailing(row))) this.#parts.early(this.pending);
    this.#wait(nowMs);
  }

  /** Looks what is to be done next. Called by the wheel. */
  expire(nowMs: number): void {
    if (nowMs >= this.#endMs) {
      this.#giveUp(nowMs);
      return;
    }
    if (this.pending.stale !== undefined && nowMs >= this.#startMs + STALE_MS)
      this.#parts.early(this.pending);
    this.#sendMore(nowMs);
    this.#wait(nowMs);
  }

  /** A client that waits has asked again: it may know better how long is too long. */
  askedAgain(): void {
    const nowMs = this.#parts.wheel.now();
    if (nowMs < this.#dispatch.lastSendMs + CLIENT_APART_MS || this.isOver) return;
    for (const asked of this.#asked)
      if (asked.stream === undefined) asked.nextMs = Math.min(asked.nextMs, nowMs);
    this.#sendMore(nowMs);
    this.#wait(nowMs);
  }

  replied(sent: Sent, message: Uint8Array, reply: Reply): void {
    if (this.#parts.editor?.ignores(message, this.questionEnd)) return;
    const asked = this.#askedOf(sent);
    if (asked !== undefined) this.take(asked, message, reply, sent.atMs);
  }

  failed(sent: Sent, code: string, isLocal: boolean): void {
    const asked = this.#askedOf(sent);
    if (asked === undefined) return;
    if (isLocal || asked.believesError(this.#parts.table)) this.lose(asked, code, isLocal);
    else this.#sendNow(asked);
  }

  nearMissed(sent: Sent): void {
    const asked = this.#askedOf(sent);
    if (asked === undefined || this.#hasNoStreams || ++this.#nearMisses < GUESSES) return;
    this.#dispatch.isGuessedAt = true;
    for (const each of this.#asked) this.#dispatch.withdraw(each);
    this.#sendNow(asked);
  }

  #sendNow(asked: Asked): void {
    const nowMs = this.#parts.wheel.now();
    this.#dispatch.send(asked, nowMs);
    this.#wait(nowMs);
  }

  /** Ends it without an answer of its own. */
  stop(outcome: RouteOutcome): void {
    this.#end(outcome);
  }

  #askedOf({ target }: Sent): Asked | undefined {
    return this.#asked.find(asked => asked === target && asked.isWaiting);
  }

  /** Asks the next one that was not asked yet. @param isFine whether one that fails does not do. @returns whether it did */
  #askNext(nowMs: number, isFine: boolean): boolean {
    const { table, clock } = this.#parts;
    const { route, rows } = this.pending.plan;
    if (this.#next >= this.#order.length) return false;
    const position = this.#order[this.#next];
    const row = rows[position];
    if (isFine && table.isFailing(row)) return false;
    this.#next++;
    const asked = new Asked(route[position], row, this.query);
    const plain = table.isPlain(row, clock.now()) ? withoutEdns(this.query, this.questionEnd) : undefined;
    if (plain !== undefined) asked.goPlain(plain);
    this.#asked = withOneMore(this.#asked, asked);
    table.count(row, REQUESTS);
    this.#dispatch.send(asked, nowMs);
    return true;
  }

  /** The next one in order, or a message again; those that fail are asked beside others, not instead of them. */
  #sendMore(nowMs: number): void {
    if (this.pending.sends >= MAX_SENDS || this.#askNext(nowMs, true)) return;
    const { table } = this.#parts;
    const due = this.#asked.filter(asked => asked.isWaiting && asked.nextMs <= nowMs);
    const [first] = due.sort((one, other) => one.nextMs - other.nextMs);
    if (first !== undefined) {
      first.judge(table, nowMs);
      if (first.sends > 0 && first.stream === undefined) table.count(first.row, RESENDS);
      this.#dispatch.send(first, nowMs);
    }
    if (!this.#asked.some(asked => asked.isPromising(table))) this.#askNext(nowMs, false);
  }

  /** Takes the reply of an upstream. @param atMs when what it belongs to was sent */
  take(asked: Asked, message: Uint8Array, reply: Reply, atMs: number): void {
    const { table, clock, wheel } = this.#parts;
    const nowMs = wheel.now();
    const takesAll = this.pending.transport === 'tcp';
    const use = useOf(message, reply, this.questionEnd, takesAll && asked.hasStreamed);
    const isForStream = use === USE.CUT && takesAll;
    table.answered(
      asked.row,
      nowMs - atMs,
      clock.now(),
      !isForStream && use !== USE.NONE && use !== USE.NO_EDNS,
    );
    const plain =
      use === USE.NO_EDNS && !asked.isPlain ? withoutEdns(this.query, this.questionEnd) : undefined;
    if (isForStream) {
      this.#dispatch.withdraw(asked);
      this.#dispatch.openStream(asked, nowMs);
    } else if (plain !== undefined) {
      asked.goPlain(plain);
      this.#dispatch.send(asked, nowMs);
    } else if (use === USE.ANSWER || use === USE.CUT) {
      if (asked.isPlain && !table.isPlain(asked.row, clock.now()))
        table.setPlain(asked.row, clock.now() + PLAIN_MS);
      this.#answer(asked, use === USE.CUT ? readable(message, this.pending) : message, nowMs);
      return;
    } else {
      table.count(asked.row, UNUSABLE);
      asked.isUnusable = true;
      if (reply !== REPLY.BARE) this.#lastResort = betterOf(this.#lastResort, message, this.questionEnd);
      this.#endMs = Math.min(this.#endMs, nowMs + BETTER_MS);
      this.#drop(asked, reasonOfReply(message, reply), nowMs);
      return;
    }
    this.#wait(nowMs);
  }

  /** Ends with an answer, and judges those who did not give it. */
  #answer(from: Asked, message: Uint8Array, nowMs: number): void {
    for (const asked of this.#asked)
      if (asked !== from) judgeOvertaken(this.#parts, this.pending, asked, nowMs);
    this.#end({ kind: 'answer', message, isFailure: false });
  }

  /** What was sent to an upstream gets no reply. */
  lose(asked: Asked, code: string, isLocal: boolean): void {
    const { table, wheel, streams } = this.#parts;
    const nowMs = wheel.now();
    if (isLocal) {
      asked.hasNotLeft();
      asked.shortage = reasonOfCode(code, true);
      this.#dispatch.lack(asked, nowMs);
    } else if (this.#dispatch.isGuessedAt && !streams.isStreamOnly(asked.upstream)) {
      // It is asked once more over datagrams from another port, whatever somebody guesses.
      this.#hasNoStreams = true;
      this.#dispatch.isGuessedAt = false;
      this.#dispatch.send(asked, nowMs);
    } else {
      asked.failed(table, code);
      this.#drop(asked, reasonOfCode(code), nowMs);
      return;
    }
    this.#wait(nowMs);
  }

  /** Nothing more is to be had from this one: the next one, at once. */
  #drop(asked: Asked, reason: string, nowMs: number): void {
    this.#dispatch.withdraw(asked);
    asked.isWaiting = false;
    asked.reason = reason;
    if (!this.#askNext(nowMs, true) && !this.#asked.some(each => each.isWaiting)) this.#askNext(nowMs, false);
    this.#wait(nowMs);
  }

  /** Sets the timer, or ends when there is nobody to wait for. */
  #wait(nowMs: number): void {
    if (this.isOver) return;
    let nextMs = this.#endMs;
    let isAnyWaiting = false;
    for (const asked of this.#asked) {
      if (!asked.isWaiting) continue;
      isAnyWaiting = true;
      if (this.pending.sends < MAX_SENDS) nextMs = Math.min(nextMs, asked.nextMs);
    }
    if (!isAnyWaiting) {
      this.#giveUp(nowMs);
      return;
    }
    nextMs = Math.max(nextMs, this.#dispatch.lastSendMs + APART_MS);
    if (this.pending.stale !== undefined) nextMs = Math.min(nextMs, this.#startMs + STALE_MS);
    this.#parts.wheel.set(this, Math.min(nextMs, this.#endMs));
  }

  #giveUp(nowMs: number): void {
    const { table } = this.#parts;
    for (const asked of this.#asked) {
      if (!asked.isWaiting || asked.firstMs === undefined) continue;
      table.count(asked.row, TIMEOUTS);
      asked.judge(table, nowMs, 1);
    }
    if (this.#lastResort !== undefined) {
      this.#end({ kind: 'answer', message: this.#lastResort, isFailure: true });
      return;
    }
    this.#end(noneOf(this.#asked, nowMs));
  }

  #end(outcome: RouteOutcome): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#parts.wheel.clear(this);
    for (const asked of this.#asked) this.#dispatch.withdraw(asked);
    this.#parts.done(this.pending, outcome);
  }
}
