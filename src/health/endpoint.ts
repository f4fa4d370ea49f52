// An endpoint: one thing that is probed, shared by all members that are probed alike, and what is known about it.

import type { ProbeResult } from '../probe/result.js';
import { probedName, probePort } from '../probe/run.js';
import type { ProbeSpec } from '../probe/spec.js';
import type { Told } from '../probe/statement.js';
import { type Target, targetToText } from '../probe/target.js';
import type { Member } from '../zone/pool.js';
import { flapping, following, notUpYet } from './cause.js';
import { Damping } from './damping.js';
import {
  inTransition,
  isLive,
  judge,
  type Pace,
  paceOf,
  type State,
  UNJUDGED,
  type Verdict,
  verdictOf,
} from './judge.js';

/** Leaves the order of an object's keys out of its JSON text. */
function sortKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
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
  /** When it was up again after it had been down. */
  returnedMs?: number;
  /** When the present state began, on the engine's clock. */
  sinceMs: number;
  /** When its last probe began; before the first, since when it waits for that. */
  probedMs: number;
  /** Whether failures are not judged, since the prober may be what is broken. */
  isFrozen = false;
  /** Whether a probe has ever found it up. */
  wasUp = false;
  /** Whether the present probe has: an edited one that fails everywhere is not the network's fault. */
  isProven = false;
  /** What it said of itself last. */
  told?: Told;
  #verdict: Verdict;
  #inherited: State = 'unknown';
  #damping: Damping | undefined;
  #isDamped = false;
  /** Whether the pool that it follows has no live member. */
  #isCut = false;

  /** @param follows the name of a pool: without a live member there it is down */
  constructor(
    { address, port }: Member,
    spec: ProbeSpec,
    defaultHost: string,
    nowMs: number,
    readonly follows?: string,
  ) {
    // A probe that asks for no name can be shared by the pools of several names.
    this.target = { address, port: probePort(spec, port), host: probedName(spec, defaultHost) };
    this.spec = spec;
    this.name = targetToText(this.target);
    const asked = { ...spec, host: undefined, port: undefined, track: follows };
    this.key = JSON.stringify([this.target, asked], sortKeys);
    this.sinceMs = nowMs;
    this.probedMs = nowMs;
    this.#verdict = this.#firstVerdict();
    if (spec.flap !== false) this.#damping = new Damping(spec.flap);
  }

  get state(): State {
    return this.#isDamped || this.#isCut ? 'down' : this.judged;
  }

  /** Whether it has a probe, and does not only follow a pool. */
  get isProbed(): boolean {
    return this.spec.kind !== 'track';
  }

  /** The state by its probes alone. */
  get judged(): State {
    return this.#verdict.state === 'unknown' ? this.#inherited : this.#verdict.state;
  }

  /** Its hold, while it is held down because it comes and goes. */
  get hold(): Damping | undefined {
    return this.#isDamped ? this.#damping : undefined;
  }

  /** Why it is down; undefined when it is not. */
  get cause(): ProbeResult | undefined {
    if (isLive(this.state)) return undefined;
    if (this.hold !== undefined) return flapping(this.hold.spec, this.hold.holdMs);
    if (isLive(this.judged)) return following(this.follows!, true);
    return this.lastFailure ?? notUpYet(this.spec.rise);
  }

  get inTransition(): boolean {
    return inTransition(this.#verdict, this.spec);
  }

  get pace(): Pace {
    return paceOf(this.#verdict, this.spec);
  }

  #firstVerdict(): Verdict {
    if (!this.isProbed) return verdictOf('up', this.spec);
    return this.spec.init === 'probe' ? UNJUDGED : verdictOf(this.spec.init, this.spec);
  }

  /** Is down while the pool that it follows has no live member. @returns whether that is new */
  follow(isDown: boolean, nowMs: number): boolean {
    if (isDown === this.#isCut) return false;
    const { state } = this;
    this.#isCut = isDown;
    this.#turn(state, nowMs);
    return true;
  }

  /**
   * Takes over the state of an endpoint that is now probed differently, until the first result or, where a new one would begin
   * up or down, until enough results speak against it: an edited probe must not bring a dead backend back.
   */
  inherit(former: Endpoint): void {
    const { init, flap } = this.spec;
    if (flap !== false) {
      this.#damping = new Damping(flap, former.#damping);
      this.#isDamped = former.#isDamped;
    }
    // Without the damping, one that was held is down until the first result.
    const state = former.#isDamped && !this.#isDamped ? 'down' : former.judged;
    this.#inherited = state;
    if (init !== 'probe' && state !== 'unknown') this.#verdict = verdictOf(state, this.spec);
    this.sinceMs = former.sinceMs;
    this.wasUp = former.wasUp;
    this.returnedMs = former.returnedMs;
    this.lastResult = former.lastResult;
    this.lastFailure = former.lastFailure;
    if (former.spec.kind === this.spec.kind) this.told = former.told;
  }

  /** Counts and judges a result. A hold ends with the first result after its time. @returns whether a hold begins */
  record(result: ProbeResult, nowMs: number): boolean {
    const { state, judged } = this;
    this.checks++;
    this.lastResult = result;
    this.told = result.told ?? this.told;
    if (result.ok) this.isFrozen = false;
    else {
      this.failures++;
      this.lastFailure = result;
    }
    if (!this.isFrozen) this.#verdict = judge(this.#verdict, result.ok, this.spec);
    const hasChanged = this.judged !== judged && judged !== 'unknown';
    const begins = hasChanged && this.#damping?.count(nowMs) === true;
    this.#isDamped = (this.#damping?.leftMs(nowMs) ?? 0) > 0;
    this.#turn(state, nowMs);
    if (result.ok && this.state === 'up') this.wasUp = this.isProven = true;
    return begins;
  }

  /** Notes when the state changed. @param before what it was */
  #turn(before: State, nowMs: number): void {
    if (this.state === before) return;
    this.sinceMs = nowMs;
    if (before === 'down' && this.state === 'up') this.returnedMs = nowMs;
  }

  /** Makes it up again, as it was, until a probe succeeds or {@link thaw} is followed by one that does not. */
  freeze(nowMs: number): void {
    if (this.judged !== 'up') this.sinceMs = nowMs;
    this.isFrozen = true;
    this.#inherited = 'up';
    this.#verdict = UNJUDGED;
  }

  /** Has the next result count at once, as the first one does. */
  thaw(): void {
    this.isFrozen = false;
  }
}
