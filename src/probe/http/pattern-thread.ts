// The thread that tries regular expressions: one that backtracks without end stalls nothing else here.
// An engine of linear time (RE2 in JavaScript) would not do without it: it takes up to seconds for a pattern
// of 20 characters on 64 KiB, and the main thread has other things to do.
import { Worker } from 'node:worker_threads';
import type { Cancel } from '../../time/clock.js';

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

/** Whether the text matches; a string says why that cannot be told. */
export type Match = boolean | string;

interface Task {
  readonly pattern: string;
  readonly text: string;
  readonly done: (match: Match) => void;
}

/** In the order of arrival; the gate of the engine bounds how many there are. */
const waiting = new Set<Task>();
let running: Task | undefined;
let thread: Worker | undefined;
let isReady = false;
let timer: NodeJS.Timeout | undefined;

function spawn(): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: MAX_HEAP };
  const worker = new Worker(CODE, { eval: true, execArgv: [], env: {}, resourceLimits });
  worker.unref();
  worker.on('message', (message: Match | 'ready') => {
    if (worker !== thread) return;
    if (isReady) finish(message);
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
  finish(reason);
  if (hasStarted) next();
  else refuseAll(reason);
}

function refuseAll(reason: string): void {
  const tasks = [...waiting];
  waiting.clear();
  for (const { done } of tasks) done(reason);
}

function finish(match: Match): void {
  clearTimeout(timer);
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
  timer = setTimeout(() => drop(worker, `the pattern takes over ${PATTERN_LIMIT_MS} ms`), PATTERN_LIMIT_MS);
  timer.unref();
  worker.postMessage({ pattern: task.pattern, text: task.text });
}

/** Tries the expression (flag `s`) on the text. @returns what takes it out of the line */
export function tryPattern(pattern: string, text: string, done: (match: Match) => void): Cancel {
  const task = { pattern, text, done };
  waiting.add(task);
  next();
  return () => waiting.delete(task);
}
