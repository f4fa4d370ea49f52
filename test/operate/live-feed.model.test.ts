// The stream of changes: whoever reads it knows in the end what a status says, whatever changed meanwhile and however they read.
import '../support/seed.js';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { refused } from '../health/engine-world.js';
import { addressOf, FILES, MEMBERS, POOLS, steady, World } from './live-world.js';

// Others have their turn after each pool, as on a machine that is busy.
vi.mock('../../src/time/turns.js', async original => {
  const { setImmediate } = await import('node:timers/promises');
  return {
    ...(await original<typeof import('../../src/time/turns.js')>()),
    Turns: class {
      readonly isOver = true;
      pass = () => setImmediate();
    },
  };
});

const number = fc.integer({ min: 0, max: POOLS - 1 });
const member = fc.integer({ min: 0, max: MEMBERS - 1 });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('probe' as const), number, member, isUp: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('order' as const),
      ...{ number, member },
      state: fc.constantFrom('drain' as const, 'maint' as const, 'ready' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('load' as const),
      files: fc.record({
        pools: fc.uniqueArray(number),
        weight: fc.integer({ min: 1, max: 3 }),
        slowStart: fc.boolean(),
        large: fc.boolean(),
      }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 30, 100, 250, 2_000) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('slow' as const, 'read' as const, 'again' as const),
      reader: fc.integer({ min: 0, max: 2 }),
    }),
  },
);

test('a reader knows in the end what a status says, and has missed no event', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async steps => {
      const world = new World();
      world.load(FILES);
      await world.advance(1_000);
      const readers = [world.join(), world.join(), world.join()];
      const seen: number[][] = [[], [], []];
      for (const each of steps) {
        if (each.do === 'probe')
          if (each.isUp) delete world.found[`${addressOf(each.number, each.member)}:80`];
          else world.found[`${addressOf(each.number, each.member)}:80`] = refused;
        else if (each.do === 'order') world.order(each.number, each.member, each.state);
        else if (each.do === 'load') world.load(each.files);
        else if (each.do === 'wait') await world.advance(each.ms);
        else if (each.do === 'slow') readers[each.reader].isSlow = true;
        else if (each.do === 'read') readers[each.reader].read();
        else {
          const former = readers[each.reader];
          former.close();
          seen[each.reader].push(...former.view.events.map(event => event.number));
          readers[each.reader] = world.join(former.view.lastEventId ?? '0');
        }
      }
      for (const reader of readers) reader.read();
      world.freeze();
      // A tick that was interrupted by many others takes a rest.
      for (let round = 0; round < 3; round++) {
        await world.advance(1_000);
        await world.rest();
      }
      expect(world.errors).toEqual([]);
      for (const [place, { view }] of readers.entries()) {
        expect(view.isWhole).toBe(true);
        expect(steady(view.pools)).toEqual(steady(world.status));
        const numbers = [...seen[place], ...view.events.map(event => event.number)];
        expect(numbers).toEqual(world.ring.all.map(event => event.number));
      }
    }),
    { numRuns: 20 },
  );
});
