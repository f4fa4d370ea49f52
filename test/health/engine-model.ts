// What the documents promise of the health side: states by results, overrides by orders, lineups by both.
import type { AdminState } from '../../src/health/admin-override.js';
import type { LineupPolicy } from '../../src/zone/lineup-policy.js';
import type { Given } from './lineup-model.js';

export const RISE = 2;
export const FALL = 2;

/** What the files say. */
export interface Files {
  readonly members: readonly { readonly number: number; readonly weight: number; readonly backup?: number }[];
  readonly policy: LineupPolicy;
  /** Whether it falls back to the other pool, which is always there. */
  readonly hasOther: boolean;
}

/** The numbers and weights of the other pool. */
export const OTHERS = [
  { number: 10, weight: 1 },
  { number: 11, weight: 3 },
];

/** What a probe finds: a wrong answer shows that something is alive. */
export type Found = 'good' | 'wrong' | 'refused';

/** What is known of a backend, by the rules of the documents alone. */
interface Known {
  state: Given['state'];
  sinceMs: number;
  wasUp: boolean;
  /** Results that were alike, one after another, and what they were. */
  run: number;
  ok: boolean;
  /** Whether its last failure was a wrong answer. */
  answers: boolean;
}

/** The promise: states by results, overrides by orders, lineups by both. */
export class Model {
  files: Files;
  readonly known = new Map<number, Known>();
  readonly admin = new Map<number, { readonly state: AdminState; readonly untilMs: number }>();
  readonly weights = new Map<number, number>();

  constructor(files: Files) {
    this.files = files;
  }

  /** The first result decides; after that as many alike in a row as `rise` or `fall` says. */
  result(number: number, found: Found, nowMs: number): void {
    const known = this.of(number);
    const ok = found === 'good';
    if (!ok) known.answers = found === 'wrong';
    known.run = known.run > 0 && known.ok === ok ? known.run + 1 : 1;
    known.ok = ok;
    const isDue = known.state === 'unknown' || known.run >= (ok ? RISE : FALL);
    const state = ok ? 'up' : 'down';
    if (isDue && known.state !== state) {
      known.state = state;
      known.sinceMs = nowMs;
    }
    if (known.state === 'up') known.wasUp = true;
  }

  of(number: number): Known {
    const known = this.known.get(number) ?? {
      ...{ state: 'unknown' as const, sinceMs: 0, wasUp: false },
      ...{ run: 0, ok: false, answers: false },
    };
    this.known.set(number, known);
    return known;
  }

  reload(files: Files): void {
    this.files = files;
    const stay = new Set([...files.members, ...OTHERS].map(({ number }) => number));
    for (const number of this.known.keys()) if (!stay.has(number)) this.known.delete(number);
  }

  /** The members of the other pool, of which operators say nothing. */
  get others(): Given[] {
    return OTHERS.map(({ number, weight }) => {
      const { state, sinceMs, wasUp, answers } = this.of(number);
      return { number, weight, state, sinceMs, wasUp, answers };
    });
  }

  given(nowMs: number): Given[] {
    return this.files.members.map(({ number, weight, backup }) => {
      const { state, sinceMs, wasUp, answers } = this.of(number);
      const admin = this.admin.get(number);
      const isOver = admin === undefined || admin.untilMs <= nowMs;
      return {
        number,
        weight: this.weights.get(number) ?? weight,
        backup,
        state,
        sinceMs,
        wasUp,
        answers,
        admin: isOver ? 'ready' : admin.state,
      };
    });
  }
}
