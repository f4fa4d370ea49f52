// From a probe as written to a probe with every field settled.
import { nearest } from '../../source/suggest.js';
import type { ProbeReference, ProbeSpec } from '../pool.js';

/** Named profiles of rondo.yaml. */
export type ProbeProfiles = ReadonlyMap<string, ProbeReference>;

/** The settings of a probe that says no more than its kind. */
const DEFAULTS = {
  path: '/',
  method: 'GET',
  headers: {},
  statuses: [[200, 399]],
  insecure: false,
  intervalMs: 1_000,
  fastMs: 200,
  timeoutMs: 1_000,
  fall: 2,
  rise: 2,
} as const satisfies Partial<ProbeSpec>;

/** Why a reference cannot be resolved. */
export interface ProbeFault {
  readonly message: string;
  readonly hint: string;
}

/** What is wrong with a reference, or undefined when {@link resolveProbe} will take it. */
export function probeFault(reference: ProbeReference, profiles: ProbeProfiles): ProbeFault | undefined {
  const { profile } = reference;
  const named = profile === undefined ? undefined : profiles.get(profile);
  if (profile !== undefined && named === undefined) {
    const near = nearest(profile, profiles.keys());
    const hint =
      near === undefined ? 'profiles are named under `probes:` in rondo.yaml' : `did you mean \`${near}\`?`;
    return { message: `unknown probe profile "${profile}"`, hint };
  }
  if ((reference.overrides.kind ?? named?.overrides.kind) === undefined)
    return { message: 'the probe does not say what to do', hint: 'add `http: /`, `https: /` or `tcp: true`' };
  return undefined;
}

/**
 * Fills in the profile and the defaults.
 * @throws Error when {@link probeFault} would have named a fault: a programming error after a load
 */
export function resolveProbe(reference: ProbeReference, profiles: ProbeProfiles): ProbeSpec {
  const fault = probeFault(reference, profiles);
  if (fault !== undefined) throw new Error(fault.message);
  const named = reference.profile === undefined ? undefined : profiles.get(reference.profile);
  const merged = { ...DEFAULTS, ...named?.overrides, ...reference.overrides };
  // A fault-free reference has a kind.
  return { ...merged, kind: merged.kind! };
}
