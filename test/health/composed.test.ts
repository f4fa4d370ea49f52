// Members whose check is made of parts: what is probed, what is told, and what a reload keeps.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Look, verdictOf } from '../../src/health/verdict/check.js';
import { checkLines } from '../../src/health/verdict/check-lines.js';
import type { State } from '../../src/health/verdict/verdict.js';
import type { Finding } from '../../src/probe/result.js';
import type { Check } from '../../src/probe/spec.js';
import { atOnce } from '../../src/time/turns.js';
import { a, answer, b, engineOn, poolOf, refused } from './engine-world.js';
import { specOf } from './spec.js';

const fast = { fall: 1, rise: 1 };
const http = specOf({ ...fast, port: 80 });
const tcp = specOf({ kind: 'tcp', port: 9000, ...fast });
const composed = (check: Check) => ({ ...specOf({ kind: 'track' }), check });
const both: Check = { word: 'all', atLeast: 2, of: [{ probe: http }, { probe: tcp }] };
const members = [a, b].map(({ port: _, ...member }) => member);

it('probes a part that several members and pools have once, in its own rhythm', async () => {
  const { clock, engine, probed } = engineOn({});
  const slow = { ...http, intervalMs: 10_000, downIntervalMs: 10_000 };
  const check: Check = { word: 'all', atLeast: 2, of: [{ probe: slow }, { probe: tcp }] };
  const one = poolOf(members, { name: 'one.test A', spec: composed(check) });
  const two = poolOf(members, { name: 'two.test A', spec: composed({ not: { not: { probe: tcp } } }) });
  const plain = poolOf(members, { name: 'three.test A', spec: tcp });
  engine.apply([one, two, plain]);
  await clock.advance(900);
  expect(probed.map(({ name }) => name).sort()).toEqual([
    '127.0.0.1:80',
    '127.0.0.1:9000',
    '127.0.0.2:80',
    '127.0.0.2:9000',
  ]);
  await clock.advance(5_000);
  expect(probed.filter(({ name }) => name.endsWith(':80')).length).toBe(2);
});

it('tells of the member once, with the part that decides', async () => {
  const world: Record<string, Finding> = {};
  const { clock, engine, transitions, poolEvents } = engineOn(world);
  const pool = poolOf(members, { spec: composed(both) });
  engine.apply([pool, poolOf([{ ...b, address: '127.0.0.9' }], { name: 'steady.test A' })]);
  await clock.advance(500);
  transitions.length = 0;
  world['127.0.0.2:9000'] = refused;
  await clock.advance(2_000);
  expect(answer(pool)).toEqual({
    addresses: ['127.0.0.1'],
    text: '127.0.0.2 is out: L4CON tcp on 9000: connection refused',
  });
  expect(transitions.map(({ endpoint, to, live }) => [endpoint, to, live])).toEqual([
    ['127.0.0.2', 'down', 1],
  ]);
  const { checkVerdict } = engine.watches[0].endpoints[1];
  expect(checkLines(checkVerdict!).map(({ depth, text }) => [depth, text])).toEqual([
    [0, 'all of 2: down'],
    [1, 'http / on 80: up'],
    [1, 'tcp on 9000: down, L4CON connection refused'],
  ]);
  world['127.0.0.1:80'] = refused;
  await clock.advance(2_000);
  expect(poolEvents.map(({ pool: name, onFallback }) => [name, onFallback])).toEqual([['app.test A', true]]);
  delete world['127.0.0.2:9000'];
  await clock.advance(2_000);
  expect(answer(pool).addresses).toEqual(['127.0.0.2']);
});

it('keeps what is known of parts over a reload, and knows at once what a new check of them says', async () => {
  const world: Record<string, Finding> = { '127.0.0.2:9000': refused };
  const { clock, engine } = engineOn(world);
  engine.apply([poolOf(members, { spec: composed(both) })]);
  await clock.advance(500);
  const again = poolOf(members, { spec: composed({ ...both }) });
  atOnce(engine.fill([again]));
  expect(answer(again).addresses).toEqual(['127.0.0.1']);
  const other = poolOf(members, { spec: composed({ not: { probe: tcp } }) });
  atOnce(engine.fill([other]));
  expect(answer(other).addresses).toEqual(['127.0.0.2']);
  engine.apply([other]);
  expect(answer(other).addresses).toEqual(['127.0.0.2']);
});

it('is not down because of a pool of which nothing is known yet', async () => {
  const pool = (name: string, check: Check) => poolOf(members, { name, spec: composed(check) });
  const other = poolOf([{ ...a, address: '127.0.0.3' }, b], { name: 'other.test A' });
  const one: Check = { pool: ['other.test A'], atLeast: 1 };
  const two: Check = { pool: ['other.test A'], atLeast: 2 };
  const pools = [
    pool('none.test A', { not: one }),
    pool('few.test A', { not: two }),
    pool('two.test A', two),
  ];
  const { clock, engine } = engineOn({ '127.0.0.2:8082': refused });
  engine.apply([...pools, other]);
  const states = () => engine.watches.slice(0, 3).map(({ endpoints }) => endpoints[0].state);
  expect(states()).toEqual(['unknown', 'unknown', 'unknown']);
  await clock.advance(500);
  expect(states()).toEqual(['down', 'up', 'down']);
});

it('is what it was until the first result of a part that was edited', async () => {
  const world: Record<string, Finding> = { '127.0.0.2:80': refused };
  const { clock, engine } = engineOn(world);
  engine.apply([poolOf(members, { spec: composed(both) })]);
  await clock.advance(500);
  const edited: Check = { word: 'all', atLeast: 2, of: [{ probe: { ...http, rise: 2 } }, { probe: tcp }] };
  const again = poolOf(members, { spec: composed(edited) });
  engine.apply([again]);
  expect(answer(again).addresses).toEqual(['127.0.0.1']);
});

const someState = fc.constantFrom<State>('up', 'down', 'unknown');
const someCheck = fc.letrec<{ check: Check; leaf: Check }>(tie => ({
  leaf: fc.nat(4).map((number): Check => ({ pool: [`${number}`], atLeast: 1 })),
  check: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    tie('check').map((not): Check => ({ not })),
    fc
      .tuple(fc.array(tie('check'), { minLength: 1, maxLength: 4 }), fc.nat(3))
      .map(([of, least]): Check => ({ word: 'of', atLeast: Math.min(of.length, least + 1), of })),
  ),
})).check;

/** Whether it is up when each part is what a set of numbers says. */
function isUp(check: Check, up: ReadonlySet<string>): boolean {
  if ('pool' in check) return up.has(check.pool[0]);
  if ('not' in check) return !isUp(check.not, up);
  if ('of' in check) return check.of.filter(each => isUp(each, up)).length >= check.atLeast;
  throw new Error('no probes here');
}

it('is what its parts make it, and unknown only while these could still make it either', () => {
  fc.assert(
    fc.property(someCheck, fc.array(someState, { minLength: 5, maxLength: 5 }), (check, states) => {
      const look: Look = {
        probe: () => ({ name: '', state: 'up' }),
        pool: ([name]) => {
          const state = states[Number(name)];
          return { name, live: state === 'up' ? 1 : 0, maybe: state === 'down' ? 0 : 1 };
        },
      };
      const { state, cause } = verdictOf(check, look);
      const open = states.flatMap((each, number) => (each === 'unknown' ? [number] : []));
      const surely = states.flatMap((each, number) => (each === 'up' ? [number] : []));
      const outcomes = new Set(
        Array.from({ length: 2 ** open.length }, (_, bits) => {
          const chosen = open.filter((_number, place) => (bits >> place) & 1);
          return isUp(check, new Set([...surely, ...chosen].map(String)));
        }),
      );
      if (state === 'up') expect(outcomes).toEqual(new Set([true]));
      if (state === 'down') expect(outcomes).toEqual(new Set([false]));
      if (open.length === 0) expect(state).not.toBe('unknown');
      if (state === 'down') expect(cause).toBeDefined();
    }),
  );
});

const web = (path: string) => ({ probe: specOf({ paths: [path], port: 80 }) });
const tcpOn = (port: number) => ({ probe: specOf({ kind: 'tcp', port } as never) });

it('shows parts in the order of the file, and one that is to be down as such', async () => {
  const { clock, engine } = engineOn({ '127.0.0.1:81': refused, '127.0.0.1:82': refused });
  const check = {
    word: 'all',
    atLeast: 3,
    of: [
      web('/healthz'),
      { word: 'any', atLeast: 1, of: [tcpOn(81), tcpOn(83)] },
      { not: tcpOn(82) },
      { not: web('/maintenance') },
    ],
  } as const;
  engine.apply([poolOf([members[0]], { spec: composed(check) })]);
  await clock.advance(5_000);
  const lines = checkLines(engine.watches[0].endpoints[0].checkVerdict!);
  expect(lines.map(({ depth, text, isWanted }) => `${'  '.repeat(depth)}${text} ${isWanted}`)).toEqual([
    'all of 4: up true',
    '  http /healthz on 80: up true',
    '  any of 2: up true',
    '    tcp on 81: down, L4CON connection refused false',
    '    tcp on 83: up true',
    '  not: up true',
    '    tcp on 82: down, as it is to be (L4CON connection refused) true',
    '  not: down false',
    '    http /maintenance on 80: up, but is to be down false',
  ]);
});

it('counts as failed only what speaks against the member', async () => {
  const world: Record<string, Finding> = { '127.0.0.1:81': refused, '127.0.0.1:82': refused };
  const { clock, engine } = engineOn(world);
  const check = {
    word: 'all',
    atLeast: 3,
    of: [{ word: 'any', atLeast: 1, of: [tcpOn(81), tcpOn(83)] }, { not: tcpOn(82) }, web('/')],
  } as const;
  engine.apply([poolOf([members[0]], { spec: composed(check) })]);
  const [{ endpoints }] = engine.watches;
  const counts = () => ({ checks: endpoints[0].checks, failures: endpoints[0].failures });
  await clock.advance(5_000);
  const before = counts();
  expect(before.checks).toBeGreaterThan(10);
  expect(before.failures).toBe(0);
  world['127.0.0.1:80'] = refused;
  await clock.advance(10_000);
  // Only those of the part that is to be up.
  const probes = [...endpoints[0].parts!.probes.values()];
  expect(counts().failures).toBe(probes.find(({ name }) => name.endsWith(':80'))!.failures);
  delete world['127.0.0.1:80'];
  delete world['127.0.0.1:82'];
  const failures = counts().failures;
  await clock.advance(10_000);
  expect(counts().failures).toBeGreaterThan(failures + 2);
});
