// The copy of a zone in the file system: which version it is, when that was confirmed, and its going and coming back when it expires.
import { existsSync } from 'node:fs';
import { open, rename, rm, utimes } from 'node:fs/promises';
import { confirmedMsOf, markPath, type SoaNumbers, soaOfLine } from '../config/copy-age.js';
import { expiredPath } from '../config/copy-path.js';
import { firstLineOf, isWhole } from './zone-copy.js';

/** What is found of an earlier process. */
export interface FoundCopy {
  readonly soa: SoaNumbers;
  /** When it was confirmed last, in milliseconds since 1970. */
  readonly confirmedMs: number;
}

/** All files of a copy. */
export function filesOfCopy(file: string): string[] {
  return [file, expiredPath(file), markPath(file)];
}

/** Removes all that is kept of a zone. Never rejects: what stays is removed at the next start. */
export async function removeCopy(file: string): Promise<void> {
  for (const path of filesOfCopy(file)) await rm(path, { force: true }).catch(() => {});
}

export class KeptCopy {
  readonly #file: string;
  /** Where it is as long as nobody may be answered from it. */
  readonly #expired: string;
  /** It is not the copy itself that has this time, for then it would be read again. */
  readonly #mark: string;

  constructor(file: string) {
    this.#file = file;
    this.#expired = expiredPath(file);
    this.#mark = markPath(file);
  }

  /** Whether there is a copy to answer from. */
  get isThere(): boolean {
    return existsSync(this.#file);
  }

  /** Whether the copy to answer from is there, and whole. Rejects with the error of a file system that does not say so. */
  get isWhole(): Promise<boolean> {
    return isWhole(this.#file).catch(error => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    });
  }

  /** Whether there is one that is out of the way. */
  get isAside(): boolean {
    return existsSync(this.#expired);
  }

  /** What an earlier process has left; undefined when that is nothing of use. */
  async find(): Promise<FoundCopy | undefined> {
    const file = this.isThere ? this.#file : this.#expired;
    const line = await firstLineOf(file).catch(() => undefined);
    const soa = line === undefined ? undefined : soaOfLine(line);
    if (soa === undefined || !(await isWhole(file).catch(() => false))) return undefined;
    return { soa, confirmedMs: confirmedMsOf(this.#file, file) };
  }

  /** Takes it out of the way. @throws Error of the file system */
  async expire(): Promise<void> {
    if (this.isThere) await rename(this.#file, this.#expired);
  }

  /**
   * Puts it back; where another version has come, what is out of the way goes.
   * @returns whether it was put back @throws Error of the file system
   */
  async restore(): Promise<boolean> {
    if (!this.isAside) return false;
    if (this.isThere) {
      await rm(this.#expired, { force: true });
      return false;
    }
    await rename(this.#expired, this.#file);
    return true;
  }

  /**
   * Notes that it was confirmed, for the next process: a note that cannot be written makes the copy no older in this one.
   * @param nowMs since 1970
   */
  async confirm(nowMs: number): Promise<void> {
    try {
      const handle = await open(this.#mark, 'a', 0o600);
      await handle.close();
      await utimes(this.#mark, nowMs / 1_000, nowMs / 1_000);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
}
