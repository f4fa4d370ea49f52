// The slots of a zone's pools in its lineup table, and the lineups that they begin with.
import { isProbed, MAX_MEMBERS, type Pool } from '../zone/pool.js';
import type { RRset } from '../zone/rrset.js';
import type { Zone } from '../zone/zone.js';
import { NOTHING } from './arena.js';
import { ImageError } from './image-error.js';
import { initSlot, type SlotPlan, slotWords } from './lineup-table.js';
import { firstLineup, type SecretWord, slotPlan } from './slot-plan.js';

/** A pool and the place of its lineup. */
export interface CompiledPool {
  readonly rrset: RRset;
  readonly pool: Pool;
  /** Word offset in the zone's lineup table. */
  readonly slot: number;
  /** Whether its lineups follow probes and operators; of others they stay as they are. */
  readonly isWatched: boolean;
}

/** The most pools without a probe of one zone whose members operators can take out: each takes some room in the control thread. */
export const MAX_UNPROBED = 1_000;

/** Gives the pools of one zone their slots. */
export class PoolSlots {
  readonly pools: CompiledPool[] = [];
  /** Of the slots of `pools`. */
  readonly #plans: SlotPlan[] = [];
  #words = 0;
  #unprobed = 0;
  readonly #zone: Zone;
  readonly #secretWord: SecretWord;

  constructor(zone: Zone, secretWord: SecretWord) {
    this.#zone = zone;
    this.#secretWord = secretWord;
  }

  /** Takes the slot of a row. @returns -1 when it is no pool. @throws ImageError */
  take(row: number): number {
    const pool = this.#zone.poolOf(row);
    if (pool === undefined) return -1;
    if (pool.members.length > MAX_MEMBERS)
      throw new ImageError(`${pool.members.length} members in one pool; at most ${MAX_MEMBERS}`);
    const slot = this.#words;
    const rrset = this.#zone.at(row);
    const isWatched = isProbed(pool) || pool.recordsDigest !== undefined || this.#isOperable(pool);
    this.pools.push({ rrset, pool, slot, isWatched });
    const plan = slotPlan(pool, rrset.rdatas, this.#secretWord, isWatched);
    this.#plans.push(plan);
    this.#words += slotWords(plan);
    return slot;
  }

  /** Whether operators may take members out of a pool without a probe: it is one of the first that have more than one member. */
  #isOperable({ members }: Pool): boolean {
    return members.length > 1 && this.#unprobed++ < MAX_UNPROBED;
  }

  /** The table. The members of every pool are live until the health side says otherwise. */
  makeTable(): SharedArrayBuffer {
    if (this.#words === 0) return NOTHING.memory;
    const memory = new SharedArrayBuffer(this.#words * 4);
    const table = new Int32Array(memory);
    this.pools.forEach(({ pool, slot }, index) => {
      initSlot(table, slot, this.#plans[index], firstLineup(pool));
    });
    return memory;
  }
}
