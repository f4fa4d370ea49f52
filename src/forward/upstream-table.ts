// What is known of each upstream, in memory that all threads share: its round-trip time, whether it fails, and counters.
import { CODES, isNoWay } from './failure-reason.js';
import { mayResendAfterMs } from './resend-time.js';
import { type Upstream, upstreamToText } from './upstream.js';
import {
  COUNT,
  COUNTS,
  type Count,
  countsAt,
  KNOWN,
  KNOWN_DOUBLES,
  MAX_UPSTREAMS,
  MAX_WRITERS,
  STATE,
  STATE_AT,
  STATE_WORDS,
  TABLE_OCTETS,
} from './upstream-layout.js';

const { RTT, VARIATION, HEARD, PROBE_AT, PLAIN_UNTIL } = KNOWN;
const { HASH, HASH_MORE, FAILING, PROBES, SILENT_MS } = STATE;
const { RESPONSES, SECONDS } = COUNT;

/** RFC 6298 §2: gains of the smoothed time and of its variation. */
const RTT_GAIN = 1 / 8;
const VARIATION_GAIN = 1 / 4;

/** Queries that are under way in any thread write for so long to the row of an upstream that was forgotten, at most. */
const LEAVE_MS = 10_000;

/** Row of upstreams for which there is none. */
const SHARED_ROW = 0;

/** Why an upstream fails, by number: silence, or an error of the system, of a connection or of TLS. */
export const SILENT = '';
const REASONS = [SILENT, ...CODES];
const OTHER_REASON = REASONS.length;

/** The table as one thread has it. */
export class UpstreamTable {
  readonly memory: SharedArrayBuffer;
  readonly #known: Float64Array;
  readonly #state: Int32Array;
  readonly #counts: Float64Array;
  readonly #rows = new Map<string, number>();
  /** Rows that are to be free, and since when. */
  readonly #leaving = new Map<number, number>();
  /** The counters of all threads. */
  readonly #blocks: readonly Float64Array[];
  /** Called when this thread finds that an upstream fails, or is in order again. */
  onTurn: (() => void) | undefined;

  /**
   * @param memory that of the table of another thread
   * @param writer the number of this thread, from 0: no other has it at the same time
   */
  constructor(memory = new SharedArrayBuffer(TABLE_OCTETS), writer = 0) {
    this.memory = memory;
    this.#known = new Float64Array(memory, 0, MAX_UPSTREAMS * KNOWN_DOUBLES);
    this.#state = new Int32Array(memory, STATE_AT, MAX_UPSTREAMS * STATE_WORDS);
    this.#blocks = Array.from(
      { length: MAX_WRITERS },
      (_, block) => new Float64Array(memory, countsAt(block), MAX_UPSTREAMS * COUNTS),
    );
    this.#counts = this.#blocks[Math.min(writer, MAX_WRITERS - 1)];
  }

  /** The row of an upstream, the same in all threads. It takes a map and a text: not for each query. */
  rowOf(upstream: Upstream): number {
    const text = upstreamToText(upstream);
    const [hash, more] = hashesOf(text);
    const known = this.#rows.get(text);
    // Another thread may have forgotten it meanwhile.
    if (known !== undefined && this.#state[known * STATE_WORDS + HASH] === hash) return known;
    const row = this.#claim(hash, more);
    if (row !== SHARED_ROW) this.#rows.set(text, row);
    return row;
  }

  /**
   * Forgets all others than those of these routes, so that there is room for new ones.
   * @param nowMs in the one thread that forgets for all; that says so before the others follow
   */
  keepOnly(routes: readonly (readonly Upstream[])[], nowMs?: number): void {
    const kept = new Set(routes.flat().map(upstreamToText));
    for (const [text, row] of this.#rows) {
      if (kept.has(text)) continue;
      this.#rows.delete(text);
      if (nowMs !== undefined && !this.#leaving.has(row)) this.#leaving.set(row, nowMs);
    }
    if (nowMs !== undefined) this.#freeRows(nowMs);
  }

  #freeRows(nowMs: number): void {
    const used = new Set(this.#rows.values());
    for (const [row, sinceMs] of this.#leaving) {
      const isBack = used.has(row);
      if (!isBack && nowMs - sinceMs < LEAVE_MS) continue;
      this.#leaving.delete(row);
      if (isBack) continue;
      this.#known.fill(0, row * KNOWN_DOUBLES, (row + 1) * KNOWN_DOUBLES);
      for (const counts of this.#blocks) counts.fill(0, row * COUNTS, (row + 1) * COUNTS);
      this.#state.fill(0, row * STATE_WORDS, (row + 1) * STATE_WORDS);
    }
  }

  /** The upstreams that this thread has asked for, in that order, with their rows. */
  get rows(): ReadonlyMap<string, number> {
    return this.#rows;
  }

  /** The smoothed round-trip time in milliseconds; 0 when it is not known. */
  rttMs(row: number): number {
    return this.#known[row * KNOWN_DOUBLES + RTT];
  }

  /** After how many milliseconds without an answer a message is sent again, by {@link mayResendAfterMs}. */
  resendMs(row: number): number {
    const at = row * KNOWN_DOUBLES;
    return mayResendAfterMs(this.#known[at + RTT], this.#known[at + VARIATION]);
  }

  /** When it was heard last. */
  heardMs(row: number): number {
    return this.#known[row * KNOWN_DOUBLES + HEARD];
  }

  isFailing(row: number): boolean {
    return this.#state[row * STATE_WORDS + FAILING] !== 0;
  }

  /** Why it fails: {@link SILENT}, or the code of an error; undefined when it is in order. */
  reasonOf(row: number): string | undefined {
    const number = this.#state[row * STATE_WORDS + FAILING];
    return number === 0 ? undefined : (REASONS[number - 1] ?? 'unknown error');
  }

  /** For how long it had been silent when it was found to fail. */
  silentMs(row: number): number {
    return this.#state[row * STATE_WORDS + SILENT_MS];
  }

  /** An answer came, `rttMs` after the message that it belongs to. @param isUsable whether a client is helped by it */
  answered(row: number, rttMs: number, nowMs: number, isUsable = true): void {
    this.#known[row * KNOWN_DOUBLES + HEARD] = nowMs;
    const reason = this.#state[row * STATE_WORDS + FAILING];
    this.#setFailing(row, 0);
    if (reason !== 0 && isNoWay(REASONS[reason - 1])) this.#clearAll(reason);
    if (!isUsable) return;
    this.#learn(row, rttMs);
    this.count(row, RESPONSES);
    this.count(row, SECONDS, rttMs / 1000);
  }

  /** An answer came to a message in the background: its time counts for more than that of many earlier ones. */
  probed(row: number, rttMs: number, nowMs: number): void {
    const at = row * KNOWN_DOUBLES + RTT;
    if (this.#known[at] > rttMs) this.#known[at] = (this.#known[at] + rttMs) / 2;
    else this.#learn(row, rttMs);
    this.answered(row, rttMs, nowMs, false);
  }

  /** Another upstream had to help out after it was waited for so long. */
  overtaken(row: number, waitedMs: number): void {
    if (waitedMs > this.rttMs(row)) this.#learn(row, waitedMs);
  }

  /** It does not answer at all. @param reason {@link SILENT} or the code of an error of the system */
  failed(row: number, reason: string, silentMs = 0): void {
    const known = REASONS.indexOf(reason);
    this.#state[row * STATE_WORDS + SILENT_MS] = silentMs;
    this.#setFailing(row, 1 + (known < 0 ? OTHER_REASON : known));
  }

  /**
   * Whether this thread is to ask it in the background now; others are not for the next `pauseMs`.
   */
  takeProbe(row: number, nowMs: number, pauseMs: number): boolean {
    const at = row * KNOWN_DOUBLES + PROBE_AT;
    if (nowMs < this.#known[at]) return false;
    const word = row * STATE_WORDS + PROBES;
    const turn = this.#state[word];
    if (Atomics.compareExchange(this.#state, word, turn, (turn + 1) | 0) !== turn) return false;
    this.#known[at] = nowMs + pauseMs;
    return true;
  }

  /** Whether it is asked without EDNS. */
  isPlain(row: number, nowMs: number): boolean {
    return nowMs < this.#known[row * KNOWN_DOUBLES + PLAIN_UNTIL];
  }

  /** It is asked without EDNS until then. */
  setPlain(row: number, untilMs: number): void {
    this.#known[row * KNOWN_DOUBLES + PLAIN_UNTIL] = untilMs;
  }

  count(row: number, counter: Count, by = 1): void {
    this.#counts[row * COUNTS + counter] += by;
  }

  /** The sum over all threads. */
  total(row: number, counter: Count): number {
    let sum = 0;
    for (const counts of this.#blocks) sum += counts[row * COUNTS + counter];
    return sum;
  }

  #setFailing(row: number, value: number): void {
    const word = row * STATE_WORDS + FAILING;
    const isTurn = (this.#state[word] === 0) !== (value === 0);
    this.#state[word] = value;
    if (isTurn) this.onTurn?.();
  }

  /** Where there was no way to any of them and now is one, the others get their chance at once. */
  #clearAll(reason: number): void {
    for (const row of this.#rows.values())
      if (this.#state[row * STATE_WORDS + FAILING] === reason) this.#setFailing(row, 0);
  }

  #learn(row: number, rttMs: number): void {
    const at = row * KNOWN_DOUBLES;
    const known = this.#known[at + RTT];
    // No time is 0, which stands for one that is not known.
    const sample = Math.max(rttMs, 0.01);
    const off = Math.abs(known - sample);
    this.#known[at + VARIATION] =
      known === 0 ? sample / 2 : this.#known[at + VARIATION] * (1 - VARIATION_GAIN) + off * VARIATION_GAIN;
    this.#known[at + RTT] = known === 0 ? sample : known + (sample - known) * RTT_GAIN;
  }

  /** The row with these hashes, which may be a free one up to now. */
  #claim(hash: number, more: number): number {
    const first = (hash >>> 1) % (MAX_UPSTREAMS - 1);
    for (let step = 0; step < MAX_UPSTREAMS - 1; step++) {
      const row = 1 + ((first + step) % (MAX_UPSTREAMS - 1));
      const word = row * STATE_WORDS;
      const before = Atomics.compareExchange(this.#state, word + HASH, 0, hash);
      if (before !== 0 && before !== hash) continue;
      const beforeMore = Atomics.compareExchange(this.#state, word + HASH_MORE, 0, more);
      if (beforeMore === 0 || beforeMore === more) return row;
    }
    return SHARED_ROW;
  }
}

/** Two hashes of a text, neither of which is 0. */
function hashesOf(text: string): readonly [number, number] {
  return [hashOf(text, 0x811c9dc5), hashOf(text, 0x9e3779b9)];
}

/** FNV-1a over UTF-16 units, never 0. */
function hashOf(text: string, basis: number): number {
  let hash = basis | 0;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash | 1;
}
