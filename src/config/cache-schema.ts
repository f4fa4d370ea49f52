// The shape of `cache` in rondo.yaml: how many answers of upstreams are kept, and how.
import { z } from 'zod';
import { integer, off, on, seconds, truth } from '../source/fields.js';
import { advised } from '../source/value-advice.js';
import { MAX_CACHE } from './cache-size.js';

const cacheTtl = z
  .strictObject({
    min: seconds(0, 3_600).describe('Shorter TTLs are raised to it, up to 1h; default: 0').optional(),
    max: seconds(1, 604_800).describe('Longer TTLs are lowered to it, up to 7d; default: 1d').optional(),
    negative: seconds(0, 86_400)
      .describe('For how long it is kept that there is nothing, up to 1d; default: 3h')
      .optional(),
  })
  .refine(({ min = 0, max = 86_400 }) => min <= max, { error: 'min is more than max' });

const CACHE =
  'expected on, off, a whole number from 0 to 1000000, or a mapping with size, stale, prefetch, ttl and file';
/** A size in octets, or a number with a unit. */
function sizeAdvice(value: unknown): string | undefined {
  const found = /^(\d+)\s*([kmg]?)(i?b|bytes|octets)?$/i.exec(String(value));
  if (found === null) return undefined;
  const [, number, unit, octets] = found;
  if (octets !== undefined) return 'it counts answers, not octets: they take about 1.6 kB each';
  const count = Number(number) * 1_000 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase());
  return count <= MAX_CACHE && unit !== '' ? `write ${count}` : `it is at most ${MAX_CACHE} answers`;
}

const size = advised(integer(0, MAX_CACHE), { advice: sizeAdvice });

export const cache = z
  .union(
    [
      off,
      on.transform(() => undefined),
      size,
      z.strictObject({
        size: size.describe('How many; default: 10000').optional(),
        stale: z
          .union([off, on.transform(() => undefined), seconds(0, 604_800)], {
            error: 'expected on, off or whole seconds up to 7d',
          })
          .describe('For how long after their time they are given out when no upstream answers; default: 1d')
          .optional(),
        prefetch: truth
          .describe('Whether popular ones are asked for again before they expire; default: true')
          .optional(),
        ttl: cacheTtl.describe('Bounds of TTLs').optional(),
        file: z
          .string()
          .min(1, { error: 'expected the path of a file' })
          .describe('File that keeps them over a restart; default: none')
          .optional(),
      }),
    ],
    { error: CACHE },
  )
  .describe('How many answers of upstreams are kept, and how; default: 10000');
