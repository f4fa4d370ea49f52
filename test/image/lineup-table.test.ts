// The shared table of lineups: what a reader finds of what was written.
import { describe, expect, it } from 'vitest';
import { ARRANGEMENT, LINEUP_ACTION, type Lineup } from '../../src/image/lineup.js';
import { LineupReader } from '../../src/image/lineup-reader.js';
import { initSlot, type SlotPlan, slotWords, writeLineup } from '../../src/image/lineup-table.js';

const { ANSWER, SERVFAIL } = LINEUP_ACTION;

/** A slot between two others, which must stay as they are. */
class Slot {
  readonly table: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #at: number;
  readonly #reader = new LineupReader();

  constructor(plan: SlotPlan, first: Lineup) {
    const words = slotWords(plan);
    this.#at = 3;
    this.table = new Int32Array(new SharedArrayBuffer(4 * (words + 6)));
    this.table.fill(-7, 0, 3).fill(-7, words + 3);
    this.#bytes = new Uint8Array(this.table.buffer);
    initSlot(this.table, this.#at, plan, first);
  }

  write(lineup: Lineup): void {
    writeLineup(this.table, this.#at, lineup);
  }

  read(turn: number): LineupReader {
    this.#reader.read(this.table, this.#bytes, this.#at, turn);
    return this.#reader;
  }

  order(turn: number): number[] {
    const { order, count } = this.read(turn);
    return [...order.subarray(0, count)];
  }

  get areNeighboursWhole(): boolean {
    return [...this.table.subarray(0, 3), ...this.table.subarray(-3)].every(word => word === -7);
  }
}

describe('a slot of the lineup table', () => {
  it('gives the first members of a turn up to the limit', () => {
    const slot = new Slot(
      { members: 3, wheel: 3, limit: 2 },
      { action: ANSWER, live: [0, 1, 2], wheel: [0, 1, 2] },
    );
    expect([0, 1, 2, 3].map(turn => slot.order(turn))).toEqual([
      [0, 1],
      [1, 2],
      [2, 0],
      [0, 1],
    ]);
    slot.write({ action: ANSWER, live: [2], wheel: [0] });
    expect(slot.order(7)).toEqual([2]);
    slot.write({ action: SERVFAIL, live: [], wheel: [] });
    expect(slot.read(0)).toMatchObject({ action: SERVFAIL, count: 0 });
    expect(slot.areNeighboursWhole).toBe(true);
  });

  it('gives weights and hashes of the live members, which a new lineup changes together', () => {
    const plan = { members: 3, wheel: 0, arrangement: ARRANGEMENT.STICKY, hashes: [11, 22, 33, 44] };
    const slot = new Slot(plan, { action: ANSWER, live: [0, 1, 2], wheel: [], weights: [1, 2, 3] });
    slot.write({ action: ANSWER, live: [1, 3], wheel: [], weights: [7, 9] });
    const { order, weights, hashes, count, arrangement } = slot.read(5);
    expect({ count, arrangement }).toEqual({ count: 2, arrangement: ARRANGEMENT.STICKY });
    expect([...order.subarray(0, 2)]).toEqual([1, 3]);
    expect([...weights.subarray(0, 2)]).toEqual([7, 9]);
    expect([...hashes.subarray(0, 2)]).toEqual([22, 44]);
    expect(slot.areNeighboursWhole).toBe(true);
  });

  it('keeps the secret of a shuffled pool through all lineups, and the text with them', () => {
    const plan = { members: 2, wheel: 0, arrangement: ARRANGEMENT.SHUFFLE, secret: [-5, 6] } as const;
    const slot = new Slot(plan, { action: ANSWER, live: [0, 1], wheel: [] });
    const explanation = { code: 0, text: 'ö'.repeat(200) };
    for (let round = 0; round < 3; round++) {
      slot.write({ action: ANSWER, live: [1], wheel: [], explanation });
      const { secret0, secret1, edeLength, edeText } = slot.read(round);
      expect([secret0, secret1]).toEqual([-5, 6]);
      expect(Buffer.from(edeText.subarray(0, edeLength)).toString()).toBe('ö'.repeat(100));
    }
    expect(slot.areNeighboursWhole).toBe(true);
  });

  it('takes no lineup that is too large for it', () => {
    const slot = new Slot({ members: 2, wheel: 2 }, { action: ANSWER, live: [0], wheel: [0] });
    expect(() => slot.write({ action: ANSWER, live: [0, 1, 2], wheel: [0] })).toThrow(RangeError);
    expect(() => slot.write({ action: ANSWER, live: [0], wheel: [0, 0, 0] })).toThrow(RangeError);
    expect(slot.order(0)).toEqual([0]);
  });
});
