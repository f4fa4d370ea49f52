// When a file is read and written that keeps something over a restart: read once queries are answered, written now and then, and at the end.
import { statSync } from 'node:fs';
import { fileStamp } from '../source/file-stamp.js';
import type { Cancel, Clock } from '../time/clock.js';
import { OneAtATime } from './one-at-a-time.js';

/** How often it is looked whether something is to be done. */
const LOOK_MS = 5_000;
/** For so many looks a former process may take to write its last file. */
const LOOKS_FOR_FORMER = 4;
/** The longest that an end is held up. */
const LAST_WRITE_MS = 10_000;

/** What is kept. */
export interface Kept {
  /** Where; undefined while nothing is. */
  path(): string | undefined;
  /** Takes in what a file has. @returns what is wrong with it, for people */
  read(path: string): Promise<string | undefined>;
  /** @throws Error */
  write(path: string): Promise<void>;
  /** Whether it is to be written before the end. @param sinceMs how long ago it was, or since when queries are answered */
  isDue(sinceMs: number): boolean;
  /** What is told when it cannot be written. */
  notWritten(path: string, why: string): string;
}

/** See {@link fileStamp}; undefined when that cannot be told. */
function stampOf(path: string): string | undefined {
  try {
    return fileStamp(statSync(path, { bigint: true }));
  } catch {
    return undefined;
  }
}

export class KeptFile {
  readonly #kept: Kept;
  readonly #clock: Clock;
  readonly #onProblem: (text: string) => void;
  readonly #work = new OneAtATime(() => this.#do());
  /** The file that was read, and how often it is still to be read again. */
  #readPath: string | undefined;
  #readStamp: string | undefined;
  #rereads = 0;
  #writtenMs = 0;
  /** What was told last, which is not told again. */
  #told: string | undefined;
  #hasBegun = false;
  #isClosing = false;
  #cancel: Cancel | undefined;

  /** @param onProblem takes what is wrong with the file; the server goes on */
  constructor(kept: Kept, clock: Clock, onProblem: (text: string) => void) {
    this.#kept = kept;
    this.#clock = clock;
    this.#onProblem = onProblem;
  }

  /** Looks at once whether something is to be done. */
  look(): void {
    if (this.#hasBegun) void this.#work.run();
  }

  /** Queries are answered from now on. @param tookOver whether a former process is about to write the file once more */
  begin(tookOver: boolean): void {
    this.#hasBegun = true;
    this.#rereads = tookOver ? LOOKS_FOR_FORMER : 0;
    this.#writtenMs = this.#clock.now();
    void this.#work.run();
    this.#wait();
  }

  /** Writes the file for the last time; gives up when that takes long. */
  async close(): Promise<void> {
    this.#cancel?.();
    if (!this.#hasBegun) return;
    this.#isClosing = true;
    let cancel: Cancel | undefined;
    const late = new Promise<void>(resolve => {
      cancel = this.#clock.after(LAST_WRITE_MS, resolve);
    });
    await Promise.race([this.#work.run(), late]);
    cancel?.();
  }

  #wait(): void {
    this.#cancel = this.#clock.after(LOOK_MS, () => {
      void this.#work.run();
      this.#wait();
    });
  }

  /** What is to be done, in the order that loses nothing: what was never read is not written over. */
  async #do(): Promise<void> {
    const path = this.#kept.path();
    if (path === undefined) return;
    if (path !== this.#readPath || this.#rereads > 0) await this.#read(path);
    if (this.#isClosing || this.#kept.isDue(this.#clock.now() - this.#writtenMs)) await this.#write(path);
  }

  async #read(path: string): Promise<void> {
    if (path === this.#readPath) this.#rereads--;
    const stamp = stampOf(path);
    if (path === this.#readPath && stamp === this.#readStamp) return;
    this.#readPath = path;
    this.#readStamp = stamp;
    const fault = await this.#kept.read(path);
    if (fault !== undefined) this.#tell(fault);
  }

  async #write(path: string): Promise<void> {
    this.#writtenMs = this.#clock.now();
    try {
      await this.#kept.write(path);
      this.#told = undefined;
    } catch (error) {
      this.#tell(this.#kept.notWritten(path, (error as Error).message));
    }
  }

  #tell(problem: string): void {
    if (problem === this.#told) return;
    this.#told = problem;
    this.#onProblem(problem);
  }
}
