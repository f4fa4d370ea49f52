// Which members are chosen for one order: some of a pool, or all that it has.
import type { MemberView, PoolView } from '../../view/status.js';
import type { Target } from '../order-target.js';
import { memberKey } from '../pool-body.js';

/** What is chosen of a pool. */
type ChosenMembers = ReadonlySet<string> | 'all';

export class Chosen {
  /** By pools; the members by their keys. */
  readonly #members = new Map<string, ChosenMembers>();

  of(pool: string): ChosenMembers | undefined {
    return this.#members.get(pool);
  }

  clear(): void {
    this.#members.clear();
  }

  drop(pool: string): void {
    this.#members.delete(pool);
  }

  toggle({ pool, total, members }: PoolView, key: string): void {
    const former = this.#members.get(pool) ?? [];
    const keys = new Set(former === 'all' ? members.map(memberKey) : former);
    if (!keys.delete(key)) keys.add(key);
    if (keys.size === 0) this.#members.delete(pool);
    else if (keys.size === total) this.#members.set(pool, 'all');
    else this.#members.set(pool, keys);
  }

  /** Chooses all, or none where all were chosen. @param found those of the pool that are looked for */
  toggleAll({ pool, members }: PoolView, found: readonly MemberView[]): void {
    const former = this.#members.get(pool);
    const isWhole = found.length === members.length;
    if (former === 'all' || (!isWhole && former?.size === found.length)) this.#members.delete(pool);
    else this.#members.set(pool, isWhole ? 'all' : new Set(found.map(memberKey)));
  }

  /** Whom an order would be for; members that are gone are none. */
  targets(poolCalled: (name: string) => PoolView | undefined): Target[] {
    return [...this.#members].flatMap(([name, chosen]) => {
      const pool = poolCalled(name);
      if (pool === undefined) return [];
      const members = pool.members.filter(each => chosen === 'all' || chosen.has(memberKey(each)));
      const isAll = chosen === 'all';
      return isAll || members.length > 0 ? [{ pool, members, isAll }] : [];
    });
  }
}
