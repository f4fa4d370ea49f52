// The thread of the builder: takes orders one after another until it is to end.
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Reclaim } from '../image/reclaim.js';
import { Builder, OvertakenError } from './builder.js';
import { type BuilderOrder, type BuilderReport, type BuilderStart, WANTED } from './builder-messages.js';

/** Threads that answer go first. */
const NICENESS = 10;

/** Linux knows each thread by a number and lets it have a priority of its own. */
function giveWay(): void {
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), NICENESS);
  } catch {
    // It is only slower for others.
  }
}

const { options, former, stateFile, words } = workerData as BuilderStart;
const port = parentPort as MessagePort;
const wanted = new Int32Array(words);
const report = (message: BuilderReport) => port.postMessage(message);
const reclaim = new Reclaim();
let current = 0;
let answered: ((answer: BuilderOrder) => void) | undefined;

giveWay();
const builder = new Builder(former, {
  options,
  stateFile,
  ask: question =>
    new Promise(resolve => {
      answered = resolve;
      report({ kind: 'question', question });
    }),
  checkpoint: () => {
    if (Atomics.load(wanted, WANTED) !== current) throw new OvertakenError();
  },
});

port.on('message', (order: BuilderOrder) => {
  if (order.kind === 'build') {
    const { number } = order;
    current = number;
    void builder.build(order).then(result => {
      report({ kind: 'result', number, result });
      if (result.kind !== 'built') return;
      // Former images, which V8 does not count, and what was read: edits may follow each other for hours.
      reclaim.add(result.build.octets + result.build.newOctets);
      reclaim.collectSoonIfDue();
    });
  } else if (order.kind === 'keep') {
    current = order.number;
    const remarks = builder.keep(order.inForce);
    if (remarks !== undefined) report({ kind: 'kept', remarks });
  } else if (order.kind === 'end') {
    const { inForce } = order;
    report({ kind: 'memory', inForce, memory: builder.memory(inForce) });
    port.close();
  } else answered?.(order);
});
