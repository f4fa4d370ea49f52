// A pool: an RRset whose members are handed out by turns, and what is known about each member.

import type { SourceSpec } from '../discover/spec.js';
import type { OwnProbing } from '../probe/member-probe.js';
import type { Track } from '../probe/parts.js';
import type { ProbeReference } from '../probe/spec.js';
import type { Place } from '../source/problem.js';
import type { LineupPolicy } from './lineup-policy.js';

/** One member of a pool; it stands at the same index as its RDATA in the RRset. */
export interface Member extends OwnProbing {
  /** The address to probe, as text without a zone index; empty when there is none. */
  readonly address: string;
  readonly port?: number;
  /** Relative share of first places, 0 to 256. */
  readonly weight: number;
  /** A backup, and when it is tried: 1 before 2. Absent for the members that are handed out as long as they are live. */
  readonly backup?: number;
  /** The host that its record points to, or that its address was looked up for; absent when an address is written. */
  readonly target?: string;
  /** The Host to ask for when the probe names none; that of the pool when absent. */
  readonly host?: string;
  /** The address of a member of the pool that the owner has of the other family: both are handed out, or none of them. */
  readonly tied?: string;
  /** Words by which operators select it. */
  readonly tags?: readonly string[];
  /** Where it says how it is probed; absent when it does not. */
  readonly probePlace?: Place;
  /** Where it says itself what it follows; absent when it does not. */
  readonly trackPlaces?: readonly TrackPlace[];
}

/** Where a probe says that something is followed. */
export interface TrackPlace {
  /** As written. */
  readonly text: string;
  readonly place: Place;
}

/** What is known of a pool whose members a source finds: plain data. */
export interface Discovered {
  readonly source: SourceSpec;
  /** Where it is named. */
  readonly place: Place;
  /** As written: who comes first for which clients. */
  readonly prefer?: 'same-subnet' | Readonly<Record<string, readonly string[]>>;
}

/** The health side of one RRset. */
export interface Pool extends LineupPolicy {
  readonly probe?: ProbeReference;
  /** Where the probe says which pools are followed; absent when none is. */
  readonly trackPlaces?: readonly TrackPlace[];
  /** A digest of its records, when another pool falls back to it, which has taken them over. */
  readonly recordsDigest?: string;
  /** Says that a source finds the members; then there are none as long as it is not asked. */
  readonly discovered?: Discovered;
  /** In the order of the RRset's RDATA, which may hold further records behind theirs: see {@link LineupPolicy.substitutes}. */
  readonly members: readonly Member[];
}

/** Where things are followed, of those that a probe names; nothing when there are none. @param placeAt of a path within the probe */
export function placesOfTracks(
  tracks: readonly Track[],
  placeAt: (path: Track['path']) => Place,
): { readonly trackPlaces?: readonly TrackPlace[] } {
  if (tracks.length === 0) return {};
  return { trackPlaces: tracks.map(({ text, path }) => ({ text, place: placeAt(path) })) };
}

/** Whether any member is probed. */
export function isProbed({ probe, members }: Pick<Pool, 'probe' | 'members'>): boolean {
  return probe !== undefined || members.some(member => member.probe !== undefined);
}

/** The same pool with nobody probed. */
export function withoutProbes(pool: Pool): Pool {
  const members = pool.members.map(
    ({ probe: _, also: __, probePlace: ___, trackPlaces: ____, ...member }): Member => member,
  );
  return { ...pool, probe: undefined, members };
}

/** The most members that one pool may have. */
export const MAX_MEMBERS = 1024;

/** The most that the weights of a pool may add up to: as many places has a turn of its wheel. */
export const MAX_WEIGHT_SUM = 10_000;
