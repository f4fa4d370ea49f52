// The whole health side against a model, through any sequence of probe results, times, orders of operators, reloads and restarts:
// the answers are always those that docs/pools.md and docs/health.md promise.

import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { FALLBACKS, type Threshold } from '../../src/zone/lineup-policy.js';
import { TempFolder } from '../support/temp-folder.js';
import { someCheck } from './check-model.js';
import { PORTS } from './engine-model.js';
import { addressOf, FOUND, INTERVAL_MS, Real } from './engine-real.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

type Step = (real: Real) => void | Promise<void>;

/** In the order of the files, which the model takes for that of the numbers. */
const someNumbers = fc.subarray([0, 1, 2, 3, 4], { minLength: 1 });

/** Those, and those of the other pool. */
const anyNumbers = fc.subarray([0, 1, 2, 3, 4, 10, 11], { minLength: 1 });

const someFiles = fc.record({
  members: someNumbers.chain(numbers =>
    fc.tuple(
      ...numbers.map(number =>
        fc.record(
          { number: fc.constant(number), weight: fc.nat(5), backup: fc.integer({ min: 1, max: 2 }) },
          { requiredKeys: ['number', 'weight'] },
        ),
      ),
    ),
  ),
  policy: fc.record({
    order: fc.constantFrom('cyclic' as const, 'weighted' as const),
    fallback: fc.constantFrom(...FALLBACKS),
    allBackups: fc.boolean(),
    minimumLive: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 2 }),
    panicBelowPercent: fc.constantFrom(undefined, undefined, 50),
    backupsBelow: fc.constantFrom<Threshold | undefined>(undefined, { count: 2 }, { percent: 50 }),
  }),
  hasOther: fc.boolean(),
  otherBelow: fc.constantFrom<Threshold | undefined>(undefined, { count: 2 }, { percent: 50 }),
  check: fc.option(someCheck(PORTS), { nil: undefined }),
});

/** Of some members, those that are in the files now; at least one. */
function present(real: Real, numbers: readonly number[]): number[] {
  const known = real.model.files.members.map(({ number }) => number);
  const found = numbers.filter(number => known.includes(number));
  return found.length > 0 ? found : known.slice(0, 1);
}

const steps: fc.Arbitrary<Step>[] = [
  fc
    .tuple(anyNumbers, fc.subarray(PORTS, { minLength: 1 }), fc.constantFrom('good' as const, ...FOUND))
    .map(([numbers, ports, found]) => real => {
      for (const number of numbers)
        for (const port of ports) real.world.set(`${addressOf(number)}:${port}`, found);
    }),
  fc.integer({ min: 1, max: 5000 }).map(ms => async real => {
    real.probed.clear();
    await real.clock.advance(ms);
    if (ms < INTERVAL_MS) return;
    for (const endpoint of real.model.endpoints) expect(real.probed).toContain(endpoint);
  }),
  someFiles.map(files => async real => {
    real.model.reload(files, real.clock.now());
    real.load(files);
  }),
  fc.constant<Step>(real => {
    real.model.restart(real.clock.now());
    real.restart();
  }),
  fc
    .tuple(
      someNumbers,
      fc.constantFrom('ready' as const, 'drain' as const, 'maint' as const),
      fc.option(fc.integer({ min: 1000, max: 8000 }), { nil: undefined }),
    )
    .map(([numbers, state, someMs]) => real => {
      // Only what takes a member out can be for a time.
      const forMs = state === 'ready' ? undefined : someMs;
      const chosen = present(real, numbers);
      const untilMs = forMs === undefined ? Number.POSITIVE_INFINITY : real.clock.now() + forMs;
      for (const number of chosen) real.model.admin.set(number, { state, untilMs });
      real.order(chosen, { members: [], state, forMs });
    }),
  fc.tuple(someNumbers, fc.option(fc.nat(5))).map(([numbers, weight]) => real => {
    const chosen = present(real, numbers);
    for (const number of chosen)
      if (weight === null) real.model.weights.delete(number);
      else real.model.weights.set(number, weight);
    real.order(chosen, { members: [], weight });
  }),
];

let runs = 0;

it('gives the answers of the model, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(
      someFiles,
      fc.array(fc.oneof(...steps), { minLength: 1, maxLength: 40 }),
      async (files, history) => {
        const real = new Real(files, folder.at(`state-${runs++}.json`));
        try {
          real.check();
          for (const step of history) {
            await step(real);
            real.check();
          }
        } finally {
          real.close();
        }
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);
