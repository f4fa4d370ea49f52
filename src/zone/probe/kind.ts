// What a kind of probe is made of, as far as files and their checks are concerned; `health/probe` runs it.
import type { z } from 'zod';
import type { ProbeOverrides } from './spec.js';

export interface ProbeKind {
  /** How to choose it, for a hint. */
  readonly example: string;
  /** The schema of the value under the key that is called like the kind and chooses it. */
  readonly choice: z.ZodType;
  /** What that value says. */
  choose(value: never): ProbeOverrides;
  /** The schemas of its further keys, each called like the field of the spec that it gives. */
  readonly keys: Readonly<Record<string, z.ZodType>>;
  readonly defaults: ProbeOverrides;
  /** The port when neither the member nor the probe names one. */
  readonly usualPort?: number;
  /** It goes to a port, and has no usual one. */
  readonly needsPort?: true;
}

/** The value of a choosing key that may only name the port. */
export function choosePort(value: true | number): ProbeOverrides {
  return value === true ? {} : { port: value };
}
