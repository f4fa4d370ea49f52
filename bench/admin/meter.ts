// Measures a server from within, before which it is loaded: the longest time for which its control thread lets nobody else have a turn.
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { METER } from './meter-words.js';

/** CLOCK_THREAD_CPUTIME_ID of clock_gettime(2). */
const THREAD_CLOCK = 3;

const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
const readClock = koffi.load('libc.so.6').func('int clock_gettime(int, _Out_ uint8_t*)');
const timespec = new BigInt64Array(2);

/** Processor time of this thread so far, in milliseconds. */
function busyMs(): number {
  readClock(THREAD_CLOCK, timespec);
  return Number(timespec[0]) * 1000 + Number(timespec[1]) / 1e6;
}

let isOn = false;
let lastMs = 0;
let longestMs = 0;

/** Between two looks is one round of the loop: what is due is done, and nobody else is served. */
function look(): void {
  const nowMs = busyMs();
  longestMs = Math.max(longestMs, nowMs - lastMs);
  lastMs = nowMs;
  if (isOn) setImmediate(look);
}

function take(message: unknown): void {
  if (message === METER.BEGIN) {
    isOn = true;
    longestMs = 0;
    lastMs = busyMs();
    setImmediate(look);
    process.send?.({});
  } else if (message === METER.END) {
    isOn = false;
    process.send?.({ longestMs });
  }
}

if (isMainThread && process.send !== undefined) {
  process.on('message', take);
  // It must not keep the server from ending.
  process.channel?.unref();
}
