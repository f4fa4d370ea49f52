// What the documents promise of the health side: states by results, overrides by orders, lineups by both.
import type { LineupPolicy, Threshold } from '../../src/zone/lineup-policy.js';
import { checked, type ModelCheck, type Part, portsOf } from './check-model.js';
import type { Given, OtherPool } from './lineup-model.js';

export const RISE = 2;
export const FALL = 2;

/** What the files say. */
export interface Files {
  readonly members: readonly { readonly number: number; readonly weight: number; readonly backup?: number }[];
  readonly policy: LineupPolicy;
  /** Whether it falls back to the other pool, which is always there. */
  readonly hasOther: boolean;
  /** With fewer live ones the other pool does not stand in for members that are too few. */
  readonly otherBelow?: Threshold;
  /** What a member is probed for; its port {@link PORT} when absent. */
  readonly check?: ModelCheck;
}

/** The port of members that are probed as a whole, and of the other pool. */
export const PORT = 80;
/** Those that parts of checks are probed on. */
export const PORTS = [PORT, 9000];

/** The numbers and weights of the other pool. */
export const OTHERS = [
  { number: 10, weight: 1 },
  { number: 11, weight: 3 },
];

/** What the files say of the other pool. */
export const otherPolicy = ({ otherBelow }: Files): LineupPolicy => ({
  order: 'weighted',
  fallback: 'all',
  backupsBelow: otherBelow,
});

/** What a probe finds: a wrong answer shows that something is alive. */
export type Found = 'good' | 'wrong' | 'refused';

/** A state, and what a lineup depends on besides. */
interface Known {
  state: Given['state'];
  sinceMs: number;
  wasUp: boolean;
  /** Whether its last failure was a wrong answer. */
  answers: boolean;
}

/** What is known of one port of a backend, by the rules of the documents alone. */
interface Probed extends Known {
  /** Results that were alike, one after another, and what they were. */
  run: number;
  ok: boolean;
}

/** What operators say of a member when they take it out or back. */
export type Admin = NonNullable<Given['admin']>;

/** The same, and the plan that says it. */
interface Said {
  readonly state: Admin;
  readonly untilMs: number;
  readonly plan?: number;
}

/** Planned maintenance. */
export interface Planned {
  readonly id: number;
  readonly state: Exclude<Admin, 'ready'>;
  readonly numbers: readonly number[];
  readonly fromMs: number;
  readonly untilMs: number;
}

const RANKS = { ready: 0, drain: 1, maint: 2 } as const;

const NEW = { state: 'unknown', sinceMs: 0, wasUp: false, answers: false } as const;

function settle(known: Known, state: Known['state'], nowMs: number): void {
  if (known.state !== state) known.sinceMs = nowMs;
  known.state = state;
  if (state === 'up') known.wasUp = true;
}

/** The promise: states by results, overrides by orders, lineups by both. */
export class Model {
  files: Files;
  /** By number and port. */
  readonly #probed = new Map<string, Probed>();
  /** Of members with a check of several parts, by their number. */
  readonly #composed = new Map<number, Known>();
  /** All that is said of each member. */
  readonly #admin = new Map<number, readonly Said[]>();
  #plans: readonly Planned[] = [];
  readonly #begun = new Set<number>();
  readonly weights = new Map<number, number>();

  constructor(files: Files, nowMs: number) {
    this.files = files;
    this.#compose(nowMs);
  }

  /** All that is probed, each as number and port. */
  get endpoints(): string[] {
    const { members, check } = this.files;
    const ports = check === undefined ? [PORT] : [...new Set(portsOf(check))];
    const own = members.flatMap(({ number }) => ports.map(port => `${number}:${port}`));
    return [...own, ...OTHERS.map(({ number }) => `${number}:${PORT}`)];
  }

  /** The first result decides; after that as many alike in a row as `rise` or `fall` says. */
  result(number: number, port: number, found: Found, nowMs: number): void {
    const known = this.#of(number, port);
    const ok = found === 'good';
    if (!ok) known.answers = found === 'wrong';
    known.run = known.run > 0 && known.ok === ok ? known.run + 1 : 1;
    known.ok = ok;
    const isDue = known.state === 'unknown' || known.run >= (ok ? RISE : FALL);
    if (isDue) settle(known, ok ? 'up' : 'down', nowMs);
    if (known.state === 'up') known.wasUp = true;
    this.#compose(nowMs);
  }

  #of(number: number, port: number): Probed {
    const key = `${number}:${port}`;
    const known = this.#probed.get(key) ?? { ...NEW, run: 0, ok: false };
    this.#probed.set(key, known);
    return known;
  }

  #member(number: number): Known {
    return this.files.check === undefined ? this.#of(number, PORT) : this.#composed.get(number)!;
  }

  /** Has the members be what their parts say together. */
  #compose(nowMs: number): void {
    const { check, members } = this.files;
    if (check === undefined) return;
    const states = OTHERS.map(({ number }) => this.#of(number, PORT));
    const surely = states.filter(({ state }) => state === 'up').length;
    const maybe = states.filter(({ state }) => state !== 'down').length;
    for (const { number } of members) {
      const probe = (port: number): Part => {
        const { state, answers } = this.#of(number, port);
        return { state, answers };
      };
      const { state, answers } = checked(check, { probe, others: { surely, maybe } });
      const known = this.#composed.get(number) ?? { ...NEW };
      this.#composed.set(number, known);
      known.answers = answers;
      settle(known, state, nowMs);
    }
  }

  reload(files: Files, nowMs: number): void {
    const isSame = JSON.stringify(files.check) === JSON.stringify(this.files.check);
    this.files = files;
    const { endpoints } = this;
    for (const key of this.#probed.keys()) if (!endpoints.includes(key)) this.#probed.delete(key);
    const stay = files.members.map(({ number }) => number);
    for (const number of this.#composed.keys())
      if (!isSame || !stay.includes(number)) this.#composed.delete(number);
    this.#compose(nowMs);
  }

  /** Begins again, with what operators said. */
  restart(nowMs: number): void {
    this.#probed.clear();
    this.#composed.clear();
    this.#compose(nowMs);
  }

  /** The other pool, of whose members operators say nothing. */
  get other(): OtherPool | undefined {
    if (!this.files.hasOther) return undefined;
    const given = OTHERS.map(({ number, weight }) => {
      const { state, sinceMs, wasUp, answers } = this.#of(number, PORT);
      return { number, weight, state, sinceMs, wasUp, answers };
    });
    return { given, policy: otherPolicy(this.files) };
  }

  /** What was said before, by plans too, counts no more. */
  direct(numbers: readonly number[], state: Admin, untilMs: number): void {
    for (const number of numbers) this.#admin.set(number, [{ state, untilMs }]);
  }

  plan(planned: Planned): void {
    this.#plans = [...this.#plans, planned];
  }

  /** Plans that are not over. */
  plans(nowMs: number): readonly Planned[] {
    return this.#plans.filter(({ untilMs }) => nowMs < untilMs);
  }

  /** What the plan says of members counts no more; what else is said of them does. */
  cancel(id: number): void {
    this.#plans = this.#plans.filter(each => each.id !== id);
    this.#begun.delete(id);
    for (const [number, said] of this.#admin)
      this.#admin.set(
        number,
        said.filter(({ plan }) => plan !== id),
      );
  }

  /** Begins the plans whose time has come, each once: with all of its members, or not at all. */
  work(nowMs: number): void {
    const due = this.#plans.filter(({ id, fromMs }) => fromMs <= nowMs && !this.#begun.has(id));
    for (const plan of [...due].sort((one, other) => one.fromMs - other.fromMs)) {
      this.#begun.add(plan.id);
      const known = this.files.members.map(({ number }) => number);
      if (plan.numbers.every(number => known.includes(number))) this.#begin(plan);
    }
  }

  #begin({ id, numbers, state, untilMs }: Planned): void {
    for (const number of numbers)
      this.#admin.set(number, [...(this.#admin.get(number) ?? []), { state, untilMs, plan: id }]);
  }

  /** The sternest of what is said of a member. */
  #stateOf(number: number, nowMs: number): Admin {
    const said = (this.#admin.get(number) ?? []).filter(({ untilMs }) => nowMs < untilMs);
    return said.reduce<Admin>((most, { state }) => (RANKS[state] > RANKS[most] ? state : most), 'ready');
  }

  given(nowMs: number): Given[] {
    return this.files.members.map(({ number, weight, backup }) => {
      const { state, sinceMs, wasUp, answers } = this.#member(number);
      return {
        number,
        weight: this.weights.get(number) ?? weight,
        backup,
        state,
        sinceMs,
        wasUp,
        answers,
        admin: this.#stateOf(number, nowMs),
      };
    });
  }
}
