// An endpoint: one thing that is probed, shared by all members that are probed alike, and what is known about it.
import type { Member } from '../zone/pool.js';
import type { ProbeSpec } from '../zone/probe/spec.js';
import { notUpYet } from './cause.js';
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
import { probedName, probePort } from './probe/probe.js';
import type { ProbeResult } from './probe/result.js';
import { type Target, targetToText } from './probe/target.js';

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
  /** When the present state began, on the engine's clock. */
  sinceMs: number;
  /** Whether failures are not judged, since the prober may be what is broken. */
  isHeld = false;
  /** Whether a probe has ever found it up. */
  wasUp = false;
  /** Whether the present probe has: an edited one that fails everywhere is not the network's fault. */
  isProven = false;
  #verdict: Verdict;
  #inherited: State = 'unknown';

  constructor({ address, port }: Member, spec: ProbeSpec, defaultHost: string, nowMs: number) {
    // A probe that asks for no name can be shared by the pools of several names.
    this.target = { address, port: probePort(spec, port), host: probedName(spec, defaultHost) };
    this.spec = spec;
    this.name = targetToText(this.target);
    this.key = JSON.stringify([this.target, { ...spec, host: undefined, port: undefined }], sortKeys);
    this.sinceMs = nowMs;
    this.#verdict = spec.init === 'probe' ? UNJUDGED : verdictOf(spec.init, spec);
  }

  get state(): State {
    return this.#verdict.state === 'unknown' ? this.#inherited : this.#verdict.state;
  }

  /** Why it is down; undefined when it is not. */
  get cause(): ProbeResult | undefined {
    if (isLive(this.state)) return undefined;
    return this.lastFailure ?? notUpYet(this.spec.rise);
  }

  get inTransition(): boolean {
    return inTransition(this.#verdict, this.spec);
  }

  get pace(): Pace {
    return paceOf(this.#verdict, this.spec);
  }

  /**
   * Takes over the state of an endpoint that is now probed differently, until the first result or, where a new one would begin
   * up or down, until enough results speak against it: an edited probe must not bring a dead backend back.
   */
  inherit(former: Endpoint): void {
    this.#inherited = former.state;
    if (this.spec.init !== 'probe' && former.state !== 'unknown')
      this.#verdict = verdictOf(former.state, this.spec);
    this.sinceMs = former.sinceMs;
    this.wasUp = former.wasUp;
    this.lastResult = former.lastResult;
    this.lastFailure = former.lastFailure;
  }

  /** Counts and judges a result; the state before it. */
  record(result: ProbeResult, nowMs: number): State {
    const before = this.state;
    this.checks++;
    this.lastResult = result;
    if (!result.ok) {
      this.failures++;
      this.lastFailure = result;
    }
    if (result.ok) this.isHeld = false;
    if (!this.isHeld) this.#verdict = judge(this.#verdict, result.ok, this.spec);
    if (this.state !== before) this.sinceMs = nowMs;
    if (result.ok && this.state === 'up') this.wasUp = this.isProven = true;
    return before;
  }

  /** Makes it up again, as it was, until a probe succeeds or {@link release} is followed by one that does not. */
  hold(nowMs: number): void {
    if (this.state !== 'up') this.sinceMs = nowMs;
    this.isHeld = true;
    this.#inherited = 'up';
    this.#verdict = UNJUDGED;
  }

  /** Has the next result count at once, as the first one does. */
  release(): void {
    this.isHeld = false;
  }
}
