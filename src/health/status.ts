// What the health engine knows about a pool, for metrics and status pages.

import type { Lineup } from '../image/lineup.js';
import type { ProbeResult } from '../probe/result.js';
import { type Statement, statementToText } from '../probe/statement.js';
import { atOnce, type Steps } from '../time/turns.js';
import type { AdminState } from '../view/admin-limits.js';
import type { Instead } from '../view/pool-words.js';
import type { Order } from '../zone/lineup-policy.js';
import type { AdminOverride } from './admin-override.js';
import { type Candidate, isOnFallback, liveCount } from './candidate.js';
import type { Endpoint } from './endpoint.js';
import { RAMP_STEPS } from './ramp.js';
import { reserveOf } from './thresholds.js';
import { isProbed } from './verdict/cause.js';
import type { State } from './verdict/verdict.js';
import type { Watch } from './watch.js';
import { lateMs } from './watchdog.js';

export interface MemberStatus {
  /** Address and port as people write them. */
  readonly endpoint: string;
  /** The host that its record points to, or that its address was looked up for. */
  readonly target?: string;
  readonly address: string;
  readonly port: number | undefined;
  readonly state: State;
  /** It has no probe: it is up as long as no operator says otherwise. */
  readonly isUnprobed?: true;
  readonly lastResult: ProbeResult | undefined;
  /** How long the state has lasted. */
  readonly sinceMs: number;
  /** Whether the last probes say otherwise, but not often enough yet. */
  readonly inTransition: boolean;
  /** How long it is held down because it comes and goes; absent when it is not. */
  readonly heldMs?: number;
  /** The pool without a live member of which it is down. */
  readonly follows?: string;
  /** Why it is down, when it is not for its probes. */
  readonly cause?: ProbeResult;
  /** How long ago its last probe began, when that is too long; absent when it is not. */
  readonly lateMs?: number;
  /** Probes so far, and those that failed. */
  readonly checks: number;
  readonly failures: number;
  /** How often it has gone down, and for how long it has been down in all. */
  readonly downs: number;
  readonly downMs: number;
  /** That counts, which may be that of the override, or what the member says. */
  readonly weight: number;
  /** That of the files. */
  readonly configuredWeight: number;
  /** The part of its weight that counts while it is coming back, from 0 to 1; absent when that is the whole. */
  readonly slowStart?: number;
  /** What an operator says; absent when that is nothing special. */
  readonly admin?: AdminStatus;
  /** What the member says of itself; absent when that is nothing special. */
  readonly statement?: Statement;
  /** Its priority, when it is a backup. */
  readonly backup?: number;
  readonly tags: readonly string[];
  /** The address of the same backend that counts with it. */
  readonly tied?: TiedStatus;
  /** Part of the turns in which the member comes first, from 0 to 1. */
  readonly share: number;
}

/** An override as it is now. */
export interface AdminStatus {
  readonly state: AdminState;
  /** For how long it has been in force. */
  readonly sinceMs: number;
  /** How long it still is, when it ends by itself. */
  readonly leftMs?: number;
  readonly reason?: string;
  /** Who said so, as they stated it. */
  readonly by?: string;
}

/** What a member is tied to. */
export interface TiedStatus {
  readonly pool: string;
  readonly address: string;
  readonly endpoint: string;
  readonly state: State;
}

export interface PoolStatus {
  readonly pool: string;
  readonly order: Order;
  /** No member is live and in service. */
  readonly onFallback: boolean;
  /** The other pool whose members are handed out. */
  readonly using?: string;
  /** What is handed out in place of the members that come first; absent while these are. */
  readonly instead?: Instead;
  readonly live: number;
  /** Members, whether or not they are listed. */
  readonly total: number;
  /** How many of both stand behind the others; absent when none does. */
  readonly reserve?: { readonly live: number; readonly total: number };
  /** The text of the Extended DNS Error; empty when nothing is wrong. */
  readonly explanation: string;
  /** In the order of the RRset's RDATA. */
  readonly members: readonly MemberStatus[];
}

const NO_TAGS: readonly string[] = [];

/** How often each record comes first, in proportion. */
export function firstPlaces({ live, wheel, weights }: Lineup): Map<number, number> {
  if (wheel.length === 0) return new Map(live.map((index, place) => [index, weights?.[place] ?? 1]));
  const turns = new Map<number, number>();
  for (const place of wheel) turns.set(live[place], (turns.get(live[place]) ?? 0) + 1);
  return turns;
}

/** Whether nothing but an operator says anything of it. */
export function isUnprobed({ isProbed, parts, follows }: Endpoint): boolean {
  return !isProbed && parts === undefined && follows === undefined;
}

function lateness(endpoint: Endpoint, nowMs: number): Pick<MemberStatus, 'lateMs'> {
  const ms = lateMs(endpoint, nowMs);
  return ms === undefined ? {} : { lateMs: ms };
}

function adminStatus(override: AdminOverride | undefined, nowMs: number): Pick<MemberStatus, 'admin'> {
  if (override === undefined) return {};
  const { state, sinceMs, untilMs, reason, by } = override;
  const leftMs = untilMs === undefined ? undefined : untilMs - nowMs;
  return { admin: { state, sinceMs: nowMs - sinceMs, leftMs, reason, by } };
}

function causeOf({ verdict: { cause } }: Endpoint): Pick<MemberStatus, 'cause'> {
  return cause === undefined || isProbed(cause) ? {} : { cause };
}

function statementOf({ statement }: Endpoint): Pick<MemberStatus, 'statement'> {
  return statement === undefined || statementToText(statement) === '' ? {} : { statement };
}

function slowStartOf({ rampStep }: Candidate): number | undefined {
  return rampStep === undefined ? undefined : rampStep / RAMP_STEPS;
}

function tiedStatus(watch: Watch, index: number): TiedStatus | undefined {
  const tie = watch.tieOf(index);
  if (tie === undefined) return undefined;
  const { watched, endpoints } = tie.watch;
  const { name, state, target } = endpoints[tie.index];
  return { pool: watched.name, address: target.address, endpoint: name, state };
}

/** How often a member comes first, of how many. */
interface Places {
  readonly turns: ReadonlyMap<number, number>;
  readonly total: number;
  /** The members, which a watch looks through each time that it is asked for them. */
  readonly candidates: readonly Candidate[];
}

function memberStatus(
  watch: Watch,
  index: number,
  { turns, total, candidates }: Places,
  nowMs: number,
): MemberStatus {
  const endpoint = watch.endpoints[index];
  const candidate = candidates[index];
  const { target, weight, backup, tags = NO_TAGS } = watch.watched.pool.members[index];
  return {
    ...lateness(endpoint, nowMs),
    endpoint: endpoint.name,
    ...(target === undefined ? {} : { target }),
    address: endpoint.target.address,
    port: endpoint.target.port,
    state: endpoint.state,
    ...(isUnprobed(endpoint) ? { isUnprobed: true } : {}),
    lastResult: endpoint.lastResult,
    sinceMs: nowMs - endpoint.verdict.sinceMs,
    inTransition: endpoint.inTransition,
    ...(endpoint.hold === undefined ? {} : { heldMs: endpoint.hold.leftMs(nowMs) }),
    ...(endpoint.follows === undefined ? {} : { follows: endpoint.follows }),
    ...causeOf(endpoint),
    checks: endpoint.checks,
    failures: endpoint.failures,
    downs: endpoint.downtime.times,
    downMs: endpoint.downtime.totalMs(nowMs),
    weight: candidate.weight,
    configuredWeight: weight,
    slowStart: slowStartOf(candidate),
    ...adminStatus(watch.override(index), nowMs),
    ...statementOf(endpoint),
    ...(backup === undefined ? {} : { backup }),
    tags,
    tied: tiedStatus(watch, index),
    share: (turns.get(index) ?? 0) / Math.max(1, total),
  };
}

/** So many members are looked at in one step, and so all of a small pool at the same moment. */
const MEMBERS_OF_STEP = 64;

/**
 * @param nowMs the time on the engine's clock
 * @param indices of the members that are wanted; all when absent
 */
export function statusOf(watch: Watch, nowMs: number, indices?: readonly number[]): PoolStatus {
  return atOnce(statusInSteps(watch, nowMs, indices));
}

/** As {@link statusOf}. */
export function* statusInSteps(
  watch: Watch,
  nowMs: number,
  indices: Iterable<number> = watch.endpoints.keys(),
): Steps<PoolStatus> {
  const lineup = watch.lineup();
  const { using, instead, watched } = watch;
  const candidates = watch.candidates();
  const reserve = reserveOf(candidates, watched.pool.order);
  const turns = firstPlaces(lineup);
  const total = [...turns.values()].reduce((sum, count) => sum + count, 0);
  const places = { turns, total, candidates };
  const members: MemberStatus[] = [];
  const pool = {
    pool: watched.name,
    order: watched.pool.order,
    onFallback: isOnFallback(candidates),
    ...(using === undefined ? {} : { using }),
    ...(instead === undefined ? {} : { instead }),
    live: liveCount(candidates),
    total: watch.endpoints.length,
    ...(reserve === undefined ? {} : { reserve }),
    explanation: lineup.explanation?.text ?? '',
    members,
  };
  for (const index of indices) {
    if (members.length > 0 && members.length % MEMBERS_OF_STEP === 0) yield;
    members.push(memberStatus(watch, index, places, nowMs));
  }
  return pool;
}
