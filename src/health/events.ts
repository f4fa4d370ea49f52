// What the health engine reports to others: results, changed states, and pools without a live member.

import type { ProbeResult, Void } from '../probe/result.js';
import type { Instead } from '../view/pool-words.js';
import type { Endpoint } from './endpoint.js';
import type { State } from './verdict/verdict.js';
import type { Watch } from './watch.js';

/** An endpoint as events name it. */
export interface EndpointName {
  /** Address and port as people write them: `127.0.0.2:8082`. */
  readonly endpoint: string;
  readonly address: string;
  readonly port: number | undefined;
  /** The names of the pools that it is a member of. */
  readonly pools: readonly string[];
}

/** An endpoint changed its state. */
export interface TransitionEvent extends EndpointName {
  readonly from: State;
  readonly to: State;
  readonly result: ProbeResult;
  /** Live members of the first of `pools`, after the transition. */
  readonly live: number;
  /** All members of the first of `pools`. */
  readonly total: number;
  /** How many of both stand behind the others; absent when none does. */
  readonly reserve?: { readonly live: number; readonly total: number };
}

/** An endpoint changes its state too often, and is held down. */
export interface FlapEvent extends EndpointName {
  /** Why, as the Extended DNS Error says it. */
  readonly cause: ProbeResult;
  readonly holdMs: number;
}

/** Probes begin to be late, or are not any more. */
export interface LateEvent {
  /** How many endpoints were not probed in time; 0 when that is over. */
  readonly late: number;
  /** One of them, as people write it. */
  readonly endpoint: string | undefined;
  /** How long ago the last probe began of the one for which that is longest. */
  readonly agoMs: number;
  /** Probes that wait for others to end. */
  readonly waiting: number;
}

/** Results of probes did not count, since this machine was in trouble. */
export interface VoidEvent {
  readonly by: Void;
  /** How many, since this was told last. */
  readonly count: number;
  /** What the last of them found. */
  readonly text: string;
}

/** From now on a pool hands out something else than before: its first members, others in their place, or nothing. */
export interface PoolEvent {
  readonly pool: string;
  readonly onFallback: boolean;
  /** Whether that is new. */
  readonly hasTurned: boolean;
  /** The other pool whose members are handed out. */
  readonly using?: string;
  /** What is handed out in place of the members that come first; absent while these are. */
  readonly instead?: Instead;
  /** What that was until now. */
  readonly was?: Instead;
  /** It had no members until now. */
  readonly wasEmpty?: true;
  readonly live: number;
  readonly total: number;
  /** The text of the Extended DNS Error; empty when nothing is wrong. */
  readonly explanation: string;
  /** There is no such pool any more. */
  readonly isGone?: true;
}

/** What is told of a pool that is not as it should be. */
export interface Amiss {
  readonly isOnFallback: boolean;
  readonly using: string | undefined;
  readonly instead: Instead | undefined;
  /** It has no members. */
  readonly isEmpty: boolean;
}

/** The event of a single result or the start of a transition event. */
export function endpointName({ name, target }: Endpoint, watches: readonly Watch[]): EndpointName {
  const pools = watches.map(({ watched }) => watched.name);
  return { endpoint: name, address: target.address, port: target.port, pools };
}

/** The event of an endpoint whose hold begins. */
export function flapEvent(named: EndpointName, { verdict: { cause }, hold }: Endpoint): FlapEvent {
  return { ...named, cause: cause!, holdMs: hold!.holdMs };
}

/** The event of a pool as it stands. @param before as it was told last */
export function poolEvent(watch: Watch, before: Amiss): PoolEvent {
  const { isOnFallback, using, instead } = watch;
  return {
    pool: watch.watched.name,
    onFallback: isOnFallback,
    hasTurned: isOnFallback !== before.isOnFallback,
    ...(using === undefined ? {} : { using }),
    ...(instead === undefined ? {} : { instead }),
    ...(before.instead === undefined ? {} : { was: before.instead }),
    ...(before.isEmpty ? { wasEmpty: true } : {}),
    live: watch.live,
    total: watch.endpoints.length,
    explanation: watch.lineup().explanation?.text ?? '',
  };
}

/** The event of a pool that is watched no more. @param before as it was told last */
export function goneEvent(pool: string, { isOnFallback, instead }: Amiss): PoolEvent {
  const counts = { live: 0, total: 0 };
  const was = instead === undefined ? {} : { was: instead };
  return {
    pool,
    onFallback: false,
    hasTurned: isOnFallback,
    ...was,
    ...counts,
    explanation: '',
    isGone: true,
  };
}
