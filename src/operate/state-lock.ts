// The lock of a state file: two servers with one file would take turns in undoing what operators said.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../source/folder.js';
import { isRunning } from '../source/running-process.js';

/** Another server that runs has the file. */
export class StateInUseError extends Error {
  override readonly name = 'StateInUseError';
}

/** Dead, though still listed by the system. */
const OVER = new Set(['Z', 'X']);

/** When a process began, in a unit of the system: another one may get its number later. Undefined when it is not there, or not known. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name, in brackets, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return OVER.has(fields[0]) ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** Number and beginning of a process, as a lock has them. */
const identityOf = (pid: number) => `${pid} ${startOf(pid) ?? '-'}\n`;

/** The process of a lock, if it still runs. */
function ownerOf(text: string): number | undefined {
  const pid = Number(/^\d+/.exec(text)?.[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return isRunning(pid) && identityOf(pid) === text ? pid : undefined;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is not there, if its folder is none.
  }
}

export class StateLock {
  readonly #path: string;
  readonly #own = identityOf(process.pid);

  private constructor(path: string) {
    this.#path = path;
  }

  /**
   * Takes the lock, also that of a process that is gone. Where none can be written nothing can be kept either: that is told when
   * something is to be.
   * @param former processes whose place this one takes
   * @throws StateInUseError
   */
  static take(stateFile: string | undefined, former: readonly number[]): StateLock | undefined {
    if (stateFile === undefined) return undefined;
    const lock = new StateLock(`${stateFile}.lock`);
    const own = `${lock.#path}.${process.pid}`;
    try {
      makeFolder(dirname(own));
      writeFileSync(own, lock.#own);
      return lock.#take(own, former, stateFile) ? lock : undefined;
    } catch (error) {
      if (error instanceof StateInUseError) throw error;
      return undefined;
    } finally {
      removeQuietly(own);
    }
  }

  /** Removes it, unless another process has taken it over. */
  release(): void {
    if (textOf(this.#path) === this.#own) removeQuietly(this.#path);
  }

  #take(own: string, former: readonly number[], stateFile: string): boolean {
    const there = textOf(this.#path);
    if (there !== undefined) {
      const owner = ownerOf(there);
      if (owner !== undefined && owner !== process.pid && !former.includes(owner))
        throw new StateInUseError(
          `${stateFile} keeps what operators say to process ${owner}, which runs: two servers need two files (state: in rondo.yaml)`,
        );
      this.#removeStale(there, `${own}.stale`);
    }
    // Of several that begin at once, one makes the link.
    linkSync(own, this.#path);
    return true;
  }

  /** Another process may have removed it, and put its own there, since this one has looked. */
  #removeStale(seen: string, aside: string): void {
    renameSync(this.#path, aside);
    if (textOf(aside) !== seen) linkSync(aside, this.#path);
    rmSync(aside, { force: true });
  }
}
