// What was asked for most in the last minutes: counted of the lines of the query log on their way.
import type { Clock } from '../time/clock.js';
import type { QueriesView } from '../view/queries.js';
import type { LineWriter } from './query-log.js';
import { TopList } from './top-list.js';

/** The counted time is that of so many windows, and of the one that is not over. */
const WINDOWS = 4;
const WINDOW_MS = 60_000;
/** Names that are counted in each window. */
const NAMES = 256;

/** Counts of a minute. */
class Window {
  readonly names = new TopList(NAMES);
  readonly rcodes = new Map<string, number>();
  seen = 0;

  constructor(readonly beganMs: number) {}

  take(qname: string, rcode: string): void {
    this.seen++;
    this.names.add(qname);
    this.rcodes.set(rcode, (this.rcodes.get(rcode) ?? 0) + 1);
  }
}

/** Adds a number to what stands under a text. */
function addTo(sums: Map<string, number>, text: string, count: number): void {
  sums.set(text, (sums.get(text) ?? 0) + count);
}

export class QueryTop implements LineWriter {
  readonly #lines: LineWriter;
  readonly #clock: Pick<Clock, 'now'>;
  /** The newest first; empty as long as the query log is off. */
  #windows: Window[] = [];

  /** @param lines where the query log goes on to */
  constructor(lines: LineWriter, clock: Pick<Clock, 'now'>) {
    this.#lines = lines;
    this.#clock = clock;
  }

  info(fields: object, text: string): void {
    this.#lines.info(fields, text);
    const { qname, rcode } = fields as { readonly qname?: string; readonly rcode?: string };
    if (qname !== undefined && rcode !== undefined) this.#window().take(qname, rcode);
  }

  warn(fields: object, text: string): void {
    this.#lines.warn?.(fields, text);
  }

  /** @param fraction the part of the queries that is logged @param most how many names are shown */
  view(fraction: number, most: number): QueriesView {
    const nowMs = this.#clock.now();
    this.#drop(nowMs);
    const counts = new Map<string, number>();
    const overs = new Map<string, number>();
    const rcodes = new Map<string, number>();
    for (const window of this.#windows) {
      for (const [name, { count, over }] of window.names.counts) {
        addTo(counts, name, count);
        addTo(overs, name, over);
      }
      for (const [rcode, count] of window.rcodes) addTo(rcodes, rcode, count);
    }
    const byCount = (sums: ReadonlyMap<string, number>) => [...sums].sort(([, a], [, b]) => b - a);
    const beganMs = this.#windows.at(-1)?.beganMs ?? nowMs;
    return {
      fraction,
      seconds: Math.round((nowMs - beganMs) / 1000),
      seen: this.#windows.reduce((sum, { seen }) => sum + seen, 0),
      names: byCount(counts)
        .slice(0, most)
        .map(([name, count]) => ({ name, count, over: overs.get(name) ?? 0 })),
      rcodes: byCount(rcodes).map(([rcode, count]) => ({ rcode, count })),
    };
  }

  /** The one of now. */
  #window(): Window {
    const nowMs = this.#clock.now();
    const [newest] = this.#windows;
    if (newest !== undefined && nowMs - newest.beganMs < WINDOW_MS) return newest;
    this.#windows.unshift(new Window(nowMs));
    this.#drop(nowMs);
    return this.#windows[0];
  }

  /** Forgets what is too long ago. */
  #drop(nowMs: number): void {
    const recent = this.#windows.filter(({ beganMs }) => nowMs - beganMs < (WINDOWS + 1) * WINDOW_MS);
    this.#windows = recent.slice(0, WINDOWS + 1);
  }
}
