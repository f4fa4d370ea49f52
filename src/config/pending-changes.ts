// Changes of files that are not reported yet, since they are not at rest or wait for others.
import { FileRest, type RestTimes } from './file-rest.js';
import { type FileLook, lacksFinalNewline, lookAt } from './file-state.js';

/** A change that is not reported yet. */
interface Change {
  readonly rest: FileRest;
  /** When to look again, on the clock. */
  dueMs: number;
  /** What is to be reported, once it is at rest. */
  ripe: FileLook | undefined;
}

export class PendingChanges {
  readonly #times: RestTimes;
  readonly #changes = new Map<string, Change>();
  /** Since when changes are at rest that wait for others; on the clock. */
  #ripeMs: number | undefined;

  constructor(times: RestTimes) {
    this.#times = times;
  }

  has(path: string): boolean {
    return this.#changes.has(path);
  }

  /** Notes that a path may have changed. @param former what was seen of it last @param dueMs when to look */
  suspect(path: string, former: FileLook, dueMs: number): void {
    const change = this.#changes.get(path);
    if (change === undefined)
      this.#changes.set(path, { rest: new FileRest(former, this.#times), dueMs, ripe: undefined });
    else change.dueMs = Math.min(change.dueMs, dueMs);
  }

  /** The same for a file that is known to look half-written. */
  await(path: string, former: FileLook, dueMs: number): void {
    this.#changes.set(path, { rest: new FileRest(former, this.#times, true), dueMs, ripe: undefined });
  }

  /** Forgets all but these. */
  keepOnly(known: { has(path: string): boolean }): void {
    for (const path of this.#changes.keys()) if (!known.has(path)) this.#changes.delete(path);
  }

  /** Files that look half-written. */
  get awaited(): string[] {
    return [...this.#changes].flatMap(([path, { rest }]) => (rest.isSlow ? [path] : []));
  }

  /** When to look again, on the clock; infinite when nothing is pending. */
  get dueMs(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const { dueMs } of this.#changes.values()) earliest = Math.min(earliest, dueMs);
    return earliest;
  }

  /** Looks at all that is due. @returns what is to be reported now, by path, and no longer pending */
  look(nowMs: number): Map<string, FileLook> {
    for (const [path, change] of this.#changes) if (change.dueMs <= nowMs) this.#lookAt(path, change, nowMs);
    const ripe = new Map<string, FileLook>();
    if (!this.#isToReport(nowMs)) return ripe;
    this.#ripeMs = undefined;
    for (const [path, { ripe: look }] of this.#changes) if (look !== undefined) ripe.set(path, look);
    for (const path of ripe.keys()) this.#changes.delete(path);
    return ripe;
  }

  #lookAt(path: string, change: Change, nowMs: number): void {
    const look = lookAt(path);
    const rest = change.rest.next(look, nowMs, () => lacksFinalNewline(path));
    if (rest === 'unchanged') this.#changes.delete(path);
    change.ripe = rest === 'ripe' ? look : undefined;
    change.dueMs = typeof rest === 'number' ? nowMs + rest : Number.POSITIVE_INFINITY;
  }

  /**
   * Whether changes are at rest. Others that soon will be are reported with them; those that look half-written hold up
   * none, but for what is gone: it may come again, and until then nobody knows that its folder held it.
   */
  #isToReport(nowMs: number): boolean {
    const changes = [...this.#changes.values()];
    if (!changes.some(({ ripe }) => ripe !== undefined)) return false;
    this.#ripeMs ??= nowMs;
    const isNearlyAll = changes.every(
      ({ ripe, rest }) => ripe !== undefined || (rest.isSlow && !rest.isGone),
    );
    return isNearlyAll || nowMs - this.#ripeMs >= this.#times.restlessMs;
  }
}
