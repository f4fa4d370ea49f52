// Forwarding of the answer threads, as the main thread has it: their shares and counts, and what they cannot do by themselves.
import type { CountsOfOthers, Forwarder } from '../forward/forwarder.js';
import { COUNT } from '../forward/upstream-layout.js';
import type { Cancel } from '../time/clock.js';
import {
  FORWARD_COUNT,
  type ForwardReport,
  type ForwardShare,
  type ForwardStart,
  type StreamEnd,
} from './thread-forward.js';

/** Who asked for a query over a stream. */
interface StreamAsker {
  endStream(end: StreamEnd): void;
}

type StreamAsk = Extract<ForwardReport, { kind: 'stream' }>;

export class ForwardSide {
  /** That of each thread, set anew for each generation. */
  share: ForwardShare = { sockets: 1, inFlight: 1 };
  readonly #forwarder: Forwarder;
  readonly #counts: Float64Array[] = [];
  readonly #streams = new Map<StreamAsker, Map<number, Cancel>>();

  constructor(forwarder: Forwarder) {
    this.#forwarder = forwarder;
  }

  /** What one thread more begins with. */
  startOfThread(): ForwardStart {
    const counts = new SharedArrayBuffer(FORWARD_COUNT.WORDS * 8);
    // The main thread counts under the number 0.
    return {
      table: this.#forwarder.table.memory,
      writer: this.#counts.push(new Float64Array(counts)),
      counts,
    };
  }

  /** Sockets to upstreams that the threads have open. */
  get sockets(): number {
    return this.#sum(FORWARD_COUNT.SOCKETS);
  }

  /** The counts of all threads together. */
  counts(): CountsOfOthers {
    return {
      inFlight: this.#sum(FORWARD_COUNT.IN_FLIGHT),
      merged: this.#sum(FORWARD_COUNT.MERGED),
      overflow: this.#sum(FORWARD_COUNT.OVERFLOW),
      looped: this.#sum(FORWARD_COUNT.LOOPED),
      unanswered: this.#sum(FORWARD_COUNT.UNANSWERED),
      remembered: this.#sum(FORWARD_COUNT.REMEMBERED),
    };
  }

  take(report: ForwardReport, thread: StreamAsker): void {
    if (report.kind === 'turn') this.#forwarder.look();
    else if (report.kind === 'rebind') this.#forwarder.rebindAlarm.heard(report.name, report.count);
    else if (report.kind === 'stream') this.#ask(report, thread);
    else this.#end(thread, report.number)?.();
  }

  #ask({ number, upstream, query, questionEnd }: StreamAsk, thread: StreamAsker): void {
    const asked = this.#streams.get(thread) ?? new Map<number, Cancel>();
    this.#streams.set(thread, asked);
    const end = (how: Omit<StreamEnd, 'number'>) => {
      if (this.#end(thread, number) !== undefined) thread.endStream({ number, ...how });
    };
    const cancel = this.#forwarder.streams.ask(upstream, query, questionEnd, {
      answered: (message, reply) => end({ message: message.slice(), reply, code: '', isLocal: false }),
      failed: (code, isLocal) => end({ code, isLocal }),
      mismatched: () => {
        const { table } = this.#forwarder;
        table.count(table.rowOf(upstream), COUNT.MISMATCHED);
      },
    });
    asked.set(number, cancel);
  }

  #end(thread: StreamAsker, number: number): Cancel | undefined {
    const asked = this.#streams.get(thread);
    const cancel = asked?.get(number);
    asked?.delete(number);
    return cancel;
  }

  #sum(count: number): number {
    return this.#counts.reduce((sum, counts) => sum + counts[count], 0);
  }
}
