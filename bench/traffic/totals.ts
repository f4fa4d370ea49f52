// What the generator counts: answers by rcode, what was lost or wrong, and how long each answer took.

/** Latencies from here on are counted as this one, in microseconds. */
const LONGEST_US = 500_000;
const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

/** The counts of one run, as the generator prints them. */
export interface Counts {
  /** Answers over UDP that match their query. */
  readonly answers: number;
  /** Of these, NOERROR without an answer record. */
  readonly empty: number;
  /** Queries without an answer within half a second. */
  readonly lost: number;
  /** Datagrams with the id of no query under way: mostly answers that came too late. */
  readonly stray: number;
  /** Datagrams with the id of a query, but without the QR bit, with another question, or with another answer than expected. */
  readonly wrong: number;
  readonly rcodes: Readonly<Record<string, number>>;
  readonly p50Us: number;
  readonly p99Us: number;
}

/** Counts, from the last reset on. */
export class Totals {
  answers = 0;
  empty = 0;
  lost = 0;
  stray = 0;
  wrong = 0;
  readonly #rcodes = new Float64Array(16);
  readonly #latencies = new Uint32Array(LONGEST_US + 1);

  reset(): void {
    this.answers = 0;
    this.empty = 0;
    this.lost = 0;
    this.stray = 0;
    this.wrong = 0;
    this.#rcodes.fill(0);
    this.#latencies.fill(0);
  }

  answered(rcode: number, records: number, latencyUs: number): void {
    this.answers++;
    this.#rcodes[rcode]++;
    if (rcode === 0 && records === 0) this.empty++;
    this.#latencies[Math.min(LONGEST_US, Math.max(0, latencyUs | 0))]++;
  }

  counts(): Counts {
    const rcodes: Record<string, number> = {};
    this.#rcodes.forEach((count, rcode) => {
      if (count > 0) rcodes[RCODES[rcode] ?? `RCODE${rcode}`] = count;
    });
    const { answers, empty, lost, stray, wrong } = this;
    return {
      answers,
      empty,
      lost,
      stray,
      wrong,
      rcodes,
      p50Us: this.#percentile(0.5),
      p99Us: this.#percentile(0.99),
    };
  }

  /** The latency that this part of the answers does not exceed. */
  #percentile(part: number): number {
    let left = this.answers * part;
    for (let us = 0; us <= LONGEST_US; us++) {
      left -= this.#latencies[us];
      if (left <= 0) return us;
    }
    return LONGEST_US;
  }
}
