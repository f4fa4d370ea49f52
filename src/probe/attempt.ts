// One try at a target: how far it got, its deadline, and its one result.
import { performance } from 'node:perf_hooks';
import { type Finding, type ProbeCode, type ProbeResult, toResult } from './result.js';

/**
 * How far a try got: `connect` until TCP is up, `tls` until the handshake is done, then the two parts of an
 * HTTP response and the trial of a pattern on its body, or the reply of another protocol; a command, or a
 * file, has one phase.
 */
export type Phase = 'connect' | 'tls' | 'head' | 'body' | 'pattern' | 'reply' | 'command' | 'file';

const late: Record<Phase, readonly [code: ProbeCode, what: string]> = {
  connect: ['L4TOUT', 'no connection'],
  tls: ['L6TOUT', 'no TLS handshake'],
  head: ['L7TOUT', 'no response'],
  body: ['L7TOUT', 'no complete body'],
  pattern: ['L7TOUT', 'no verdict of the pattern'],
  reply: ['L7TOUT', 'no complete reply'],
  command: ['PROCTOUT', 'the command did not end'],
  file: ['L7TOUT', 'the file was not read'],
};

/** `200 ms`, `1 s`, `1.5 s`. */
function durationToText(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}

export class Attempt {
  phase: Phase = 'connect';
  /** The HTTP status, once there is one. */
  status: number | undefined;
  readonly result: Promise<ProbeResult>;
  readonly #started = performance.now();
  readonly #timer: NodeJS.Timeout;
  #resolve: (result: ProbeResult) => void = () => {};
  #held: { destroy(): void } | undefined;
  #ended = false;

  /**
   * @param timeoutMs the deadline for all phases together
   * @param spentMs the part of it that is over already
   */
  constructor(timeoutMs: number, spentMs = 0) {
    this.result = new Promise(resolve => {
      this.#resolve = resolve;
    });
    this.#timer = setTimeout(
      () => {
        const [code, what] = late[this.phase];
        this.end({ code, text: `${what} within ${durationToText(timeoutMs)}` });
      },
      Math.max(0, timeoutMs - spentMs),
    );
  }

  /** Names what is destroyed when the result is known. */
  hold(held: { destroy(): void }): void {
    this.#held = held;
  }

  /** Gives the result; only the first counts. */
  end(finding: Finding): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#held?.destroy();
    this.#resolve(toResult({ status: this.status, ...finding }, performance.now() - this.#started));
  }
}
