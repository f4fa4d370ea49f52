// Counters of answers and drops in shared memory: one block per thread, moved by plain additions, summed by whoever shows them.
import { RCODE, rcodeToText } from '../dns/constants.js';
import { TYPE, typeToText } from '../dns/types.js';
import { LIMIT_NAMES, type Limit } from './answer-limit.js';
import {
  CONTROL,
  CONTROL_NAMES,
  type Control,
  DROP,
  type DropReason,
  type Exchange,
  PROTOCOL_NAMES,
  type Protocol,
} from './exchange.js';
import { STATUSES, type Status } from './http-status.js';
import { REFUSAL, REFUSAL_NAMES, type Refusal } from './refusal.js';

const types = [
  TYPE.A,
  TYPE.AAAA,
  TYPE.NS,
  TYPE.SOA,
  TYPE.CNAME,
  TYPE.MX,
  TYPE.TXT,
  TYPE.SRV,
  TYPE.PTR,
  TYPE.HTTPS,
  TYPE.SVCB,
  TYPE.CAA,
  TYPE.DS,
  TYPE.DNSKEY,
  TYPE.ANY,
];
const rcodes = [
  RCODE.NOERROR,
  RCODE.FORMERR,
  RCODE.SERVFAIL,
  RCODE.NXDOMAIN,
  RCODE.NOTIMP,
  RCODE.REFUSED,
  RCODE.YXDOMAIN,
  RCODE.NOTAUTH,
  RCODE.BADVERS,
  RCODE.BADCOOKIE,
];

/** Label values by position; the last of each stands for all others. */
const TALLY_TYPES: readonly string[] = [...types.map(typeToText), 'other'];
const TALLY_RCODES: readonly string[] = [...rcodes.map(rcodeToText), 'other'];
const TALLY_FAMILIES: readonly string[] = ['ipv4', 'ipv6'];

/** Tables that one thread writes and others read: see {@link Tally.tornRead}. */
export const TABLE = { LINEUPS: 0, CACHE: 1 } as const;
export const TABLE_NAMES: readonly string[] = ['lineups', 'cache'];

/** Why messages got no answer, as it is shown. */
export const DROP_REASONS: readonly string[] = Object.keys(DROP).map(reason => reason.toLowerCase());

/** Rows of zones that are counted by name; row 0 is for names outside all zones, the last row for all further zones. */
export const TALLY_ROWS = 256;

/** Protocols by families. */
const WAYS = PROTOCOL_NAMES.length * TALLY_FAMILIES.length;
const ROW = TALLY_TYPES.length * WAYS * TALLY_RCODES.length;

const typePlace = new Uint8Array(0x10000).fill(types.length);
types.forEach((type, place) => {
  typePlace[type] = place;
});
const rcodePlace = new Uint8Array(4096).fill(rcodes.length);
rcodes.forEach((rcode, place) => {
  rcodePlace[rcode] = place;
});

/** Upper bounds of the duration buckets, in seconds; one more bucket holds all above. */
export const DURATION_BOUNDS: readonly number[] = [
  0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
  0.5, 1, 2.5,
];
const DURATION_ROW = DURATION_BOUNDS.length + 2;

/** Rows of lists that block; row 0 is for names that none blocks. */
export const TALLY_LISTS = TALLY_ROWS;

/** Members of pools that can be counted, place 0 aside: that is of those that are not. */
export const TALLY_MEMBERS = 0x1_0000;

const AREAS = {
  answers: TALLY_ROWS * ROW,
  drops: DROP_REASONS.length,
  failures: 1,
  cacheHits: 1,
  blocked: TALLY_LISTS,
  controls: CONTROL_NAMES.length,
  limits: LIMIT_NAMES.length,
  cookieCuts: 1,
  refusals: REFUSAL_NAMES.length,
  statuses: STATUSES.length,
  tornReads: TABLE_NAMES.length,
  durations: PROTOCOL_NAMES.length * DURATION_ROW,
  members: TALLY_MEMBERS * 2,
} as const;

/** One thread's counters. */
export class Tally {
  readonly #answers: Float64Array;
  readonly #drops: Float64Array;
  readonly #failures: Float64Array;
  readonly #cacheHits: Float64Array;
  readonly #blocked: Float64Array;
  readonly #controls: Float64Array;
  readonly #limits: Float64Array;
  readonly #cookieCuts: Float64Array;
  readonly #refusals: Float64Array;
  readonly #statuses: Float64Array;
  readonly #tornReads: Float64Array;
  /** Per protocol: the buckets, then the sum of all durations. */
  readonly #durations: Float64Array;
  /** Of each place the answers with the record of its member, then those in which it stood first. */
  readonly members: Float64Array;

  /** @param memory another thread's counters, to be read */
  constructor(
    readonly memory = new SharedArrayBuffer(Object.values(AREAS).reduce((sum, length) => sum + length) * 8),
  ) {
    let at = 0;
    const area = (length: number) => {
      const view = new Float64Array(memory, at * 8, length);
      at += length;
      return view;
    };
    this.#answers = area(AREAS.answers);
    this.#drops = area(AREAS.drops);
    this.#failures = area(AREAS.failures);
    this.#cacheHits = area(AREAS.cacheHits);
    this.#blocked = area(AREAS.blocked);
    this.#controls = area(AREAS.controls);
    this.#limits = area(AREAS.limits);
    this.#cookieCuts = area(AREAS.cookieCuts);
    this.#refusals = area(AREAS.refusals);
    this.#statuses = area(AREAS.statuses);
    this.#tornReads = area(AREAS.tornReads);
    this.#durations = area(AREAS.durations);
    this.members = area(AREAS.members);
  }

  /** Counts an exchange that was answered. */
  answered({ row, question, protocol, client, rcode, control, listRow, refusal }: Exchange): void {
    const way = protocol * 2 + (client.isIpv6 ? 1 : 0);
    const place = (typePlace[question.qtype] * WAYS + way) * TALLY_RCODES.length + rcodePlace[rcode];
    this.#answers[row * ROW + place]++;
    if (control !== CONTROL.NONE) this.#controls[control]++;
    if (refusal !== REFUSAL.NONE) this.#refusals[refusal]++;
    if (listRow !== 0) this.#blocked[listRow]++;
  }

  dropped(reason: DropReason): void {
    this.#drops[reason]++;
  }

  /** Counts the time from receiving a query to handing over its answer. */
  took(protocol: Protocol, seconds: number): void {
    const row = protocol * DURATION_ROW;
    let bucket = 0;
    while (bucket < DURATION_BOUNDS.length && seconds > DURATION_BOUNDS[bucket]) bucket++;
    this.#durations[row + bucket]++;
    this.#durations[row + DURATION_ROW - 1] += seconds;
  }

  /** As {@link took} for `count` answers that were handed over together; whole nanoseconds, so that no number is allocated. */
  tookMany(protocol: Protocol, count: number, nanoseconds: number): void {
    const row = protocol * DURATION_ROW;
    let bucket = 0;
    while (bucket < DURATION_BOUNDS.length && nanoseconds > DURATION_BOUNDS[bucket] * 1e9) bucket++;
    this.#durations[row + bucket] += count;
    this.#durations[row + DURATION_ROW - 1] += count * nanoseconds * 1e-9;
  }

  /** The histogram of one protocol: counts per bucket, not cumulative, and the sum in seconds. */
  durations(protocol: Protocol): { readonly counts: readonly number[]; readonly sum: number } {
    const row = this.#durations.subarray(protocol * DURATION_ROW, (protocol + 1) * DURATION_ROW);
    return { counts: [...row.subarray(0, -1)], sum: row[DURATION_ROW - 1] };
  }

  /** Counts a programming error that was answered with SERVFAIL. */
  failed(): void {
    this.#failures[0]++;
  }

  get failures(): number {
    return this.#failures[0];
  }

  /** Counts a query that would have been forwarded, but was answered with what is kept. */
  hit(): void {
    this.#cacheHits[0]++;
  }

  get cacheHits(): number {
    return this.#cacheHits[0];
  }

  /** Queries that the list of a row has blocked. */
  blocked(row: number): number {
    return this.#blocked[row];
  }

  /** Queries that any list has blocked. */
  get allBlocked(): number {
    return this.#blocked.reduce((sum, count) => sum + count);
  }

  /** Counts a reading that was given up since what was read was written over meanwhile. @param table one of {@link TABLE} */
  tornRead(table: number): void {
    this.#tornReads[table]++;
  }

  /** Readings given up, by place in {@link TABLE_NAMES}. */
  tornReads(): readonly number[] {
    return [...this.#tornReads];
  }

  /** Counts an answer of which a client has got too many. */
  limited(limit: Limit): void {
    this.#limits[limit]++;
  }

  /** Answers over the limit, by what became of them: see {@link LIMIT_NAMES}. */
  limits(limit: Limit): number {
    return this.#limits[limit];
  }

  /** Counts an answer that was truncated for want of a cookie. */
  cutForCookie(): void {
    this.#cookieCuts[0]++;
  }

  /** Answers that were truncated for want of a cookie. */
  get cookieCuts(): number {
    return this.#cookieCuts[0];
  }

  /** Control messages that were answered or refused. */
  controls(kind: Control): number {
    return this.#controls[kind];
  }

  /** What was refused to clients, and signatures that were not taken. */
  refusals(refusal: Refusal): number {
    return this.#refusals[refusal];
  }

  /** Counts a request of DNS over HTTPS that was replied to. */
  replied(status: Status): void {
    this.#statuses[STATUSES.indexOf(status)]++;
  }

  /** Requests of DNS over HTTPS that were replied to, by place in {@link STATUSES}. */
  statuses(): readonly number[] {
    return [...this.#statuses];
  }

  /** Messages dropped, by place in {@link DROP_REASONS}. */
  drops(): readonly number[] {
    return [...this.#drops];
  }

  /** Adds up the answers of the first rows, by response code. */
  addRcodes(sums: Map<string, number>, rows: number): void {
    const own = new Float64Array(TALLY_RCODES.length);
    for (let at = 0, rcode = 0; at < rows * ROW; at++) {
      own[rcode] += this.#answers[at];
      rcode = rcode + 1 === own.length ? 0 : rcode + 1;
    }
    for (const [rcode, name] of TALLY_RCODES.entries()) sums.set(name, (sums.get(name) ?? 0) + own[rcode]);
  }

  /** Calls back for every counter of a row that has moved. */
  eachOfRow(
    row: number,
    see: (labels: { type: string; proto: string; family: string; rcode: string }, count: number) => void,
  ): void {
    for (let place = 0; place < ROW; place++) {
      const count = this.#answers[row * ROW + place];
      if (count === 0) continue;
      const rcode = place % TALLY_RCODES.length;
      const transport = Math.floor(place / TALLY_RCODES.length) % WAYS;
      const type = Math.floor(place / TALLY_RCODES.length / WAYS);
      const labels = {
        type: TALLY_TYPES[type],
        proto: PROTOCOL_NAMES[transport >> 1],
        family: TALLY_FAMILIES[transport & 1],
        rcode: TALLY_RCODES[rcode],
      };
      see(labels, count);
    }
  }
}
