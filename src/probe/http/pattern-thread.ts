// The thread that tries regular expressions: one that backtracks without end stalls nothing else here.
// An engine of linear time (RE2 in JavaScript) would not do without it: it takes up to seconds for a pattern
// of 20 characters on 64 KiB, and the main thread has other things to do.
import { Worker } from 'node:worker_threads';
import { type Cancel, systemClock } from '../../time/clock.js';
import { startDeadline } from '../../time/deadline.js';
import { VOID, type Void } from '../result.js';

/** How long one expression may take. */
export const PATTERN_LIMIT_MS = 250;

/** Heap of the thread, in MiB. */
const MAX_HEAP = 64;

const CODE = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', ({ pattern, text }) => {
    try { parentPort.postMessage(new RegExp(pattern, 's').test(text)); }
    catch (error) { parentPort.postMessage(error.message); }
  });
  parentPort.postMessage('ready');
`;

/** Why it cannot be told whether a text matches. */
export interface Untold {
  readonly text: string;
  /** There was no thread to try it in. */
  readonly voidBy?: Void;
}

export type Match = boolean | Untold;

/** An expression (flag `s`) that is to be tried on a text. */
export interface Task {
  readonly pattern: string;
  readonly text: string;
  /** Its turn has come. */
  readonly begun: () => void;
  readonly done: (match: Match) => void;
}

/** In the order of arrival; the gate of the engine bounds how many there are. */
const waiting = new Set<Task>();
let running: Task | undefined;
let thread: Worker | undefined;
let isReady = false;
let cancelLimit: Cancel | undefined;

function spawn(): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: MAX_HEAP };
  const worker = new Worker(CODE, { eval: true, execArgv: [], env: {}, resourceLimits });
  worker.unref();
  worker.on('message', (message: boolean | string) => {
    if (worker !== thread) return;
    if (isReady) finish(typeof message === 'string' ? { text: message } : message);
    isReady = true;
    next();
  });
  worker.on('error', error => drop(worker, error.message));
  return worker;
}

/** Gives up a thread; the next task gets a new one, unless this one could not even start. */
function drop(worker: Worker, reason: string): void {
  if (worker !== thread) return;
  const hasStarted = isReady;
  thread = undefined;
  isReady = false;
  void worker.terminate();
  finish({ text: reason });
  if (hasStarted) next();
  else refuseAll(reason);
}

function refuseAll(reason: string): void {
  const tasks = [...waiting];
  waiting.clear();
  for (const { done } of tasks) done({ text: reason, voidBy: VOID.SHORTAGE });
}

function finish(match: Match): void {
  cancelLimit?.();
  running?.done(match);
  running = undefined;
}

function next(): void {
  const [task] = waiting;
  if (task === undefined || running !== undefined) return;
  try {
    thread ??= spawn();
  } catch (error) {
    refuseAll(error instanceof Error ? error.message : String(error));
    return;
  }
  if (!isReady) return;
  waiting.delete(task);
  running = task;
  const worker = thread;
  cancelLimit = startDeadline(systemClock, PATTERN_LIMIT_MS, () =>
    drop(worker, `the pattern takes over ${PATTERN_LIMIT_MS} ms`),
  );
  task.begun();
  worker.postMessage({ pattern: task.pattern, text: task.text });
}

/** Tries the expression. @returns what takes it out of the line */
export function tryPattern(task: Task): Cancel {
  waiting.add(task);
  next();
  return () => waiting.delete(task);
}
