// One lane of questions at a steady pace, whether the former ones were answered or not, and the times of their answers.
import { decode, encode } from 'dns-packet';
import type { LaneOrder } from './asker.js';
import type { Way } from './stream-ways.js';

/** Whoever has waited so long gets no answer any more. */
const LOST_MS = 10_000;

/** What a lane has seen since it was asked last. */
export interface LaneReport {
  readonly asked: number;
  readonly answered: number;
  /** Answers that did not hold what they should. */
  readonly wrong: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Also of questions that still wait. */
  readonly longestMs: number;
}

export class Lane {
  readonly name: string;
  readonly #order: LaneOrder;
  readonly #way: Way;
  readonly #waiting = new Map<number, number>();
  #timesMs: number[] = [];
  #asked = 0;
  #lost = 0;
  #wrong = 0;
  #id = 0;
  #number = 0;

  constructor(order: LaneOrder, open: (answered: (message: Buffer) => void) => Way) {
    this.name = order.lane;
    this.#order = order;
    this.#way = open(message => this.#take(message));
    setInterval(() => this.#ask(), order.everyMs);
  }

  #ask(): void {
    this.#id = (this.#id + 1) & 0xffff;
    const name = this.#order.name.replace('*', String(this.#number++));
    const questions = [{ name, type: 'A' as const, class: 'IN' as const }];
    const query = encode({ type: 'query', id: this.#id, flags: 0x100, questions });
    const nowMs = performance.now();
    for (const [id, sinceMs] of this.#waiting) {
      if (nowMs - sinceMs < LOST_MS) break;
      this.#waiting.delete(id);
      this.#lost++;
    }
    this.#waiting.set(this.#id, nowMs);
    this.#asked++;
    this.#way.ask(query, this.#id);
  }

  #take(message: Buffer): void {
    const id = message.readUInt16BE(0);
    const sinceMs = this.#waiting.get(id);
    if (sinceMs === undefined) return;
    this.#waiting.delete(id);
    this.#timesMs.push(performance.now() - sinceMs);
    if (!this.#isRight(message)) this.#wrong++;
  }

  /** Whether there is at least one address, and none but those that may be there. */
  #isRight(message: Buffer): boolean {
    const { expected } = this.#order;
    if (expected === undefined) return true;
    const found = (decode(message).answers ?? []).flatMap(record =>
      record.type === 'A' ? [record.data] : [],
    );
    return found.length > 0 && found.every(address => expected.includes(address));
  }

  report(): LaneReport {
    const nowMs = performance.now();
    const sorted = this.#timesMs.sort((a, b) => a - b);
    const [oldestMs = nowMs] = this.#waiting.values();
    // What was never answered took longer than anything.
    const all = [...sorted, ...new Array<number>(this.#lost).fill(LOST_MS)];
    const part = (of: number) => all[Math.min(all.length - 1, Math.floor(all.length * of))] ?? LOST_MS;
    const report = {
      asked: this.#asked,
      answered: sorted.length,
      wrong: this.#wrong,
      p50Ms: part(0.5),
      p99Ms: part(0.99),
      longestMs: Math.max(all.at(-1) ?? 0, nowMs - oldestMs),
    };
    this.#timesMs = [];
    this.#asked = 0;
    this.#lost = 0;
    this.#wrong = 0;
    return report;
  }
}
