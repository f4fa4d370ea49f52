// The whole health side against a model, through any sequence of probe results, times, orders of operators, reloads and restarts:
// the answers are always those that docs/pools.md and docs/health.md promise.

import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { Responder } from '../../src/answer/respond.js';
import { FallbackPools } from '../../src/config/fallback-pools.js';
import { addressFromText } from '../../src/dns/address.js';
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { AdminOverrides, type AdminState } from '../../src/health/admin-override.js';
import { HealthEngine } from '../../src/health/engine.js';
import type { WatchedPool } from '../../src/health/watched-pool.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog } from '../../src/image/catalog.js';
import { Operator } from '../../src/operate/operator.js';
import { toResult } from '../../src/probe/result.js';
import { poolName } from '../../src/probe/track/pool-name.js';
import { FALLBACKS, type LineupPolicy, type Threshold } from '../../src/zone/lineup-policy.js';
import { Zone } from '../../src/zone/zone.js';
import { answerTo } from '../support/exchange.js';
import { FakeClock } from '../support/fake-clock.js';
import { decodeMessage } from '../support/message.js';
import { buildQuery } from '../support/query.js';
import { TempFolder } from '../support/temp-folder.js';
import { FALL, type Files, type Found, Model, OTHERS, RISE } from './engine-model.js';
import { expectedFirsts, expectedMembers, RCODES } from './lineup-model.js';
import { specOf } from './spec.js';

const INTERVAL_MS = 1000;
const spec = specOf({ kind: 'tcp', port: 80, intervalMs: INTERVAL_MS, rise: RISE, fall: FALL });
const owner = nameFromText('app.test');
const place = { file: 'model', line: 1, column: 1 };
const query = buildQuery('app.test A', { id: 1 });
const folder = new TempFolder();
afterAll(() => folder.remove());

const addressOf = (number: number) => `192.0.2.${number}`;
const OTHER_POLICY: LineupPolicy = { order: 'weighted', fallback: 'all' };
const FOUND: readonly Found[] = ['good', 'wrong', 'refused'];
const CODES = { good: 'L4OK', wrong: 'L7RSP', refused: 'L4CON' } as const;
/** A backend of another pool that never fails: without it, the prober would be suspected when all of the others do. */
const STEADY = '198.51.100.1';

/** The health side as the server joins it. */
class Real {
  readonly clock = new FakeClock();
  readonly world = new Map<string, Found>();
  readonly model: Model;
  #engine: HealthEngine;
  #operator: Operator;
  readonly #stateFile = folder.at(`state-${Math.random()}.json`);
  readonly #responder = new Responder(new Catalog({ zones: [], forwards: [] }));
  /** Results since the last look, by address. */
  readonly probed = new Set<string>();

  constructor(files: Files) {
    this.model = new Model(files);
    [this.#engine, this.#operator] = this.#begin();
    this.load(files);
  }

  #begin(): [HealthEngine, Operator] {
    const { clock } = this;
    const overrides = new AdminOverrides();
    const health = new HealthEngine({
      clock,
      overrides,
      random: () => 0,
      probe: ({ address }) => {
        const found = address === STEADY ? 'good' : (this.world.get(address) ?? 'good');
        return Promise.resolve(toResult({ code: CODES[found] }, 1));
      },
      onTransition: () => undefined,
      onCheck: ({ address }, { code }) => {
        this.probed.add(address);
        const found = FOUND.find(each => CODES[each] === code)!;
        if (address !== STEADY) this.model.result(Number(address.split('.')[3]), found, clock.now());
      },
    });
    const events = {
      directed: () => undefined,
      expired: () => undefined,
      noState(reason: string) {
        throw new Error(reason);
      },
    };
    const operator = new Operator({ overrides, health, events, clock });
    operator.resume(this.#stateFile);
    return [health, operator];
  }

  load({ members, policy: said, hasOther }: Files): void {
    const fallbackPool = hasOther ? { text: 'other', place } : undefined;
    const policy = { ...said, fallbackPool };
    const zone = new Zone(owner, 'model');
    for (const { number } of members) zone.add(owner, TYPE.A, 0, addressFromText(addressOf(number))!, place);
    const own = members.map(({ number, ...rest }) => ({ address: addressOf(number), ...rest }));
    zone.rrset(owner, TYPE.A)!.pool = { ...policy, members: own, probe: { overrides: { kind: 'tcp' } } };
    const steady = nameFromText('steady.app.test');
    zone.add(steady, TYPE.A, 0, addressFromText(STEADY)!, place);
    zone.rrset(steady, TYPE.A)!.pool = {
      order: 'fixed',
      members: [{ address: STEADY, weight: 1 }],
      probe: { overrides: { kind: 'tcp' } },
    };
    const other = nameFromText('other.app.test');
    for (const { number } of OTHERS) zone.add(other, TYPE.A, 0, addressFromText(addressOf(number))!, place);
    zone.rrset(other, TYPE.A)!.pool = {
      ...OTHER_POLICY,
      members: OTHERS.map(({ number, weight }) => ({ address: addressOf(number), weight })),
      probe: { overrides: { kind: 'tcp' } },
    };
    new FallbackPools([zone]).link([]);
    const { compiled, pools } = compileZone(zone, 1);
    const table = new Int32Array(compiled.lineups);
    const watched = pools.map(
      ({ rrset, pool, slot }): WatchedPool => ({
        name: poolName(rrset.owner, rrset.type),
        pool,
        spec,
        defaultHost: 'app.test',
        table,
        slot,
      }),
    );
    this.#engine.fill(watched);
    this.#responder.catalog = new Catalog({ zones: [compiled], forwards: [] });
    this.#engine.apply(watched);
    this.#pools = watched;
  }

  #pools: readonly WatchedPool[] = [];

  restart(): void {
    this.#engine.stop();
    this.#operator.close();
    [this.#engine, this.#operator] = this.#begin();
    this.#engine.apply(this.#pools);
  }

  order(numbers: readonly number[], change: Parameters<Operator['carryOut']>[0]): void {
    this.#operator.carryOut({ ...change, members: numbers.map(addressOf), pool: 'app.test' });
  }

  ask(): { rcode: number; members: number[] } {
    const { answer } = decodeMessage(answerTo(this.#responder, query));
    return { rcode: this.#responder.exchange.rcode, members: answer.map(({ rdata }) => rdata[3]) };
  }

  close(): void {
    this.#engine.stop();
    this.#operator.close();
  }

  /** Compares a whole turn of answers with the model. */
  check(): void {
    const { policy, hasOther } = this.model.files;
    const given = this.model.given(this.clock.now());
    const other = hasOther ? { given: this.model.others, policy: OTHER_POLICY } : undefined;
    const expected = expectedMembers(given, policy, other);
    if (expected === undefined) {
      expect(this.ask()).toEqual({ rcode: RCODES[policy.fallback!], members: [] });
      return;
    }
    const shares = expectedFirsts(expected, policy);
    const turns = [...shares.values()].reduce((sum, share) => sum + share, 0);
    const firsts = new Map<number, number>();
    const all = expected.map(({ number }) => number).sort();
    for (let turn = 0; turn < turns; turn++) {
      const { rcode, members } = this.ask();
      expect({ rcode, members: [...members].sort() }).toEqual({ rcode: 0, members: all });
      firsts.set(members[0], (firsts.get(members[0]) ?? 0) + 1);
    }
    expect(firsts).toEqual(shares);
  }
}

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
});

/** Of some members, those that are in the files now; at least one. */
function present(real: Real, numbers: readonly number[]): number[] {
  const known = real.model.files.members.map(({ number }) => number);
  const found = numbers.filter(number => known.includes(number));
  return found.length > 0 ? found : known.slice(0, 1);
}

const steps: fc.Arbitrary<Step>[] = [
  fc.tuple(anyNumbers, fc.constantFrom('good' as const, ...FOUND)).map(([numbers, found]) => real => {
    for (const number of numbers) real.world.set(addressOf(number), found);
  }),
  fc.integer({ min: 1, max: 5000 }).map(ms => async real => {
    real.probed.clear();
    await real.clock.advance(ms);
    if (ms < INTERVAL_MS) return;
    for (const { number } of real.model.files.members) expect(real.probed).toContain(addressOf(number));
  }),
  someFiles.map(files => async real => {
    real.model.reload(files);
    real.load(files);
  }),
  fc.constant<Step>(real => {
    real.model.known.clear();
    real.restart();
  }),
  fc
    .tuple(
      someNumbers,
      fc.constantFrom<AdminState>('ready', 'drain', 'maint'),
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

it('gives the answers of the model, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(
      someFiles,
      fc.array(fc.oneof(...steps), { minLength: 1, maxLength: 40 }),
      async (files, history) => {
        const real = new Real(files);
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
