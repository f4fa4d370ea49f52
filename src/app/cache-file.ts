// The cache file: written while answers come in, and after a flush.
import type { AnswerCache } from '../forward/cache/answer-cache.js';
import type { FileHead } from '../forward/cache/file-format.js';
import { readCacheFile } from '../forward/cache/file-read.js';
import { writeCacheFile } from '../forward/cache/file-write.js';
import type { Clock } from '../time/clock.js';
import { bootOf } from '../time/machine-moment.js';
import { type Kept, KeptFile } from './kept-file.js';

/** How often the file is written while answers come in. */
const WRITE_MS = 600_000;

/** What is kept, and where. */
export interface Filed {
  readonly path: string | undefined;
  readonly cache: AnswerCache | undefined;
  /** See {@link FileHead}. */
  readonly rules: string;
}

const NOTHING: Filed = { path: undefined, cache: undefined, rules: '' };

class KeptAnswers implements Kept {
  filed = NOTHING;
  readonly #clock: Pick<Clock, 'wallMs'>;
  readonly #boot = bootOf();
  /** As of the last writing. */
  #misses = 0;
  #forgotten = 0;

  constructor(clock: Pick<Clock, 'wallMs'>) {
    this.#clock = clock;
  }

  path(): string | undefined {
    const { path, cache } = this.filed;
    return cache === undefined ? undefined : path;
  }

  async read(path: string): Promise<string | undefined> {
    const { cache } = this.filed;
    if (cache === undefined) return undefined;
    const fault = (await readCacheFile(path, cache, this.#head(cache)))?.fault;
    return fault === undefined ? undefined : `answers in ${path} are not used: ${fault}`;
  }

  async write(path: string): Promise<void> {
    const { cache } = this.filed;
    if (cache === undefined) return;
    this.#misses = cache.counts.misses;
    this.#forgotten = cache.forgotten;
    await writeCacheFile(path, cache, this.#head(cache));
  }

  isDue(sinceMs: number): boolean {
    const { cache } = this.filed;
    if (cache === undefined) return false;
    const isLate = sinceMs >= WRITE_MS && cache.counts.misses !== this.#misses;
    return isLate || cache.forgotten !== this.#forgotten;
  }

  notWritten(path: string, why: string): string {
    return `answers are not kept in ${path} over a restart: ${why}`;
  }

  #head(cache: AnswerCache): FileHead {
    const moment = { wallMs: this.#clock.wallMs(), uptimeSeconds: cache.nowSeconds, boot: this.#boot };
    return { moment, rules: this.filed.rules };
  }
}

export class CacheFile {
  readonly #answers: KeptAnswers;
  readonly #file: KeptFile;

  /** @param onProblem takes what is wrong with the file; the server goes on */
  constructor(clock: Clock, onProblem: (text: string) => void) {
    this.#answers = new KeptAnswers(clock);
    this.#file = new KeptFile(this.#answers, clock, onProblem);
  }

  /** Reads and writes this from now on. */
  follow(filed: Filed): void {
    this.#answers.filed = filed;
    this.#file.look();
  }

  /** See {@link KeptFile.begin}. */
  begin(tookOver: boolean): void {
    this.#file.begin(tookOver);
  }

  /** See {@link KeptFile.close}. */
  close(): Promise<void> {
    return this.#file.close();
  }
}
