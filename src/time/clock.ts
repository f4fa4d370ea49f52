// Time that never goes back, and timers; handed in, so that tests need not wait.
import { performance } from 'node:perf_hooks';

/** Takes back what was asked for; harmless when it already happened. */
export type Cancel = () => void;

export interface Clock {
  /** Monotonic milliseconds since an arbitrary moment, which is the same for all threads of a process. */
  now(): number;
  /** Milliseconds since 1970 as the system has it, which may jump either way: for what people read and files keep, and nothing else. */
  wallMs(): number;
  /** Runs `run` once, `delayMs` from now, and never before it returns. */
  after(delayMs: number, run: () => void): Cancel;
  /** Runs `run` once, when what has come meanwhile from sockets, processes and other threads is seen to. Called by timers. */
  afterLook(run: () => void): Cancel;
}

const NS_PER_MS = 1e6;
/** The time origin of a thread is that of its start. */
const ORIGIN_MS = Number(process.hrtime.bigint()) / NS_PER_MS - performance.now();

/** The clock of this process. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => ORIGIN_MS + performance.now(),
  wallMs: () => Date.now(),
  after(delayMs, run) {
    // Node 24 and later warn about a delay below zero.
    const timer = setTimeout(run, Math.max(0, delayMs)).unref();
    return () => clearTimeout(timer);
  },
  afterLook(run) {
    // Timers run before the poll phase of the loop, and new short ones may run before it, too; this runs after it.
    const immediate = setImmediate(run);
    return () => clearImmediate(immediate);
  },
};
