// What a probe is made of when its parts and profiles are followed, and where each stands in the text.
import { MAX_CHECK_DEPTH, MAX_PARTS } from './check.js';
import { checkIn, isFollower, type ProbeProfiles, trackOf } from './profiled.js';
import type { CheckReference, ProbeReference } from './spec.js';

/** Keys and indices from the mapping of a probe; to the name of the profile of what that profile says. */
export type PartPath = readonly (string | number)[];

/** A probe that is a part, or the whole. */
export interface ProbePart {
  readonly probe: ProbeReference;
  readonly path: PartPath;
  /** A profile says so, to whose name the path leads. */
  readonly isInner: boolean;
}

/** A pool or a member that is followed, or a part. */
export interface Track {
  /** As written. */
  readonly text: string;
  readonly path: PartPath;
}

/** What a reference comes to when profiles are followed. */
export interface Parts {
  /** Itself when it is no check. */
  readonly probes: ProbePart[];
  readonly pools: Track[];
  /** The first that has keys beside the name of a profile that is made of parts. */
  overdone?: ProbePart;
  /** Why it is no use. What was found until then is no more than a check may have, and one. */
  fault?: string;
}

/** Where a part stands, and how deep. */
interface At {
  readonly path: PartPath;
  readonly isInner: boolean;
  readonly depth: number;
}

/** The path of a step in a text that may stand within a profile. */
const below = ({ path, isInner }: At, ...steps: PartPath): PartPath => (isInner ? path : [...path, ...steps]);

class Walk {
  readonly parts: Parts = { probes: [], pools: [] };
  readonly #profiles: ProbeProfiles;

  constructor(profiles: ProbeProfiles) {
    this.#profiles = profiles;
  }

  /** @param isWhole whether it is no part of another */
  reference(probe: ProbeReference, at: At, isWhole: boolean): void {
    const { probes, pools } = this.parts;
    const track = trackOf(probe, this.#profiles);
    if (track !== undefined)
      pools.push({ text: track, path: below(at, probe.overrides.track === undefined ? 'use' : 'track') });
    const check = checkIn(probe, this.#profiles);
    if (check !== undefined) {
      const isProfile = probe.check === undefined;
      if (isProfile && Object.keys(probe.overrides).some(key => key !== 'track' && key !== 'flap'))
        this.parts.overdone ??= { probe, path: at.path, isInner: at.isInner };
      const path = isProfile ? below(at, 'use') : at.path;
      this.check(check, { path, isInner: at.isInner || isProfile, depth: at.depth });
    } else if (isWhole || !isFollower(probe, this.#profiles))
      probes.push({ probe, path: at.path, isInner: at.isInner });
  }

  /** It ends at the first limit: few profiles can name each other very often, or for ever. */
  check(check: CheckReference, at: At): void {
    const { parts } = this;
    if (parts.fault !== undefined) return;
    if (at.depth > MAX_CHECK_DEPTH)
      parts.fault = `the parts go deeper than ${MAX_CHECK_DEPTH} levels, or lead round to themselves`;
    else if ('pool' in check) parts.pools.push({ text: check.pool, path: below(at, 'pool') });
    else if ('probe' in check) this.reference(check.probe, at, false);
    else {
      const depth = at.depth + 1;
      const inner = (...steps: PartPath) => ({ ...at, depth, path: below(at, ...steps) });
      if ('not' in check) this.check(check.not, inner('not'));
      else for (const [index, each] of check.of.entries()) this.check(each, inner(check.word, index));
    }
    if (parts.probes.length + parts.pools.length > MAX_PARTS)
      parts.fault ??= `over ${MAX_PARTS} parts are not possible`;
  }
}

/** All that a reference is made of. */
export function partsOf(reference: ProbeReference, profiles: ProbeProfiles): Parts {
  const walk = new Walk(profiles);
  walk.reference(reference, { path: [], isInner: false, depth: 1 }, true);
  return walk.parts;
}

/** The pools on which the state of members with this probe depends: one that is followed, and parts of a check. */
export function tracksOf(reference: ProbeReference, profiles: ProbeProfiles): readonly Track[] {
  return partsOf(reference, profiles).pools;
}
