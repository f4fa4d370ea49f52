// How one member of a pool is probed: as the pool says, by a probe of its own instead, or by another one beside that.
import type { ProbeReference } from './spec.js';

/** What a member says of its probing. */
export interface OwnProbing {
  /** In place of the probe of the pool. */
  readonly probe?: ProbeReference;
  /** Beside the other one: the member is up while both find it up. */
  readonly also?: ProbeReference;
}

/** Whether it is probed in another way than its pool says. */
export function hasOwnProbing({ probe, also }: OwnProbing): boolean {
  return probe !== undefined || also !== undefined;
}

/** The probe of a member; undefined when it has none. @param common that of the pool */
export function memberProbe(
  common: ProbeReference | undefined,
  { probe = common, also }: OwnProbing,
): ProbeReference | undefined {
  if (also === undefined || probe === undefined) return also ?? probe;
  return { overrides: {}, check: { word: 'all', atLeast: 2, of: [{ probe }, { probe: also }] } };
}
