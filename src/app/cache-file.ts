// When the cache file is read and written: read once queries are answered, written now and then, after a flush, and at the end.
import { readFileSync, statSync } from 'node:fs';
import type { AnswerCache } from '../forward/cache/answer-cache.js';
import type { FileHead } from '../forward/cache/file-format.js';
import { readCacheFile } from '../forward/cache/file-read.js';
import { writeCacheFile } from '../forward/cache/file-write.js';
import type { Cancel, Clock } from '../time/clock.js';
import { OneAtATime } from './one-at-a-time.js';

/** How often it is looked whether something is to be done. */
const LOOK_MS = 5_000;
/** How often the file is written while answers come in. */
const WRITE_MS = 600_000;
/** For so many looks a former process may take to write its last file. */
const LOOKS_FOR_FORMER = 4;
/** The longest that an end is held up. */
const LAST_WRITE_MS = 10_000;

/** What is kept, and where. */
export interface Filed {
  readonly path: string | undefined;
  readonly cache: AnswerCache | undefined;
  /** See {@link FileHead}. */
  readonly rules: string;
}

const NOTHING: Filed = { path: undefined, cache: undefined, rules: '' };

function bootOf(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1');
  } catch {
    return '';
  }
}

/** What tells a file from another one that was put in its place; undefined when that cannot be told. */
function stampOf(path: string): string | undefined {
  try {
    const { ino, mtimeNs, size } = statSync(path, { bigint: true });
    return `${ino} ${mtimeNs} ${size}`;
  } catch {
    return undefined;
  }
}

export class CacheFile {
  readonly #clock: Clock;
  readonly #onProblem: (text: string) => void;
  readonly #boot = bootOf();
  readonly #work = new OneAtATime(() => this.#do());
  #filed = NOTHING;
  /** The file that was read, and how often it is still to be read again. */
  #readPath: string | undefined;
  #readStamp: string | undefined;
  #rereads = 0;
  /** As of the last writing. */
  #writtenMs = 0;
  #misses = 0;
  #forgotten = 0;
  /** What was told last, which is not told again. */
  #told: string | undefined;
  #hasBegun = false;
  #isClosing = false;
  #cancel: Cancel | undefined;

  /** @param onProblem takes what is wrong with the file; the server goes on */
  constructor(clock: Clock, onProblem: (text: string) => void) {
    this.#clock = clock;
    this.#onProblem = onProblem;
  }

  /** Reads and writes this from now on. */
  follow(filed: Filed): void {
    this.#filed = filed;
    if (this.#hasBegun) void this.#work.run();
  }

  /** See {@link ForwardingSide.begin}. */
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
    const { path, cache } = this.#filed;
    if (path === undefined || cache === undefined) return;
    if (path !== this.#readPath || this.#rereads > 0) await this.#read(path, cache);
    if (this.#isDue(cache)) await this.#write(path, cache);
  }

  async #read(path: string, cache: AnswerCache): Promise<void> {
    if (path === this.#readPath) this.#rereads--;
    const stamp = stampOf(path);
    if (path === this.#readPath && stamp === this.#readStamp) return;
    this.#readPath = path;
    this.#readStamp = stamp;
    const reading = await readCacheFile(path, cache, this.#head(cache));
    const fault = reading?.fault;
    if (fault !== undefined) this.#tell(`answers in ${path} are not used: ${fault}`);
  }

  #isDue(cache: AnswerCache): boolean {
    const isLate = this.#clock.now() - this.#writtenMs >= WRITE_MS && cache.counts.misses !== this.#misses;
    return isLate || this.#isClosing || cache.forgotten !== this.#forgotten;
  }

  async #write(path: string, cache: AnswerCache): Promise<void> {
    this.#writtenMs = this.#clock.now();
    this.#misses = cache.counts.misses;
    this.#forgotten = cache.forgotten;
    try {
      await writeCacheFile(path, cache, this.#head(cache));
      this.#told = undefined;
    } catch (error) {
      this.#tell(`answers are not kept in ${path} over a restart: ${(error as Error).message}`);
    }
  }

  #head(cache: AnswerCache): FileHead {
    const moment = { wallMs: this.#clock.wallMs(), uptimeSeconds: cache.nowSeconds, boot: this.#boot };
    return { moment, rules: this.#filed.rules };
  }

  #tell(problem: string): void {
    if (problem === this.#told) return;
    this.#told = problem;
    this.#onProblem(problem);
  }
}
