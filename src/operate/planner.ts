// Keeps planned maintenance, and has it begin when its time comes.
import type { Cancel, Clock } from '../time/clock.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { MAX_PLANS, PLAN_OUTCOME, type Plan, planWork } from './plan.js';

/** The longest wait of one timer: the system's clock, by which plans go, may be set meanwhile. */
const MAX_WAIT_MS = 30_000;

/** After the plan of this number comes the first that is free. */
const MAX_ID = 999_999_999;

export interface PlannerParts {
  readonly clock: Clock;
  /** Takes the members out. @throws RequestError why it cannot be */
  begin(plan: Plan): void;
  /** Tells of one that could not begin, or whose time is over. */
  failed(plan: Plan, why: string): void;
  /** Keeps the plans, which have changed by themselves. */
  keep(): void;
}

/** A plan before it has a number. */
export type NewPlan = Omit<Plan, 'id' | 'outcome' | 'why'>;

export class Planner {
  readonly #parts: PlannerParts;
  #plans: readonly Plan[] = [];
  #lastId = 0;
  #isOpen = false;
  #cancel: Cancel = () => {};

  constructor(parts: PlannerParts) {
    this.#parts = parts;
  }

  /** The earliest first. */
  get all(): readonly Plan[] {
    return this.#plans;
  }

  /** Takes up plans of a former process. Nothing begins before {@link open}. */
  resume(plans: readonly Plan[]): void {
    this.#set(plans);
    this.#lastId = Math.max(0, ...plans.map(({ id }) => id));
  }

  /** From now on plans begin; those at once whose time has come meanwhile. */
  open(): void {
    this.#isOpen = true;
    this.#work();
  }

  /** @throws RequestError when there are too many */
  add(plan: NewPlan): Plan {
    if (this.#plans.length >= MAX_PLANS)
      throw new RequestError(
        ERROR_CODE.LIMIT_REACHED,
        `there are ${MAX_PLANS} plans already`,
        'cancel one with `rondo maint --cancel NUMBER`',
      );
    const added = { ...plan, id: this.#nextId() };
    this.#set([...this.#plans, added]);
    this.#work();
    return this.#plans.find(({ id }) => id === added.id) ?? added;
  }

  /** Takes one out of the list; what it has done stays. @throws RequestError when there is none */
  remove(id: number): Plan {
    const found = this.#plans.find(plan => plan.id === id);
    if (found === undefined)
      throw new RequestError(
        ERROR_CODE.UNKNOWN_PLAN,
        `there is no plan ${id}`,
        this.#plans.length === 0 ? 'nothing is planned' : '`rondo maint --list` shows the plans',
      );
    this.#set(this.#plans.filter(plan => plan !== found));
    this.#wait();
    return found;
  }

  close(): void {
    this.#isOpen = false;
    this.#cancel();
  }

  /** Whatever number a file had. */
  #nextId(): number {
    const isFree = () => this.#plans.every(({ id }) => id !== this.#lastId);
    do this.#lastId = this.#lastId < MAX_ID ? this.#lastId + 1 : 1;
    while (!isFree());
    return this.#lastId;
  }

  #set(plans: readonly Plan[]): void {
    this.#plans = plans.toSorted((one, other) => one.fromMs - other.fromMs || one.id - other.id);
  }

  #work(): void {
    if (!this.#isOpen) return;
    const { clock, failed, keep } = this.#parts;
    const { begin, missed, kept } = planWork(this.#plans, clock.wallMs());
    const isOther = begin.length > 0 || kept.length < this.#plans.length;
    this.#set(kept);
    for (const plan of missed) failed(plan, 'no server ran in that time');
    for (const plan of begin) this.#begin(plan);
    if (isOther) keep();
    this.#wait();
  }

  #begin(plan: Plan): void {
    let done: Plan = { ...plan, outcome: PLAN_OUTCOME.BEGUN };
    // Before the order is carried out, which keeps both: a plan begins once.
    this.#replace(done);
    try {
      this.#parts.begin(plan);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      done = { ...plan, outcome: PLAN_OUTCOME.REFUSED, why: error.message };
      this.#replace(done);
      this.#parts.failed(done, error.message);
    }
  }

  #replace(plan: Plan): void {
    this.#set(this.#plans.map(each => (each.id === plan.id ? plan : each)));
  }

  #wait(): void {
    const { clock } = this.#parts;
    this.#cancel();
    const { nextMs } = planWork(this.#plans, clock.wallMs());
    if (!this.#isOpen || nextMs === undefined) return;
    const delayMs = Math.min(MAX_WAIT_MS, Math.max(0, nextMs - clock.wallMs()));
    this.#cancel = clock.after(delayMs, () => this.#work());
  }
}
