// An endpoint: one thing that is probed, shared by all members that are probed alike, and what is known about it.

import type { ProbeResult } from '../probe/result.js';
import { probedName, probePort } from '../probe/run.js';
import type { ProbeSpec } from '../probe/spec.js';
import type { Statement } from '../probe/statement.js';
import { type Target, targetToText } from '../probe/target.js';
import type { Member } from '../zone/pool.js';
import { Downtime } from './downtime.js';
import { endpointKey } from './endpoint-key.js';
import { areAlike } from './verdict/alike.js';
import { type Look, type PartVerdict, verdictOf } from './verdict/check.js';
import { Damping } from './verdict/damping.js';
import {
  inTransition,
  type Judgement,
  judge,
  judgementOf,
  type Pace,
  paceOf,
  UNJUDGED,
} from './verdict/judge.js';
import { ENDPOINT_STAGES, type EndpointPieces, PROBED_STAGES } from './verdict/pipeline.js';
import { HOLD, type Hold } from './verdict/suspicion.js';
import { type State, through, type Verdict } from './verdict/verdict.js';

/** The certificate of all parts that expires first. */
function firstEnd(parts: readonly Endpoint[]): number | undefined {
  const ends = parts.flatMap(({ certificateEndMs }) => certificateEndMs ?? []);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

/** What the members of a pool have in common. */
export interface ProbedAs {
  readonly spec: ProbeSpec;
  /** The Host to ask for when neither the spec nor the member names one. */
  readonly defaultHost: string;
  readonly follows?: string;
  /** What it is made of, when it is not probed as a whole. */
  readonly parts?: Parts;
}

/** What a check is made of. */
export interface Parts {
  /** The endpoint that each of its probes probes. */
  readonly probes: ReadonlyMap<ProbeSpec, Endpoint>;
  /** For each of its pools the names of which the first that is watched is meant. */
  readonly pools: readonly (readonly string[])[];
}

export class Endpoint {
  readonly target: Target;
  readonly spec: ProbeSpec;
  /** Address and port as people write them. */
  readonly name: string;
  /** Equal for endpoints of which one probe says all: same address, port, probe and Host. */
  readonly key: string;
  checks = 0;
  failures = 0;
  lastResult?: ProbeResult;
  lastFailure?: ProbeResult;
  /** When the certificate expires that was shown last, of several the first; in milliseconds since 1970. */
  certificateEndMs?: number;
  readonly downtime = new Downtime();
  /** When it was up again after it had been down. */
  returnedMs?: number;
  /** When the last probe began that has a result which counts; before the first, since when it waits for that. */
  probedMs: number;
  /** Whether the present probe has ever found it up: an edited one that fails everywhere is not the network's fault. */
  isProven = false;
  /** What it said of itself last. */
  statement?: Statement;
  /** Grows with each change of what is said of it, by its verdict or by itself. */
  changes = 0;
  #verdict: Verdict;
  #judgement: Judgement;
  #inherited: State = 'unknown';
  #held: Hold = HOLD.NONE;
  #damping: Damping | undefined;
  #isDamped = false;
  /** Whether the pool that it follows has no live member. */
  #isCut = false;

  /** The name of a pool or a member: without a live one there it is down. */
  readonly follows?: string;

  readonly parts?: Parts;
  /** What its parts said last, and what follows. */
  checkVerdict?: PartVerdict;
  #partsAnswer: boolean | undefined;

  constructor(
    { address, port, host }: Member,
    { spec, defaultHost, follows, parts }: ProbedAs,
    nowMs: number,
  ) {
    // A probe that asks for no name can be shared by the pools of several names.
    const wanted = host ?? defaultHost;
    const name = parts === undefined ? probedName(spec, wanted) : wanted;
    this.target = { address, port: probePort(spec, port), host: name };
    this.spec = spec;
    this.follows = follows;
    this.parts = parts;
    this.name = targetToText(this.target);
    this.key = endpointKey(this.target, spec, follows);
    this.probedMs = nowMs;
    this.#judgement = this.#firstJudgement();
    if (spec.flap !== false) this.#damping = new Damping(spec.flap);
    this.#verdict = this.#verdictFrom({ sinceMs: nowMs, wasUp: false });
    this.downtime.note(this.state === 'down', nowMs);
  }

  /** What counts of it. The same object until it is another one. */
  get verdict(): Verdict {
    return this.#verdict;
  }

  get state(): State {
    return this.#verdict.state;
  }

  /** Whether it has a probe, and does not only follow a pool. */
  get isProbed(): boolean {
    return this.spec.kind !== 'track';
  }

  /** Its hold, while it is held down because it comes and goes. */
  get hold(): Damping | undefined {
    return this.#isDamped ? this.#damping : undefined;
  }

  get inTransition(): boolean {
    return inTransition(this.#judgement, this.spec);
  }

  get pace(): Pace {
    return paceOf(this.#judgement, this.spec);
  }

  /** Is down while the pool that it follows has no live member. @returns whether that is new */
  follow(isDown: boolean, nowMs: number): boolean {
    if (isDown === this.#isCut) return false;
    const { state } = this;
    this.#isCut = isDown;
    this.#settle(nowMs);
    this.#noteReturn(state, nowMs);
    return true;
  }

  /**
   * Takes over the state of an endpoint that is now probed differently, until the first result or, where a new one would begin
   * up or down, until enough results speak against it: an edited probe must not bring a dead backend back.
   */
  inherit(former: Endpoint): void {
    this.changes++;
    const { init, flap, kind } = this.spec;
    if (flap !== false) {
      this.#damping = new Damping(flap, former.#damping);
      this.#isDamped = former.#isDamped;
    }
    // The state of a check is that of its parts.
    if (this.parts !== undefined) return;
    // Without the damping, one that was held is down until the first result.
    const state = former.#isDamped && !this.#isDamped ? 'down' : former.#probed;
    this.#inherited = state;
    if (init !== 'probe' && state !== 'unknown') this.#judgement = judgementOf(state, this.spec);
    this.returnedMs = former.returnedMs;
    this.downtime.continue(former.downtime);
    this.lastResult = former.lastResult;
    this.lastFailure = former.lastFailure;
    if (former.spec.kind === kind) this.statement = former.statement;
    this.#verdict = this.#verdictFrom(former.#verdict);
  }

  /** Counts and judges a result. A hold ends with the first result after its time. @returns whether a hold begins */
  record(result: ProbeResult, nowMs: number): boolean {
    const { state } = this;
    const probed = this.#probed;
    this.checks++;
    this.lastResult = result;
    this.certificateEndMs = result.certificateEndMs ?? this.certificateEndMs;
    this.#hear(result.statement);
    if (!result.ok) {
      this.failures++;
      this.lastFailure = result;
    }
    if (result.ok || this.#held !== HOLD.BEGUN) {
      this.#judgement = judge(this.#judgement, result.ok, this.spec);
      this.#held = HOLD.NONE;
    }
    const begins = this.#damp(probed, nowMs);
    this.#settle(nowMs, result.ok);
    this.#noteReturn(state, nowMs);
    if (result.ok && this.state === 'up') this.isProven = true;
    return begins;
  }

  /** Counts a change of what probes say. @param before what they said until now @returns whether a hold begins */
  #damp(before: State, nowMs: number): boolean {
    if (this.#damping === undefined) return false;
    const after = this.#probed;
    const hasChanged = after !== before && before !== 'unknown' && after !== 'unknown';
    const begins = hasChanged && this.#damping.count(nowMs);
    this.#isDamped = this.#damping.leftMs(nowMs) > 0;
    return begins;
  }

  /** Counts a result of one of its parts. */
  count(isFailure: boolean): void {
    this.checks++;
    if (isFailure) this.failures++;
  }

  /** Takes in what its parts say. A hold ends with the first result of a part after its time. @param look finds them @returns whether a hold begins */
  compose(look: Look, nowMs: number): boolean {
    if (this.spec.check === undefined || this.parts === undefined) return false;
    const [before, probedBefore] = [this.state, this.#probed];
    const said = verdictOf(this.spec.check, look);
    const { state, cause, answers } = said;
    this.checkVerdict = said;
    this.#partsAnswer = answers;
    const probed = [...new Set(this.parts.probes.values())];
    this.lastFailure = cause ?? this.lastFailure;
    this.certificateEndMs = firstEnd(probed);
    this.lastResult = state === 'down' ? cause : probed.find(({ lastResult }) => lastResult?.ok)?.lastResult;
    this.#judgement = judgementOf(state, this.spec);
    const begins = this.#damp(probedBefore, nowMs);
    this.#settle(nowMs, state === 'up');
    this.#noteReturn(before, nowMs);
    return begins;
  }

  /** Makes it up again, as it was, until a probe succeeds or {@link thaw} is followed by one that does not. */
  freeze(nowMs: number): void {
    this.#held = HOLD.BEGUN;
    this.#judgement = UNJUDGED;
    this.#settle(nowMs);
  }

  /** Has the next result count at once, as the first one does. */
  thaw(): void {
    if (this.#held === HOLD.BEGUN) this.#held = HOLD.ENDING;
  }

  /** The state by its probes alone. */
  get #probed(): State {
    return through(PROBED_STAGES, this.#verdict, this.#pieces).state;
  }

  get #pieces(): EndpointPieces {
    return {
      judgement: this.#judgement,
      lastFailure: this.lastFailure,
      partsAnswer: this.#partsAnswer,
      inherited: this.#inherited,
      rise: this.spec.rise,
      held: this.#held,
      hold: this.hold,
      followedDown: this.#isCut ? this.follows : undefined,
    };
  }

  #firstJudgement(): Judgement {
    if (this.parts !== undefined) return UNJUDGED;
    if (!this.isProbed) return judgementOf('up', this.spec);
    return this.spec.init === 'probe' ? UNJUDGED : judgementOf(this.spec.init, this.spec);
  }

  #hear(statement: Statement | undefined): void {
    const { state, percent } = this.statement ?? {};
    this.statement = statement ?? this.statement;
    if (this.statement?.state !== state || this.statement?.percent !== percent) this.changes++;
  }

  /** One that was only held was not away. @param before its state until now */
  #noteReturn(before: State, nowMs: number): void {
    if (before === 'down' && this.state === 'up') this.returnedMs = nowMs;
  }

  /** The verdict after all stages. @param before gives what they do not decide */
  #verdictFrom({ sinceMs, wasUp }: Pick<Verdict, 'sinceMs' | 'wasUp'>): Verdict {
    const first = { state: 'unknown', sinceMs, wasUp, passes: false, answers: false } as const;
    return through(ENDPOINT_STAGES, first, this.#pieces);
  }

  /** Gives the verdict anew, after something that it depends on. @param isGood whether that is a good result */
  #settle(nowMs: number, isGood = false): void {
    const before = this.#verdict;
    const next = this.#verdictFrom(before);
    this.downtime.note(next.state === 'down', nowMs);
    const wasUp = before.wasUp || (isGood && next.state === 'up');
    const sinceMs = next.state === before.state ? before.sinceMs : nowMs;
    const after = { ...next, sinceMs, wasUp };
    if (areAlike(before, after)) return;
    this.#verdict = after;
    this.changes++;
  }
}
