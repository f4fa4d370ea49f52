// What people and tools are shown of the upstreams: their counters, and who fails.
import { reasonOfTimeout, reasonWithAdvice } from './failure-reason.js';
import { COUNT, type Count } from './upstream-layout.js';
import { SILENT, type UpstreamTable } from './upstream-table.js';

/** Counts of one upstream since the start. */
export interface UpstreamCounters {
  /** The upstream as text, `192.0.2.1:53`. */
  readonly upstream: string;
  /** Queries taken to it; what is sent again is part of the same request. */
  readonly requests: number;
  /** Messages that were sent again, for no reply had come. */
  readonly resends: number;
  readonly responses: number;
  /** Queries that it did not answer in time. */
  readonly timeouts: number;
  /** Connections refused, networks unreachable and the like. */
  readonly errors: number;
  /** Answers that help nobody: REFUSED, SERVFAIL, NOTIMP, FORMERR, malformed ones. */
  readonly unusable: number;
  /** Messages that were not the reply: late, or forged. */
  readonly mismatched: number;
  /** Those of them that were right but for the id. */
  readonly nearMisses: number;
  /** Queries to see whether it is in order again. */
  readonly probes: number;
  /** Time to the accepted answers; `responses` is how many. */
  readonly secondsSum: number;
  /** The smoothed round-trip time in milliseconds; 0 when it is not known. */
  readonly rttMs: number;
  readonly failing: boolean;
}

export class UpstreamHealths {
  readonly #table: UpstreamTable;
  /** The rows that failed when it was looked last. */
  readonly #failing = new Set<number>();

  constructor(table: UpstreamTable) {
    this.#table = table;
  }

  counters(): UpstreamCounters[] {
    return Array.from(this.#table.rows, ([upstream, row]) => this.#countersOf(upstream, row));
  }

  /** Tells which upstreams fail, with the reason, or are in order again, since it was looked last. */
  look(onTurn: (upstream: string, reason: string | undefined) => void): void {
    for (const [upstream, row] of this.#table.rows) {
      const isFailing = this.#table.isFailing(row);
      if (isFailing === this.#failing.has(row)) continue;
      if (isFailing) this.#failing.add(row);
      else this.#failing.delete(row);
      onTurn(upstream, isFailing ? this.#reasonOf(row) : undefined);
    }
  }

  #reasonOf(row: number): string {
    const code = this.#table.reasonOf(row) ?? SILENT;
    return code === SILENT ? reasonOfTimeout(this.#table.silentMs(row)) : reasonWithAdvice(code);
  }

  #countersOf(upstream: string, row: number): UpstreamCounters {
    const table = this.#table;
    const total = (counter: Count) => table.total(row, counter);
    return {
      upstream,
      requests: total(COUNT.REQUESTS),
      resends: total(COUNT.RESENDS),
      responses: total(COUNT.RESPONSES),
      timeouts: total(COUNT.TIMEOUTS),
      errors: total(COUNT.ERRORS),
      unusable: total(COUNT.UNUSABLE),
      mismatched: total(COUNT.MISMATCHED),
      nearMisses: total(COUNT.NEAR_MISSES),
      probes: total(COUNT.PROBES),
      secondsSum: total(COUNT.SECONDS),
      rttMs: table.rttMs(row),
      failing: table.isFailing(row),
    };
  }
}
