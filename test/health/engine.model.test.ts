// The whole health side against a model, through any sequence of probe results, times, orders of operators, reloads and restarts:
// the answers are always those that docs/pools.md and docs/health.md promise.

import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { FALLBACKS, type Threshold } from '../../src/zone/lineup-policy.js';
import { TempFolder } from '../support/temp-folder.js';
import { someCheck } from './check-model.js';
import { type Admin, type Files, PORTS } from './engine-model.js';
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

/** Tens, so that nothing else falls into the moment in which a plan begins or is over. */
const someMs = (min: number, max: number) =>
  fc.integer({ min: min / 10, max: max / 10 }).map(tens => tens * 10);

/** Of some members, those that are in the files now; at least one. */
function present(real: Real, numbers: readonly number[]): number[] {
  const known = real.model.files.members.map(({ number }) => number);
  const found = numbers.filter(number => known.includes(number));
  return found.length > 0 ? found : known.slice(0, 1);
}

const worlds: fc.Arbitrary<Step> = fc
  .tuple(anyNumbers, fc.subarray(PORTS, { minLength: 1 }), fc.constantFrom('good' as const, ...FOUND))
  .map(([numbers, ports, found]) => real => {
    for (const number of numbers)
      for (const port of ports) real.world.set(`${addressOf(number)}:${port}`, found);
  });

const waits: fc.Arbitrary<Step> = someMs(10, 5000).map(ms => async real => {
  real.probed.clear();
  await real.clock.advance(ms);
  if (ms < INTERVAL_MS) return;
  for (const endpoint of real.model.endpoints) expect(real.probed).toContain(endpoint);
});

const reloads: fc.Arbitrary<Step> = someFiles.map(files => async real => {
  real.model.reload(files, real.clock.now());
  real.load(files);
});

const restarts = fc.constant<Step>(real => {
  real.model.restart(real.clock.now());
  real.restart();
});

const orders: fc.Arbitrary<Step> = fc
  .tuple(
    someNumbers,
    fc.constantFrom<Admin>('ready', 'drain', 'maint'),
    fc.option(someMs(1000, 8000), { nil: undefined }),
  )
  .map(([numbers, state, lastsMs]) => real => {
    // Only what takes a member out can be for a time.
    const forMs = state === 'ready' ? undefined : lastsMs;
    const chosen = present(real, numbers);
    const untilMs = forMs === undefined ? Number.POSITIVE_INFINITY : real.clock.now() + forMs;
    real.model.direct(chosen, state, untilMs);
    real.order(chosen, { members: [], state, forMs });
  });

const weights: fc.Arbitrary<Step> = fc
  .tuple(someNumbers, fc.option(fc.nat(5)))
  .map(([numbers, weight]) => real => {
    const chosen = present(real, numbers);
    for (const number of chosen)
      if (weight === null) real.model.weights.delete(number);
      else real.model.weights.set(number, weight);
    real.order(chosen, { members: [], weight });
  });

const plans: fc.Arbitrary<Step> = fc
  .record({
    numbers: someNumbers,
    state: fc.constantFrom('drain' as const, 'maint' as const),
    inMs: someMs(0, 6000),
    forMs: someMs(1000, 6000),
  })
  .map(({ numbers, state, inMs, forMs }) => real => {
    const fromMs = real.clock.now() + inMs + 3;
    const planned = { numbers: present(real, numbers), state, fromMs, untilMs: fromMs + forMs + 2 };
    real.model.plan({ ...planned, id: real.plan(planned) });
  });

const cancels: fc.Arbitrary<Step> = fc.nat(4).map(which => real => {
  const found = real.model.plans(real.clock.now());
  if (found.length === 0) return;
  const { id } = found[which % found.length];
  real.model.cancel(id);
  real.cancel(id);
});

let runs = 0;

/** Compares the answers with the model before and after each step. */
async function follow(files: Files, history: readonly Step[]): Promise<void> {
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
}

it('gives the answers of the model, whatever happens', async () => {
  const steps = fc.oneof(worlds, waits, reloads, restarts, orders, weights, plans, cancels);
  const histories = fc.array(steps, { minLength: 1, maxLength: 40 });
  await fc.assert(fc.asyncProperty(someFiles, histories, follow), { numRuns: 75 });
}, 60_000);

it('gives them when plans and orders meet at the same members', async () => {
  const members = [1, 2].map(number => ({ number, weight: 1 }));
  const files: Files = { members, policy: { order: 'cyclic', fallback: 'all' }, hasOther: false };
  const histories = fc.array(fc.oneof(waits, waits, restarts, orders, plans, plans, cancels), {
    maxLength: 20,
  });
  await fc.assert(fc.asyncProperty(fc.constant(files), histories, follow), { numRuns: 75 });
}, 60_000);
