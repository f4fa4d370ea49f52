// The history of a running server: what the health engine tells it, when its buckets begin, and its file.
import type { Endpoint } from '../health/endpoint.js';
import { poolStateOf } from '../health/pool-state.js';
import type { Watch } from '../health/watch.js';
import { MINUTE_MS } from '../observe/history/check-times.js';
import { History } from '../observe/history/history.js';
import type { ProbeResult } from '../probe/result.js';
import { besideState } from '../source/beside-state.js';
import type { Cancel, Clock } from '../time/clock.js';
import { bootOf, type MachineMoment } from '../time/machine-moment.js';
import { OneAtATime } from '../time/one-at-a-time.js';
import { type Steps, Turns } from '../time/turns.js';
import { lazyUptime } from '../time/uptime.js';
import { type Kept, KeptFile } from './kept-file.js';

/** How often the file is written. */
const WRITE_MS = 300_000;
/** While the file is read or written, a turn is put off by so much. */
const HELD_MS = 500;

const NO_FORMERS: ReadonlyMap<string, string> = new Map();

function* endpointsOf(watches: readonly Watch[]): Generator<Endpoint, void, void> {
  for (const { endpoints } of watches) yield* endpoints;
}

/**
 * What reads and writes the file: both are loaded when it is first read, as a start without an admin address needs neither, and an
 * installation may be another one by the time of the last writing.
 */
async function filing() {
  const [{ readHistoryFile }, { writeHistoryFile }] = await Promise.all([
    import('../observe/history/file-read.js'),
    import('../observe/history/file-write.js'),
  ]);
  return { readHistoryFile, writeHistoryFile };
}

export class HistorySide implements Kept {
  readonly #path: string | undefined;
  readonly #clock: Clock;
  readonly #file: KeptFile;
  readonly #boot = bootOf();
  readonly #uptime = lazyUptime();
  readonly #work = new OneAtATime();
  /** Resolves when those that are watched have their rows. */
  #followed: Promise<void> = Promise.resolve();
  #watches: readonly Watch[] = [];
  #history: History | undefined;
  #cancel: Cancel | undefined;
  /** How often the file could not be written. */
  failures = 0;

  /** @param onProblem takes what is wrong with the file; the server goes on */
  constructor(stateFile: string | undefined, clock: Clock, onProblem: (text: string) => void) {
    this.#path = stateFile === undefined ? undefined : besideState(stateFile, 'history');
    this.#clock = clock;
    this.#file = new KeptFile(this, clock, onProblem);
  }

  /** What is known as of the last minute; undefined while no history is kept. */
  get history(): History | undefined {
    return this.#history;
  }

  /** Keeps a history from now on, or none. */
  follow(isWanted: boolean): void {
    if (isWanted === (this.#history !== undefined)) return;
    this.#cancel?.();
    const history = isWanted ? new History(this.#clock.now()) : undefined;
    this.#history = history;
    if (history === undefined) return;
    this.#work.atOnce(this.#follow(history, this.#watches, NO_FORMERS));
    this.#wait();
    this.#file.look();
  }

  /** See {@link KeptFile.begin}. */
  begin(tookOver: boolean): void {
    this.#file.begin(tookOver);
  }

  /** Resolves when the history is in its file, if there is one. */
  async close(): Promise<void> {
    this.#cancel?.();
    await this.#file.close();
  }

  /** These are watched from now on. @param formers by the key of a new endpoint, that of the one whose place it takes */
  watched(watches: readonly Watch[], formers: ReadonlyMap<string, string>): void {
    this.#watches = watches;
    const history = this.#history;
    if (history === undefined) return;
    this.#followed = this.#work.byTurns(this.#follow(history, watches, formers));
  }

  *#follow(history: History, watches: readonly Watch[], formers: ReadonlyMap<string, string>): Steps<void> {
    const pools = new Map(watches.map(watch => [watch.watched.name, () => poolStateOf(watch)]));
    yield* history.followInSteps(endpointsOf(watches), pools, formers, this.#clock.now());
  }

  /** A check of an endpoint was made. */
  checked({ key }: Endpoint, { durationMs, ok }: ProbeResult): void {
    this.#history?.check(key, durationMs, ok);
  }

  /** Something has changed in a pool. */
  changed(watch: Watch): void {
    this.#history?.setPool(watch.watched.name, poolStateOf(watch), this.#clock.now());
  }

  path(): string | undefined {
    return this.#history === undefined ? undefined : this.#path;
  }

  async read(path: string): Promise<string | undefined> {
    const { readHistoryFile } = await filing();
    await this.#followed;
    if (this.#history === undefined) return undefined;
    const fault = await readHistoryFile(path, this.#history, this.#moment, this.#clock.now());
    return fault === undefined ? undefined : `the history in ${path} is not used: ${fault}; it begins again`;
  }

  async write(path: string): Promise<void> {
    const history = this.#history;
    if (history === undefined) return;
    await this.#followed;
    await this.#turn();
    try {
      const { writeHistoryFile } = await filing();
      await writeHistoryFile(path, history, this.#moment, this.#clock.now());
    } catch (error) {
      this.failures++;
      throw error;
    }
  }

  isDue(sinceMs: number): boolean {
    return sinceMs >= WRITE_MS;
  }

  notWritten(path: string, why: string): string {
    return `the history is not kept in ${path} over a restart: ${why}`;
  }

  get #moment(): MachineMoment {
    return { wallMs: this.#clock.wallMs(), uptimeSeconds: this.#uptime(), boot: this.#boot };
  }

  /** Notes how all were until now, and goes on to the buckets of now. */
  async #turn(): Promise<void> {
    const history = this.#history;
    if (history === undefined) return;
    await this.#note(history);
    if (history.advance(this.#clock.now())) await this.#note(history);
  }

  /** Others have their turn between members. */
  async #note(history: History): Promise<void> {
    history.notePools(this.#clock.now());
    const turns = new Turns();
    const watches = this.#watches;
    for (const endpoint of endpointsOf(watches)) {
      history.note(endpoint, this.#clock.now());
      if (turns.isOver) await turns.pass();
      // Those that are there by now were noted meanwhile.
      if (watches !== this.#watches) return;
    }
  }

  /** Until the next minute begins. */
  #wait(): void {
    const leftMs = this.#history?.isHeld === true ? HELD_MS : MINUTE_MS - (this.#clock.now() % MINUTE_MS);
    this.#cancel = this.#clock.after(leftMs, () => {
      this.#wait();
      void this.#turn();
    });
  }
}
