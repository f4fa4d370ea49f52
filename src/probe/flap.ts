// When a member that comes and goes is held down, and its keys in YAML.
import { z } from 'zod';
import { duration, integer, off, on } from '../source/fields.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface FlapSpec {
  /** So many changes of state are borne; one more begins a hold. */
  readonly changes: number;
  /** The time in which they are counted. */
  readonly withinMs: number;
  /** How long the first hold lasts; each further one lasts twice as long. */
  readonly holdMs: number;
  /** How long a hold can last, and how long there must be none for the next to be a first one. */
  readonly mostMs: number;
}

const USUAL = { changes: 6, within: 5 * 60_000, hold: 60_000, most: 30 * 60_000 };

const keys = z
  .strictObject({
    changes: integer(2, 100).describe('Changes of state that are borne; default: 6').optional(),
    within: duration(1_000, DAY_MS).describe('Time in which they are counted; default: 5m').optional(),
    hold: duration(1_000, DAY_MS)
      .describe('How long one more holds the member down, doubled each time; default: 1m')
      .optional(),
    most: duration(1_000, DAY_MS).describe('How long it can hold it down; default: 30m').optional(),
  })
  .transform((written): FlapSpec => {
    const given = Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined));
    const { changes, within, hold, most } = { ...USUAL, ...given };
    return { changes, withinMs: within, holdMs: hold, mostMs: Math.max(most, hold) };
  });

const FLAP = 'expected on, off, or a mapping such as { changes: 6, within: 5m, hold: 1m, most: 30m }';

/** `false` when it is off. */
export const flap = z
  .union([on, off, keys], { error: FLAP })
  .transform(value => (value === 'off' ? false : value === 'on' ? keys.parse({}) : value))
  .describe('Holds a member down that changes its state too often; default: off');
