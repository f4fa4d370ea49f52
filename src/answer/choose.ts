// The choice: which records of an RRset go into this answer, and in which order.
import { ARRANGEMENT, LINEUP_ACTION, type LineupAction, MAX_EXPLANATION } from '../image/lineup.js';
import { LineupReader } from '../image/lineup-reader.js';
import { AUTO_LIMIT, preferenceCount } from '../image/lineup-slot.js';
import { takePreferenceTurn } from '../image/preference-table.js';
import type { ServedZone } from '../image/served-zone.js';
import { leaveOut } from './leave-out.js';
import { findPreference } from './preference.js';
import type { Rendezvous } from './rendezvous.js';
import { shuffle } from './shuffle.js';
import { TABLE, type Tally } from './tally.js';

/** Scratch memory for the choice of one answer. */
export class Choice {
  readonly #lineup = new LineupReader();
  /** Record indices in the order of the answer. */
  readonly order = this.#lineup.order;
  /** How many entries of `order` count. */
  count = 0;
  /** The slot of the pool that it was chosen from; -1 when the RRset is none. */
  slot = -1;
  action: LineupAction = LINEUP_ACTION.ANSWER;
  /** Extended DNS Error of the last degraded pool in this answer; -1 for none. */
  edeCode = -1;
  edeLength = 0;
  readonly edeText = new Uint8Array(MAX_EXPLANATION);
  readonly #rendezvous: Rendezvous;
  readonly #tally: Tally;

  /**
   * @param rendezvous orders pools that hold to the client
   * @param tally counts the lineups that could not be read whole
   */
  constructor(rendezvous: Rendezvous, tally: Tally) {
    this.#rendezvous = rendezvous;
    this.#tally = tally;
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
    const slot = zone.slotOf(rrset);
    this.slot = slot;
    if (slot < 0) this.#all(zone.countOf(rrset), zone.takeTurn(rrset));
    else if (preferenceCount(zone.lineups, slot) === 0 || !this.#prefer(zone, rrset, slot))
      this.#fromLineup(zone, slot, zone.takeTurn(rrset));
    if (slot >= 0 && this.#lineup.limit === AUTO_LIMIT)
      this.count = leaveOut(this.#rendezvous.subnet, zone, rrset, this);
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

  /**
   * Chooses those first that are preferred for the client. They have turns of their own, so that each of them comes first as often
   * as its weight says, whoever else asks.
   * @returns false when none is, or none of them is live
   */
  #prefer(zone: ServedZone, rrset: number, slot: number): boolean {
    const { lineups } = zone;
    const entry = findPreference(this.#rendezvous.subnet, lineups, slot);
    if (entry === 0) return false;
    const turn = zone.nextTurn(rrset);
    const entryTurn = takePreferenceTurn(lineups, entry);
    const isWhole = this.#lineup.read(lineups, zone.lineupBytes, slot, turn, entry, entryTurn);
    if (!isWhole) this.#tally.tornRead(TABLE.LINEUPS);
    if (this.#lineup.preferred === 0) return false;
    this.#take(entryTurn, turn);
    return true;
  }

  #fromLineup(zone: ServedZone, slot: number, turn: number): void {
    const isWhole = this.#lineup.read(zone.lineups, zone.lineupBytes, slot, turn);
    if (!isWhole) this.#tally.tornRead(TABLE.LINEUPS);
    this.#take(turn, turn);
  }

  /** @param turn of the members that are preferred, and that of the others */
  #take(turn: number, othersTurn: number): void {
    const lineup = this.#lineup;
    this.action = lineup.action;
    this.count = lineup.count;
    if (lineup.arrangement !== ARRANGEMENT.WHEEL) this.#arrange(turn, othersTurn);
    if (lineup.edeCode < 0) return;
    this.edeCode = lineup.edeCode;
    this.edeLength = lineup.edeLength;
    for (let index = 0; index < lineup.edeLength; index++) this.edeText[index] = lineup.edeText[index];
  }

  #arrange(turn: number, othersTurn: number): void {
    const { preferred, count, limit: most } = this.#lineup;
    const limit = Math.min(most, count);
    if (preferred > 0) this.#arrangePart(0, preferred, Math.min(limit, preferred), turn);
    if (limit > preferred) this.#arrangePart(preferred, count - preferred, limit - preferred, othersTurn);
    this.count = limit;
  }

  #arrangePart(from: number, count: number, limit: number, turn: number): void {
    const lineup = this.#lineup;
    if (lineup.arrangement === ARRANGEMENT.STICKY) this.#rendezvous.arrange(lineup, limit, from, count);
    else shuffle(lineup.order, count, limit, turn, lineup.secret0, lineup.secret1, from);
  }
}
