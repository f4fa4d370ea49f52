// The keys of sources that are asked from time to time.
import { duration } from '../source/fields.js';
import type { PollTimes } from './polling.js';

export const pollKeys = {
  interval: duration(1_000, 3_600_000).describe('How often the source is asked').optional(),
  timeout: duration(100, 60_000).describe('How long an answer is awaited; default: 5s').optional(),
};

interface PollInput {
  readonly interval?: number | undefined;
  readonly timeout?: number | undefined;
}

/** @param usualMs how often it is asked when nothing is said */
export function pollTimes({ interval = 0, timeout = 5_000 }: PollInput, usualMs: number): PollTimes {
  return { intervalMs: interval === 0 ? usualMs : interval, timeoutMs: timeout };
}
