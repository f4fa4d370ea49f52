// One try at a target: how far it got, its deadline, and its one result.
import { type Cancel, systemClock } from '../time/clock.js';
import { startDeadline } from '../time/deadline.js';
import { loopWatch } from '../time/loop-watch.js';
import {
  type Finding,
  isGood,
  type ProbeCode,
  type ProbeResult,
  toResult,
  VOID,
  type Void,
} from './result.js';

/**
 * How far a try got: `connect` until TCP is up, `tls` until the handshake is done, then the two parts of an
 * HTTP response, the line for the trial of a pattern on its body and that trial, or the reply of another protocol; a command, or a
 * file, has one phase.
 */
export type Phase = 'connect' | 'tls' | 'head' | 'body' | 'line' | 'pattern' | 'reply' | 'command' | 'file';

const late: Record<Phase, readonly [code: ProbeCode, what: string, voidBy?: Void]> = {
  connect: ['L4TOUT', 'no connection'],
  tls: ['L6TOUT', 'no TLS handshake'],
  head: ['L7TOUT', 'no response'],
  body: ['L7TOUT', 'no complete body'],
  // Others kept the thread busy that tries patterns.
  line: ['L7TOUT', 'no turn for the pattern', VOID.SHORTAGE],
  pattern: ['L7TOUT', 'no verdict of the pattern'],
  reply: ['L7TOUT', 'no complete reply'],
  command: ['PROCTOUT', 'the command did not end'],
  file: ['L7TOUT', 'the file was not read'],
};

/** `200 ms`, `1 s`, `1.5 s`. */
function durationToText(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}

/** What takes a read of the system counts as {@link PIECES_A_READ}. */
const MAX_PIECES = 4096;
export const PIECES_A_READ = 8;

export class Attempt {
  phase: Phase = 'connect';
  /** The HTTP status, once there is one. */
  status: number | undefined;
  /** What a good result warns of. */
  warning: string | undefined;
  /** When the certificate expires that was shown, in milliseconds since 1970. */
  certificateEndMs: number | undefined;
  readonly result: Promise<ProbeResult>;
  readonly #startedMs = systemClock.now();
  readonly #began: number;
  readonly #cancelDeadline: Cancel;
  #resolve: (result: ProbeResult) => void = () => {};
  #held: { destroy(): void } | undefined;
  #pieces = 0;
  #ended = false;

  /**
   * @param timeoutMs the deadline for all phases together
   * @param spentMs the part of it that is over already
   */
  constructor(timeoutMs: number, spentMs = 0) {
    this.result = new Promise(resolve => {
      this.#resolve = resolve;
    });
    this.#cancelDeadline = startDeadline(systemClock, Math.max(0, timeoutMs - spentMs), () => {
      const [code, what, voidBy] = late[this.phase];
      this.end({ code, text: `${what} within ${durationToText(timeoutMs)}`, ...(voidBy && { voidBy }) });
    });
    this.#began = loopWatch(systemClock).now();
  }

  /** Counts pieces of what comes; ends the attempt when they are too many for any good reply. */
  countPieces(count: number): void {
    this.#pieces += count;
    if (this.#pieces > MAX_PIECES) this.end({ code: 'L7RSP', text: 'it comes in too many small pieces' });
  }

  /** Whether the response is there, and only a pattern is to be tried on it. */
  get isRead(): boolean {
    return this.phase === 'line' || this.phase === 'pattern';
  }

  /** Whether the result is known. */
  get isOver(): boolean {
    return this.#ended;
  }

  /** How much of a deadline it has taken so far. */
  get spentMs(): number {
    return loopWatch(systemClock).now() - this.#began;
  }

  /** Names what is destroyed when the result is known. */
  hold(held: { destroy(): void }): void {
    this.#held = held;
  }

  /** Gives the result for trouble of the connection, which does not matter once the response is there. */
  breakOff(finding: Finding): void {
    if (!this.isRead) this.end(finding);
  }

  /** Gives the result; only the first counts. */
  end(finding: Finding): void {
    if (this.#ended) return;
    this.#ended = true;
    // The other side may have given up on us while we stood still.
    const isStalled = !isGood(finding) && loopWatch(systemClock).hasStalledSince(this.#startedMs);
    this.#cancelDeadline();
    this.#held?.destroy();
    const voidBy = isStalled ? VOID.STALL : undefined;
    const warns =
      isGood(finding) && this.warning !== undefined && ({ text: this.warning, warns: true } as const);
    const { status, certificateEndMs } = this;
    const found = { status, certificateEndMs, ...(voidBy && { voidBy }), ...finding, ...warns };
    this.#resolve(toResult(found, systemClock.now() - this.#startedMs));
  }
}
