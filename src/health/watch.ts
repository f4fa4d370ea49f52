// A pool joined with what is known of its members: candidates, and the lineup that is published.
import type { Lineup } from '../image/lineup.js';
import { wheelRoom } from '../image/lineup-slot.js';
import { writeLineup } from '../image/lineup-table.js';
import type { Clock } from '../time/clock.js';
import { momentText } from '../time/rfc3339.js';
import type { AdminOverride, AdminOverrides } from './admin-override.js';
import { type Candidate, isOnFallback, liveCount } from './candidate.js';
import type { Endpoint } from './endpoint.js';
import { arranged } from './lineup.js';
import { placesOf } from './member-places.js';
import { type Said, weightOf } from './member-weight.js';
import { rampAt } from './ramp.js';
import { detectionMs } from './schedule.js';
import { type Selection, type Surroundings, selectionOf } from './selection.js';
import { MEMBER_STAGES, TIED_STAGES } from './verdict/pipeline.js';
import { through, type Verdict } from './verdict/verdict.js';
import { probesOf, type WatchedPool } from './watched-pool.js';

/** A member of the other pool that a member is tied to. */
export interface Tie {
  readonly watch: Watch;
  readonly index: number;
}

/** Something that is made of something else, and good as long as that is as it was. */
interface Made<Basis, Thing> {
  readonly of: Basis;
  readonly thing: Thing;
}

type SelectionBasis = readonly [members: readonly Candidate[], beside: boolean, other: Selection | undefined];

export class Watch {
  #partner: Watch | undefined;
  /** At the index of a member, that of the one that it is tied to. */
  #ties: ReadonlyMap<number, number> = new Map();
  /** At the index of a member that is coming back, how much of its weight counts. */
  #rampSteps: ReadonlyMap<number, number> = new Map();
  /** Grows when ties or weights are others. */
  #changes = 0;
  /** At the index of a member; made when they are asked for. */
  readonly #made: Made<number, Candidate>[] = [];
  /** Whether one was made since they were put together. */
  #isOther = false;
  #candidates: readonly Candidate[] = [];
  #selection: Made<SelectionBasis, Selection> | undefined;
  #lineup: Made<Selection, Lineup> | undefined;
  /** The pool that this one falls back to. */
  #fallbackPool: Watch | undefined;
  /** Those that fall back to this one. */
  readonly #dependents: Watch[] = [];
  #published: Lineup | undefined;
  /** How long it can take until a failure of any member is noticed. */
  readonly #detectionMs: number;

  constructor(
    readonly watched: WatchedPool,
    /** At the same index as the pool's members. */
    readonly endpoints: readonly Endpoint[],
    readonly overrides: Pick<AdminOverrides, 'of' | 'changesIn'>,
    readonly clock: Pick<Clock, 'now' | 'wallMs'>,
  ) {
    this.#detectionMs = Math.max(...[...new Set(probesOf(watched))].map(detectionMs));
  }

  /** Ties members to those of another pool. */
  tie(partner: Watch): void {
    const places = new Map(partner.watched.pool.members.map(({ address }, index) => [address, index]));
    const ties = new Map<number, number>();
    this.watched.pool.members.forEach(({ tied }, index) => {
      const place = tied === undefined ? undefined : places.get(tied);
      if (place !== undefined) ties.set(index, place);
    });
    this.#partner = partner;
    this.#ties = ties;
    this.#changes++;
  }

  /** The pool of the other family, when members are tied to it. */
  get partner(): Watch | undefined {
    return this.#partner;
  }

  /** This pool, and the one that its members are tied to: what changes in one of them may change both. */
  get withPartner(): readonly Watch[] {
    return this.#partner === undefined ? [this] : [this, this.#partner];
  }

  /** The pool whose members are used while none of the own ones is live. */
  get fallbackPool(): Watch | undefined {
    return this.#fallbackPool;
  }

  /** Those that fall back to this pool. */
  get dependents(): readonly Watch[] {
    return this.#dependents;
  }

  /** Falls back to another pool, which does not fall back to this one. */
  fallBackTo(other: Watch): void {
    this.#fallbackPool = other;
    other.#dependents.push(this);
  }

  /** What a member is tied to. */
  tieOf(index: number): Tie | undefined {
    const place = this.#ties.get(index);
    return place === undefined || this.#partner === undefined
      ? undefined
      : { watch: this.#partner, index: place };
  }

  /** What all members follow; undefined when that is nothing, or not the same. */
  get follows(): string | undefined {
    const first = this.endpoints[0]?.follows;
    return this.endpoints.every(({ follows }) => follows === first) ? first : undefined;
  }

  /** The member at an address, or several. @param imagined the members as they are imagined */
  candidatesAt(address: string, imagined?: readonly Candidate[]): readonly Candidate[] {
    const places = placesOf(this.watched.pool.members, address);
    return places.map(index => imagined?.[index] ?? this.#present(index));
  }

  /**
   * Finds out how much of the weights counts now.
   * @param nowMs the time on the engine's clock
   * @returns how long that stays so; undefined when all weights are whole
   */
  advance(nowMs: number): number | undefined {
    const { slowStartMs } = this.watched.pool;
    if (slowStartMs === undefined) return undefined;
    const steps = new Map<number, number>();
    let leftMs: number | undefined;
    for (const index of this.endpoints.keys()) {
      const returnedMs = this.#returnedMs(index);
      const ramp = returnedMs === undefined ? undefined : rampAt(nowMs - returnedMs, slowStartMs);
      if (ramp === undefined) continue;
      steps.set(index, ramp.step);
      leftMs = Math.min(leftMs ?? ramp.leftMs, ramp.leftMs);
    }
    const isOther =
      steps.size !== this.#rampSteps.size ||
      [...steps].some(([at, step]) => this.#rampSteps.get(at) !== step);
    if (isOther) this.#changes++;
    this.#rampSteps = steps;
    return leftMs;
  }

  /** When a member came back, with the address that it is tied to; undefined while it is down, and when it has never been. */
  #returnedMs(index: number): number | undefined {
    const tie = this.tieOf(index);
    const endpoints = [this.endpoints[index], ...(tie === undefined ? [] : [tie.watch.endpoints[tie.index]])];
    if (endpoints.some(({ state }) => state === 'down')) return undefined;
    const times = endpoints.flatMap(({ returnedMs }) => returnedMs ?? []);
    return times.length === 0 ? undefined : Math.max(...times);
  }

  /** Whether no member is live and in service. */
  get isOnFallback(): boolean {
    return isOnFallback(this.candidates());
  }

  /** The other pool whose members are handed out. */
  get using(): string | undefined {
    return this.#fallbackPool === undefined ? undefined : this.selection().pool;
  }

  /** What is handed out in place of the members that come first. */
  get instead(): Selection['instead'] {
    return this.selection().instead;
  }

  /** How many members are live and in service. */
  get live(): number {
    return liveCount(this.candidates());
  }

  /** What an operator says about a member. */
  override(index: number): AdminOverride | undefined {
    const { name, pool } = this.watched;
    return this.overrides.of(name, pool.members[index].address);
  }

  /** The members as the lineup sees them: each is made once for each change, and the array is the same until one is another. */
  candidates(): readonly Candidate[] {
    for (const index of this.endpoints.keys()) this.#present(index);
    if (this.#isOther) this.#candidates = this.#made.map(({ thing }) => thing);
    this.#isOther = false;
    return this.#candidates;
  }

  /** One of them. */
  #present(index: number): Candidate {
    const of = this.#age(index);
    if (this.#made[index]?.of !== of) {
      this.#made[index] = { of, thing: this.#candidate(index) };
      this.#isOther = true;
    }
    return this.#made[index].thing;
  }

  /** Grows with each change of what a candidate is made of: all of these counters only grow. */
  #age(index: number, tie = this.tieOf(index)): number {
    const own = this.overrides.changesIn(this.watched.name) + this.#changes + this.endpoints[index].changes;
    if (tie === undefined) return own;
    const { watched, endpoints } = tie.watch;
    return own + this.overrides.changesIn(watched.name) + endpoints[tie.index].changes;
  }

  #candidate(index: number): Candidate {
    const tie = this.tieOf(index);
    const said = this.#said(index);
    const other = tie === undefined ? undefined : tie.watch.#said(tie.index);
    const tied =
      tie === undefined
        ? undefined
        : { name: tie.watch.endpoints[tie.index].name, verdict: tie.watch.#alone(tie.index, other!) };
    const { target, backup, weight } = this.watched.pool.members[index];
    return {
      ...through(TIED_STAGES, this.#alone(index, said), { tied }),
      name: this.endpoints[index].name,
      target,
      weight: weightOf(weight, said, other),
      rampStep: this.#rampSteps.get(index),
      backup,
    };
  }

  #said(index: number): Said {
    return { override: this.override(index), statement: this.endpoints[index].statement };
  }

  /** The verdict on a member by itself. */
  #alone(index: number, { override, statement }: Said): Verdict {
    const untilMs = override?.untilMs;
    const until = untilMs === undefined ? undefined : momentText(untilMs, this.clock).replace(/\.\d+Z$/, 'Z');
    return through(MEMBER_STAGES, this.endpoints[index].verdict, { statement, override, until });
  }

  /** Who is handed out; the same object as long as all that it depends on is the same. */
  selection(): Selection {
    const candidates = this.candidates();
    const around = this.beside(this.partner?.candidates(), this.#fallbackPool?.selection());
    const { hasLivePartner = false, other } = around;
    const [before, beside, otherBefore] = this.#selection?.of ?? [];
    if (
      this.#selection === undefined ||
      before !== candidates ||
      beside !== hasLivePartner ||
      otherBefore !== other
    )
      this.#selection = {
        of: [candidates, hasLivePartner, other],
        thing: selectionOf(candidates, this.watched.pool, around),
      };
    return this.#selection.thing;
  }

  /** The selection put in order; the same object as long as that is the same. */
  lineup(): Lineup {
    const of = this.selection();
    if (this.#lineup?.of !== of) this.#lineup = { of, thing: this.arrange(of) };
    return this.#lineup.thing;
  }

  /** Puts in order who is selected, in the room that the pool has for it. */
  arrange(selection: Selection): Lineup {
    const { pool, table, slot } = this.watched;
    return arranged(selection, pool, wheelRoom(table, slot));
  }

  /**
   * What its selection depends on beside its members: other pools as they are, or as they are imagined.
   * @param partner the members of the pool that its members are tied to
   * @param other what the pool selects that it falls back to
   */
  beside(partner: readonly Candidate[] | undefined, other: Selection | undefined): Surroundings {
    const hasLivePartner = partner !== undefined && !isOnFallback(partner);
    return { detectionMs: this.#detectionMs, hasLivePartner, other };
  }

  /**
   * Publishes the lineup that follows from the present states, if it is another one, and those of pools that fall back to this one.
   * @param onWritten called for each
   */
  write(onWritten?: (watched: WatchedPool) => void): void {
    const lineup = this.lineup();
    if (lineup !== this.#published) writeLineup(this.watched.table, this.watched.slot, lineup);
    this.#published = lineup;
    onWritten?.(this.watched);
    for (const each of this.#dependents) if (each.lineup() !== each.#published) each.write(onWritten);
  }
}
