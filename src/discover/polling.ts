// Sources that are asked from time to time: one question at a time, with a deadline, not all at the same moment.
import type { Cancel } from '../time/clock.js';
import { startDeadline } from '../time/deadline.js';
import { type Cost, questionsOf } from './questions.js';
import type { SourceHost, Target } from './source.js';

/** Each wait is up to so much shorter or longer. */
const JITTER = 0.1;

/**
 * A deadline leaves out the time in which this server was held up. After so many times the limit of all time it ends in any
 * case, for others wait for the turn; the last good list stays.
 */
const HARD_FACTOR = 4;

/** After an answer nothing wakes it for so long. */
const REST_MS = 100;

/** How often is asked, and for how long an answer is awaited. */
export interface PollTimes {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** What was found, and after how long the source wants to be asked again, when it says so. */
export interface Polled {
  readonly targets: readonly Target[];
  readonly againMs?: number;
}

/** Takes how long this thread has worked on an answer, in milliseconds. */
export type Spend = (workMs: number) => void;

/** Asks, and has to give up when the signal says so. What it throws is why there is no list. */
export type Ask = (signal: AbortSignal, spend: Spend) => Promise<Polled>;

/** A source that is polled: at once, and from then on. */
export class Polling {
  readonly #host: SourceHost;
  readonly #times: PollTimes;
  readonly #ask: Ask;
  #under: AbortController | undefined;
  #cancel: Cancel = () => undefined;
  #dueMs = 0;
  #wokenMs: number | undefined;
  #restedMs = 0;
  #isClosed = false;
  #cost: Cost | undefined;

  constructor(host: SourceHost, times: PollTimes, ask: Ask) {
    this.#host = host;
    this.#times = times;
    this.#ask = ask;
    void this.#run();
  }

  /** Asks soon instead of at its time. */
  wake(delayMs: number): void {
    const nowMs = this.#host.clock.now();
    const waitMs = Math.max(delayMs, this.#restedMs - nowMs);
    if (this.#under !== undefined) this.#wokenMs = delayMs;
    else if (nowMs + waitMs < this.#dueMs) this.#wait(waitMs);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
    this.#under?.abort();
  }

  #wait(delayMs: number): void {
    const { clock } = this.#host;
    this.#cancel();
    if (this.#isClosed) return;
    this.#dueMs = clock.now() + delayMs;
    this.#cancel = clock.after(delayMs, () => void this.#run());
  }

  async #run(): Promise<void> {
    const { clock, random } = this.#host;
    let againMs = this.#times.intervalMs;
    this.#cost = await questionsOf(clock).run(clock, this.#cost, async () => {
      const beganMs = clock.now();
      let workMs = 0;
      if (!this.#isClosed) againMs = (await this.#once(spentMs => (workMs += spentMs))) ?? againMs;
      return { tookMs: clock.now() - beganMs, workMs };
    });
    this.#under = undefined;
    this.#restedMs = clock.now() + REST_MS;
    const woken = this.#wokenMs;
    this.#wokenMs = undefined;
    this.#wait(woken === undefined ? againMs * (1 + JITTER * (2 * random() - 1)) : Math.max(REST_MS, woken));
  }

  /** @returns after how long the source wants to be asked again */
  async #once(spend: Spend): Promise<number | undefined> {
    const { clock } = this.#host;
    const { timeoutMs } = this.#times;
    const under = new AbortController();
    this.#under = under;
    let late: string | undefined;
    const expire = (reason: string) => {
      late ??= reason;
      under.abort();
    };
    const end = startDeadline(clock, timeoutMs, () => expire(`no answer within ${timeoutMs} ms`));
    const hardMs = HARD_FACTOR * timeoutMs;
    const endHard = clock.after(hardMs, () =>
      expire(`no answer within ${hardMs} ms, while this server was busy`),
    );
    try {
      const { targets, againMs } = await this.#ask(under.signal, spend);
      if (!this.#isClosed) this.#host.found(targets);
      return againMs;
    } catch (error) {
      const reason = late ?? (error as Error).message;
      if (!this.#isClosed) this.#host.failed(reason);
      return undefined;
    } finally {
      end();
      endHard();
    }
  }
}
