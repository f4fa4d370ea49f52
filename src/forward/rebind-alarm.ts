// Tells of answers from outside that have a private address: now and then, with how many there were.
import { HEADER_LENGTH } from '../dns/header.js';
import { nameToLabel } from '../dns/name.js';

/** So long after one of them was told, the others are counted only. */
const PAUSE_MS = 10_000;

/** @param count how many there were since the last time, this one among them */
export type TellRebound = (name: string, count: number) => void;

export class RebindAlarm {
  readonly #nowMs: () => number;
  readonly #tell: TellRebound;
  #nextMs = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(nowMs: () => number, tell: TellRebound) {
    this.#nowMs = nowMs;
    this.#tell = tell;
  }

  /** There was one for the name of this question. @param questionEnd the offset just past it */
  answered(message: Uint8Array, questionEnd: number): void {
    this.#add(1, () => nameToLabel(message.slice(HEADER_LENGTH, questionEnd - 4)));
  }

  /** Another thread tells of these. */
  heard(name: string, count: number): void {
    this.#add(count, () => name);
  }

  #add(count: number, name: () => string): void {
    this.#count += count;
    const nowMs = this.#nowMs();
    if (nowMs < this.#nextMs) return;
    this.#nextMs = nowMs + PAUSE_MS;
    const all = this.#count;
    this.#count = 0;
    this.#tell(name(), all);
  }
}
