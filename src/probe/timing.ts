// When a probe runs and how its results are judged: what all kinds share, and its keys in YAML.
import { z } from 'zod';
import { duration, integer, port } from '../source/fields.js';
import { type FlapSpec, flap } from './flap.js';

/** What a member is before its first probe: what that finds, up, or down. */
export const INITS = ['probe', 'up', 'down'] as const;
export type Init = (typeof INITS)[number];

export interface ProbeTiming {
  /** The port, when the member has none of its own. */
  readonly port?: number;
  readonly intervalMs: number;
  /** The period while a transition is under way. */
  readonly fastMs: number;
  /** The period while the last probes have all failed and the verdict is down. */
  readonly downIntervalMs: number;
  /** Total deadline of one probe. */
  readonly timeoutMs: number;
  /** Consecutive failures that take a live member out. */
  readonly fall: number;
  /** Consecutive successes that bring a member back. */
  readonly rise: number;
  /** `probe`: the first result counts at once; else `fall` or `rise` results must speak against it. */
  readonly init: Init;
  /** When a member that comes and goes is held down; false for never. */
  readonly flap: FlapSpec | false;
  /** Name and type of the pool that the members follow, as written. */
  readonly track?: string;
}

/** The timing of a probe that says no more than its kind. */
export const USUAL_TIMING: Omit<ProbeTiming, 'downIntervalMs'> = {
  intervalMs: 1_000,
  fastMs: 200,
  timeoutMs: 1_000,
  fall: 2,
  rise: 2,
  init: 'probe',
  flap: false,
};

export const portKey = port.describe('Port to probe, for members without one of their own').optional();

export const timingKeys = {
  interval: duration(100, 3_600_000).describe('Time between probes; default: 1s').optional(),
  timeout: duration(50, 60_000).describe('Total deadline of a probe; default: 1s').optional(),
  fast: duration(10, 3_600_000)
    .describe('Delay to the next probe while a change of state is under way; default: 200ms')
    .optional(),
  'down-interval': duration(100, 3_600_000)
    .describe('Time between probes of a member that is down and stays so; default: that of interval')
    .optional(),
  fall: integer(1, 255).describe('Consecutive failures that take a member out; default: 2').optional(),
  rise: integer(1, 255).describe('Consecutive successes that bring it back; default: 2').optional(),
  init: z
    .enum(INITS)
    .describe('What a new member is: what its first probe finds (probe, the default), up or down')
    .optional(),
  flap: flap.optional(),
};

/** The fields by the keys that give them. */
const FIELDS = {
  port: 'port',
  interval: 'intervalMs',
  timeout: 'timeoutMs',
  fast: 'fastMs',
  'down-interval': 'downIntervalMs',
  fall: 'fall',
  rise: 'rise',
  init: 'init',
  flap: 'flap',
} as const satisfies Record<'port' | keyof typeof timingKeys, keyof ProbeTiming>;

const FIELD_NAMES: readonly string[] = [...Object.values(FIELDS), 'track'];

/** Whether a field is one of all kinds. */
export function isTimingField(field: string): boolean {
  return FIELD_NAMES.includes(field);
}

/** The fields that keys as written give. */
export function timingOf(input: Readonly<Record<string, unknown>>): Partial<ProbeTiming> {
  const given = Object.entries(FIELDS).filter(([key]) => input[key] !== undefined);
  return Object.fromEntries(given.map(([key, field]) => [field, input[key]]));
}
