// The operator: carries out drain, maint, ready and weight, at once or when planned, keeps them, and ends those whose time is over.

import { type AdminOverride, type AdminOverrides, keyOf, MAX_OVERRIDES } from '../health/admin-override.js';
import type { HealthEngine } from '../health/engine.js';
import { tooFewAfter } from '../health/keep-at-least.js';
import type { PoolMembers } from '../health/members.js';
import { unservedOf } from '../health/unserved.js';
import type { Cancel, Clock } from '../time/clock.js';
import { OneAtATime } from '../time/one-at-a-time.js';
import { mapped, type Steps } from '../time/turns.js';
import type { AdminOrder, AdminOutcome } from '../view/admin-order.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import type { EventLog } from './event-log.js';
import { isOf, nextOverride, withoutPlan } from './next-override.js';
import { isReturn, lackText, mustHaveEffect, mustKeepEnough } from './order-checks.js';
import type { Plan } from './plan.js';
import { planText } from './plan-view.js';
import { Planner } from './planner.js';
import { directedMember, formerMember, ineffective } from './said-of-members.js';
import { type Selected, select } from './selection.js';
import { StateFile } from './state-file.js';

/** The longest wait of one timer: node's own limit is 24 days. */
const MAX_WAIT_MS = 86_400_000;

/** The most orders that wait for one another: others are refused. */
export const MAX_ORDERS = 16;

export interface OperatorParts {
  readonly overrides: AdminOverrides;
  readonly health: Pick<HealthEngine, 'members' | 'watches' | 'refreshInSteps'>;
  readonly events: Pick<EventLog, 'directed' | 'expired' | 'noState' | 'planned'>;
  readonly clock: Clock;
}

export class Operator {
  readonly #parts: OperatorParts;
  /** What is planned. */
  readonly planner: Planner;
  /** Where overrides are kept; undefined for nowhere. */
  #file: StateFile | undefined;
  /** Why nothing can be kept. */
  #obstacle: string | undefined;
  #cancel: Cancel = () => {};
  /** What changes overrides, or depends on their staying as they are. */
  readonly #work = new OneAtATime();

  constructor(parts: OperatorParts) {
    this.#parts = parts;
    this.planner = new Planner({
      clock: parts.clock,
      begin: plan => this.#begin(plan),
      failed: (plan, why) => parts.events.planned(plan, `not done: ${planText(plan)}; ${why}`, true),
      keep: () => this.#work.atOnce(this.keep()),
    });
  }

  get clock(): Clock {
    return this.#parts.clock;
  }

  get events(): Pick<EventLog, 'planned'> {
    return this.#parts.events;
  }

  /** Takes up what was kept in a file, and keeps in it what follows. Call before the first lineup. */
  resume(path: string | undefined): void {
    const { overrides, events, clock } = this.#parts;
    if (path === undefined) return;
    const file = new StateFile(path, clock);
    try {
      const kept = file.read();
      for (const override of kept.overrides) overrides.set(override);
      this.planner.resume(kept.plans);
      this.#file = file;
    } catch (error) {
      // What cannot be read must not be overwritten either.
      this.#obstacle = (error as Error).message;
      events.noState((error as Error).message);
    }
    overrides.expire(clock.now());
    this.#wait();
  }

  /** Lets plans begin: members are known, and were probed. */
  open(): void {
    this.planner.open();
  }

  /** Overrides that were given so far, by what they were. */
  readonly counts = { ready: 0, drain: 0, maint: 0, up: 0, down: 0, weight: 0 };

  /**
   * Does what is asked; when it returns, every answer is given by it.
   * @param plan the one by which it is asked
   * @throws RequestError when nothing was done
   */
  carryOut(order: AdminOrder, plan?: Plan): AdminOutcome {
    return this.#work.atOnce(this.#carryOut(order, plan));
  }

  /** As {@link carryOut}, by turns. @throws RequestError when nothing was done */
  carryOutByTurns(order: AdminOrder): Promise<AdminOutcome> {
    return this.byTurns(this.#carryOut(order));
  }

  /** Does work of operators after what they asked for before; others have their turn meanwhile. @throws RequestError when too much waits */
  async byTurns<Result>(steps: Steps<Result>): Promise<Result> {
    if (this.#work.length >= MAX_ORDERS)
      throw new RequestError(
        ERROR_CODE.LIMIT_REACHED,
        `${MAX_ORDERS} orders are being carried out`,
        'try again in a second',
      );
    return this.#work.byTurns(steps);
  }

  *#carryOut(order: AdminOrder, plan?: Plan): Steps<AdminOutcome> {
    mustHaveEffect(order);
    const { overrides, events } = this.#parts;
    const selected = yield* this.select(order.members, order.pool);
    const next = yield* mapped(selected, each => this.#next(each, order, plan));
    yield* this.#mustBePossible(next, order);
    const former = yield* mapped(selected, each => formerMember(each, this.#parts));
    // All at once: whoever looks in between sees an order as a whole.
    for (const each of next) overrides.set(each);
    if (order.state !== undefined) this.counts[order.state]++;
    if (order.weight !== undefined) this.counts.weight++;
    const warnings = yield* this.#publish(selected);
    const members = yield* mapped(selected, each => directedMember(each, this.#parts));
    events.directed(members, order, plan?.id);
    return { members, former, warnings: [...warnings, ...ineffective(selected, order)] };
  }

  /** @throws RequestError when there would be too many overrides, or too few live members */
  *#mustBePossible(next: readonly AdminOverride[], order: AdminOrder): Steps<void> {
    const { health, overrides } = this.#parts;
    const size = overrides.sizeWith(next);
    if (size > MAX_OVERRIDES && size > overrides.size)
      throw new RequestError(
        ERROR_CODE.LIMIT_REACHED,
        `more than ${MAX_OVERRIDES} members would be under overrides of operators`,
        'make some ready',
      );
    if (order.force !== true && !isReturn(order))
      mustKeepEnough(yield* tooFewAfter(health.watches, overrides, next), next.length);
  }

  /** The members that words mean. @throws RequestError when they mean none */
  *select(words: readonly string[], pool?: string): Steps<readonly Selected<PoolMembers>[]> {
    return yield* select(yield* this.#parts.health.members(), words, pool);
  }

  /** Why these members could not be taken out now; undefined when they could. */
  *refusalOf(
    selected: readonly Selected<PoolMembers>[],
    { state }: Pick<Plan, 'state'>,
  ): Steps<string | undefined> {
    const { health, overrides } = this.#parts;
    const next = yield* mapped(selected, each => this.#next(each, { members: [], state }));
    return lackText(yield* tooFewAfter(health.watches, overrides, next));
  }

  /** Takes back what a plan has said of members, and keeps that. @returns the names of those that are ready */
  *release(plan: number): Steps<string[]> {
    const { overrides, health, clock } = this.#parts;
    const taken = overrides.all.filter(each => isOf(each, plan));
    const own = new Set(taken.map(each => keyOf(each.pool, each.address)));
    const selected = (yield* health.members())
      .flatMap(pool => pool.members.map(member => ({ pool, member })))
      .filter(({ pool, member }) => own.has(keyOf(pool.pool, member.address)));
    for (const each of taken) overrides.set(withoutPlan(each, plan, clock.now()));
    if (own.size > 0) yield* this.#publish(selected);
    return selected
      .filter(({ pool, member }) => this.#isReady(pool.pool, member.address))
      .map(({ pool, member }) => `${member.endpoint} in ${pool.pool}`);
  }

  /** Ends the waiting; what was said stays in the file. */
  close(): void {
    this.#cancel();
    this.planner.close();
  }

  #begin(plan: Plan): void {
    const { clock } = this.#parts;
    const { state, members, pool, untilMs, reason, by, force } = plan;
    const forMs = Math.max(1, untilMs - clock.wallMs());
    this.carryOut({ state, members: [...members], pool, forMs, reason, by, force }, plan);
  }

  #next({ pool, member }: Selected<PoolMembers>, order: AdminOrder, plan?: Plan): AdminOverride {
    const { overrides, clock } = this.#parts;
    const nowMs = clock.now();
    const { address } = member;
    const nothing: AdminOverride = { pool: pool.pool, address, state: 'ready', sinceMs: nowMs };
    return nextOverride(overrides.of(pool.pool, address) ?? nothing, order, nowMs, plan);
  }

  /** Writes lineups and file. @returns what the operator should know */
  *#publish(selected: readonly { readonly pool: Pick<PoolMembers, 'pool'> }[]): Steps<string[]> {
    const { health } = this.#parts;
    const names = new Set(selected.map(({ pool }) => pool.pool));
    yield* health.refreshInSteps(names);
    this.#wait();
    const unserved = yield* unservedOf(health.watches, names);
    const warnings = unserved.map(
      ({ pool, explanation }) => `${pool} has no live member in service: ${explanation}`,
    );
    return [...warnings, ...(yield* this.keep())];
  }

  /** Writes the file. @returns what the operator should know */
  *keep(): Steps<string[]> {
    const obstacle = yield* this.#write();
    return obstacle === undefined
      ? []
      : [`this ends with the process, since it could not be kept: ${obstacle}`];
  }

  /** @returns why not */
  *#write(): Steps<string | undefined> {
    try {
      const kept = { overrides: this.#parts.overrides.all, plans: this.planner.all };
      if (this.#file !== undefined) yield* this.#file.write(kept);
      return this.#obstacle;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Waits for the first override that ends by itself. */
  #wait(): void {
    const { overrides, clock } = this.#parts;
    this.#cancel();
    const endMs = overrides.firstEndMs;
    if (endMs === undefined) return;
    this.#cancel = clock.after(Math.min(MAX_WAIT_MS, Math.max(0, endMs - clock.now())), () => this.#expire());
  }

  #isReady(pool: string, address: string): boolean {
    return (this.#parts.overrides.of(pool, address)?.state ?? 'ready') === 'ready';
  }

  #expire(): void {
    this.#work.atOnce(this.#expireAll());
  }

  *#expireAll(): Steps<void> {
    const { overrides, events, clock } = this.#parts;
    const over = overrides.expire(clock.now());
    if (over.length === 0) {
      this.#wait();
      return;
    }
    const warnings = yield* this.#publish(over.map(({ pool }) => ({ pool: { pool } })));
    const ready = over.filter(({ pool, address }) => this.#isReady(pool, address));
    if (ready.length > 0) events.expired(ready, warnings);
  }
}
