// The choice: which records of an RRset go into this answer, and in which order.

import { RRSET } from '../image/layout.js';
import { ARRANGEMENT, LINEUP_ACTION, LineupReader, MAX_EXPLANATION } from '../image/lineup-table.js';
import type { ServedZone } from '../image/served-zone.js';
import type { Rendezvous } from './rendezvous.js';
import { shuffle } from './shuffle.js';

/** Scratch memory for the choice of one answer. */
export class Choice {
  readonly #lineup = new LineupReader();
  /** Record indices in the order of the answer. */
  readonly order = this.#lineup.order;
  /** How many entries of `order` count. */
  count = 0;
  /** One of {@link LINEUP_ACTION}. */
  action: number = LINEUP_ACTION.ANSWER;
  /** Extended DNS Error of the last degraded pool in this answer; -1 for none. */
  edeCode = -1;
  edeLength = 0;
  readonly edeText = new Uint8Array(MAX_EXPLANATION);
  readonly #rendezvous: Rendezvous;

  /** @param rendezvous orders pools that hold to the client */
  constructor(rendezvous: Rendezvous) {
    this.#rendezvous = rendezvous;
  }

  /** Begins a new answer. */
  reset(): void {
    this.edeCode = -1;
    this.edeLength = 0;
  }

  /**
   * Chooses from one RRset and moves its turn on.
   * The counter is shared by all threads, so that rotation is even over the whole server.
   */
  choose(zone: ServedZone, rrset: number): void {
    const { words } = zone;
    const turnIndex = words[rrset + RRSET.TURN];
    const slot = words[rrset + RRSET.SLOT];
    const turn = turnIndex < 0 ? 0 : Atomics.add(zone.turns, turnIndex, 1) >>> 0;
    if (slot >= 0) this.#fromLineup(zone, slot, turn);
    else this.#all(words[rrset + RRSET.COUNT], turn);
  }

  #all(count: number, turn: number): void {
    this.action = LINEUP_ACTION.ANSWER;
    this.count = count;
    let at = turn % count;
    for (let index = 0; index < count; index++) {
      this.order[index] = at;
      if (++at === count) at = 0;
    }
  }

  #fromLineup(zone: ServedZone, slot: number, turn: number): void {
    const lineup = this.#lineup;
    lineup.read(zone.lineups, zone.lineupBytes, slot, turn);
    this.action = lineup.action;
    this.count = lineup.count;
    if (lineup.arrangement !== ARRANGEMENT.WHEEL) this.#arrange(turn);
    if (lineup.edeCode < 0) return;
    this.edeCode = lineup.edeCode;
    this.edeLength = lineup.edeLength;
    for (let index = 0; index < lineup.edeLength; index++) this.edeText[index] = lineup.edeText[index];
  }

  #arrange(turn: number): void {
    const lineup = this.#lineup;
    const { order, count } = lineup;
    const limit = Math.min(lineup.limit, count);
    if (lineup.arrangement === ARRANGEMENT.STICKY) this.#rendezvous.arrange(lineup, limit);
    else shuffle(order, count, limit, turn, lineup.secret0, lineup.secret1);
    this.count = limit;
  }
}
