// What an operator says about a member of a pool, beside what its probes say.
import { printable } from '../source/printable.js';
import { type AdminState, MAX_BY, MAX_REASON } from '../view/admin-limits.js';

/** Times are on the clock of the process, so that setting the system's clock ends nothing early and lengthens nothing. */
export interface AdminOverride {
  /** Owner and type, as in `app.local A`. */
  readonly pool: string;
  /** Of the member, as canonical text: no two members of a pool share one. */
  readonly address: string;
  readonly state: AdminState;
  /** Instead of the weight in the files, 0 to 256. */
  readonly weight?: number;
  readonly sinceMs: number;
  /** When the member is `ready` again by itself. */
  readonly untilMs?: number;
  /** As it was given; {@link AdminOverrides} keep it as one printable line. */
  readonly reason?: string;
  /** Who gave the order, as the command states it; kept like the reason. */
  readonly by?: string;
  /** The number of the planned maintenance that it belongs to. */
  readonly plan?: number;
  /** What is milder, said by or before planned maintenance: it counts when this ends. */
  readonly under?: AdminOverride;
}

/** The most that are kept. */
export const MAX_OVERRIDES = 10_000;

/** Texts made printable, each once where it comes many times in a row: an order says the same of all its members. */
class Shown {
  #last: { readonly text: string | undefined; readonly shown: string | undefined } = {
    text: undefined,
    shown: undefined,
  };

  /** @param most characters */
  constructor(readonly most: number) {}

  of(text: string | undefined): string | undefined {
    if (text !== this.#last.text) this.#last = { text, shown: text && printable(text, this.most) };
    return this.#last.shown;
  }
}

/** The overrides in force. Those for members that are not in the files now are kept: an edit may bring them back. */
export class AdminOverrides {
  readonly #byMember = new Map<string, AdminOverride>();
  readonly #reasons = new Shown(MAX_REASON);
  readonly #names = new Shown(MAX_BY);
  #changes = 0;
  /** By pool, the number of the last change in it; of so many pools as there may be overrides. */
  readonly #lastIn = new Map<string, number>();
  /** The number of the last change that may have been in any other pool. */
  #lastElsewhere = 0;

  /** In the order in which they were given. */
  get all(): readonly AdminOverride[] {
    return [...this.#byMember.values()];
  }

  /** Grows with each of a pool that is given or ends. */
  changesIn(pool: string): number {
    return this.#lastIn.get(pool) ?? this.#lastElsewhere;
  }

  get size(): number {
    return this.#byMember.size;
  }

  of(pool: string, address: string): AdminOverride | undefined {
    // Mostly there are none, and each member is asked about with each change of its pool.
    if (this.#byMember.size === 0) return undefined;
    return this.#byMember.get(keyOf(pool, address));
  }

  /** Takes the place of what was said about the member; one that says nothing special ends it. */
  set(override: AdminOverride): void {
    const key = keyOf(override.pool, override.address);
    this.#count(override.pool);
    this.#byMember.delete(key);
    if (!saysSomething(override)) return;
    const { reason, by } = override;
    const shown = { reason: this.#reasons.of(reason), by: this.#names.of(by) };
    const isSame = shown.reason === reason && shown.by === by;
    this.#byMember.set(key, isSame ? override : { ...override, ...shown });
  }

  #count(pool: string): void {
    this.#changes++;
    if (this.#lastIn.size >= MAX_OVERRIDES && !this.#lastIn.has(pool)) {
      this.#lastIn.clear();
      this.#lastElsewhere = this.#changes;
    }
    this.#lastIn.set(pool, this.#changes);
  }

  /** How many there would be if these took the place of what was said of their members. */
  sizeWith(next: readonly AdminOverride[]): number {
    const added = next.filter(saysSomething).length;
    return (
      this.size + added - next.filter(({ pool, address }) => this.of(pool, address) !== undefined).length
    );
  }

  /** Ends what was said for a time that is over. @returns the overrides that were in force until now */
  expire(nowMs: number): readonly AdminOverride[] {
    const over = this.all.filter(({ untilMs }) => untilMs !== undefined && untilMs <= nowMs);
    for (const each of over) this.set(endedAt(each, nowMs));
    return over;
  }

  /** When the first of them ends; undefined when none does by itself. */
  get firstEndMs(): number | undefined {
    let first: number | undefined;
    for (const { untilMs } of this.#byMember.values())
      if (untilMs !== undefined && (first === undefined || untilMs < first)) first = untilMs;
    return first;
  }
}

function saysSomething({ state, weight }: AdminOverride): boolean {
  return state !== 'ready' || weight !== undefined;
}

/** What is said of the member when this ends: what was said before, where that still holds. */
export function endedAt({ pool, address, weight, under }: AdminOverride, nowMs: number): AdminOverride {
  if (under === undefined) return { pool, address, state: 'ready', weight, sinceMs: nowMs };
  const holds = under.untilMs === undefined || under.untilMs > nowMs;
  return holds ? { ...under, weight } : endedAt({ ...under, weight }, nowMs);
}

/** What tells the members of all pools apart. */
export function keyOf(pool: string, address: string): string {
  return `${pool} ${address}`;
}
