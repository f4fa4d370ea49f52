// Members that are probed in ways of their own, and members that follow members.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdminOverrides } from '../../src/health/admin-override.js';
import type { Probing } from '../../src/health/watched-pool.js';
import type { Finding } from '../../src/probe/result.js';
import type { Check } from '../../src/probe/spec.js';
import { answer, engineOn, ok, poolOf, refused } from './engine-world.js';
import { specOf } from './spec.js';

const fast = { fall: 1, rise: 1 };
const spec = specOf({ ...fast, port: 80 });
const follower = specOf({ kind: 'track' });
const member = (last: number) => ({ address: `127.0.0.${last}`, weight: 1 });
const nameOf = (last: number) => `app.test A 127.0.0.${last}`;
const composed = (check: Check, more = {}) => ({ ...follower, ...more, check });

/** @param own by index */
function pool(count: number, own: readonly (readonly [number, Probing])[]) {
  const members = Array.from({ length: count }, (_, index) => member(index + 1));
  return poolOf(members, { spec, own: new Map(own) });
}

describe('a member that follows another of its pool', () => {
  it('is down with it, and with it in maintenance, but not while that is drained', async () => {
    const world: Record<string, Finding> = {};
    const overrides = new AdminOverrides();
    const { clock, engine, transitions } = engineOn(world, { overrides });
    const watched = pool(3, [[1, { spec: follower, follows: [nameOf(1)] }]]);
    engine.apply([watched]);
    await clock.advance(500);
    transitions.length = 0;
    world['127.0.0.1:80'] = refused;
    await clock.advance(2_000);
    expect(answer(watched)).toEqual({
      addresses: ['127.0.0.3'],
      text: '2 of 3 out: 127.0.0.1:80 L4CON, 127.0.0.2 TRACK',
    });
    delete world['127.0.0.1:80'];
    await clock.advance(2_000);
    expect(transitions.map(({ endpoint, to, result }) => [endpoint, to, result.code])).toEqual([
      ['127.0.0.1:80', 'down', 'L4CON'],
      ['127.0.0.2', 'down', 'TRACK'],
      ['127.0.0.1:80', 'up', 'L7OK'],
      ['127.0.0.2', 'up', 'TRACK'],
    ]);
    const said = { pool: 'app.test A', address: '127.0.0.1', sinceMs: clock.now() };
    for (const [state, addresses] of [
      ['maint', ['127.0.0.3']],
      ['drain', ['127.0.0.2', '127.0.0.3']],
    ] as const) {
      overrides.set({ ...said, state });
      engine.refresh(new Set(['app.test A']));
      expect(answer(watched).addresses).toEqual(addresses);
    }
  });

  it('is what the members of the chain are that it follows, in any order of the file', async () => {
    const plan = fc.record({
      // What each member follows: one that comes later in a shuffled order, so that there is no circle.
      order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6, maxLength: 6 }),
      links: fc.array(fc.option(fc.nat(4), { nil: undefined }), { minLength: 6, maxLength: 6 }),
      isProbed: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      turns: fc.array(fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ order, links, isProbed, turns }) => {
        const followed = (at: number) => {
          const rest = order.slice(order.indexOf(at) + 1);
          const link = links[at];
          return link === undefined || rest.length === 0 ? undefined : rest[link % rest.length];
        };
        const own = order.flatMap(at => {
          const to = followed(at);
          if (to === undefined) return [];
          const pools: Check = { pool: [nameOf(to + 1)], atLeast: 1 };
          const check: Check = { word: 'all', atLeast: 2, of: [{ probe: spec }, pools] };
          const probing = isProbed[at]
            ? { spec: composed(check) }
            : { spec: follower, follows: [nameOf(to + 1)] };
          return [[at, probing] as const];
        });
        const world: Record<string, Finding> = {};
        const { clock, engine } = engineOn(world);
        const watched = pool(6, own);
        // Somebody always answers, so that the network is not thought to be gone.
        const steady = poolOf([member(9)], { name: 'steady.test A', spec });
        engine.apply([watched, steady]);
        for (const good of turns) {
          good.forEach((isGood, at) => {
            world[`127.0.0.${at + 1}:80`] = isGood ? ok : refused;
          });
          await clock.advance(2_500);
          const isUp = (at: number): boolean => {
            const to = followed(at);
            if (to === undefined) return good[at];
            return (isProbed[at] ? good[at] : true) && isUp(to);
          };
          const live = [0, 1, 2, 3, 4, 5].filter(isUp).map(at => `127.0.0.${at + 1}`);
          expect(engine.watches[0].live).toBe(live.length);
          if (live.length > 0) expect(answer(watched).addresses).toEqual(live);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a check that is held down when it comes and goes', () => {
  const flap = { changes: 3, withinMs: 60_000, holdMs: 10_000, mostMs: 40_000 };
  const tcp = specOf({ kind: 'tcp', port: 9000, ...fast });
  const either = { word: 'any', atLeast: 1, of: [{ probe: spec }, { probe: tcp }] } satisfies Check;

  async function flapping(own: Probing) {
    const world: Record<string, Finding> = { '127.0.0.1:9000': refused };
    const holds: string[] = [];
    const { clock, engine } = engineOn(world, {
      onFlap: ({ endpoint, cause }) => holds.push(`${endpoint} ${cause.text}`),
    });
    const watched = pool(2, [[0, own]]);
    engine.apply([watched]);
    await clock.advance(500);
    for (let turn = 0; turn < 4; turn++) {
      world['127.0.0.1:80'] = turn % 2 === 0 ? refused : ok;
      await clock.advance(1_500);
    }
    return { world, clock, engine, watched, holds };
  }

  it('is held as a whole, says so, and comes back with the first result after the hold', async () => {
    const { clock, engine, watched, holds } = await flapping({ spec: composed(either, { flap }) });
    const text = 'over 3 changes in 1m, held down for 10s';
    expect(holds).toEqual([`127.0.0.1 ${text}`]);
    expect(answer(watched)).toEqual({ addresses: ['127.0.0.2'], text: `127.0.0.1 is out: FLAP ${text}` });
    expect(engine.snapshot()[0].members[0].heldMs).toBeGreaterThan(5_000);
    const again = pool(2, [[0, { spec: composed({ ...either, of: [...either.of].reverse() }, { flap }) }]]);
    engine.apply([again]);
    await clock.advance(3_000);
    expect(answer(again).addresses).toEqual(['127.0.0.2']);
    await clock.advance(8_000);
    expect(answer(again).addresses).toEqual(['127.0.0.1', '127.0.0.2']);
  });

  it('is not held for a part that comes and goes while another is up', async () => {
    const both: Check = { word: 'any', atLeast: 1, of: [{ probe: spec }, { not: { probe: tcp } }] };
    const { watched, holds } = await flapping({ spec: composed(both, { flap }) });
    expect(holds).toEqual([]);
    expect(answer(watched).addresses).toEqual(['127.0.0.1', '127.0.0.2']);
  });

  it('counts the hold of a part for that part alone', async () => {
    const held = specOf({ ...fast, port: 80, flap });
    const all: Check = { word: 'all', atLeast: 1, of: [{ probe: held }] };
    const { watched, engine } = await flapping({ spec: composed(all) });
    expect(answer(watched).text).toBe(
      '127.0.0.1 is out: FLAP http on 80: over 3 changes in 1m, held down for 10s',
    );
    expect(engine.snapshot()[0].members[0].heldMs).toBeUndefined();
  });
});
