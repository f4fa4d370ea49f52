// The health side as the server joins it, beside the model that tells what it is to answer.
import { expect } from 'vitest';
import { Responder } from '../../src/answer/respond.js';
import { FallbackPools } from '../../src/config/fallback-pools.js';
import { addressFromText } from '../../src/dns/address.js';
import { type Name, nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { AdminOverrides } from '../../src/health/admin-override.js';
import { HealthEngine } from '../../src/health/engine.js';
import type { WatchedPool } from '../../src/health/watched-pool.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog } from '../../src/image/catalog.js';
import { cancelMaintenance, listMaintenance, planMaintenance } from '../../src/operate/maintenance.js';
import { Operator } from '../../src/operate/operator.js';
import { toResult } from '../../src/probe/result.js';
import type { ProbeSpec } from '../../src/probe/spec.js';
import { poolName } from '../../src/probe/track/pool-name.js';
import { rfc3339 } from '../../src/time/rfc3339.js';
import { atOnce } from '../../src/time/turns.js';
import type { Pool } from '../../src/zone/pool.js';
import { Zone } from '../../src/zone/zone.js';
import { answerTo } from '../support/exchange.js';
import { FakeClock } from '../support/fake-clock.js';
import { decodeMessage } from '../support/message.js';
import { buildQuery } from '../support/query.js';
import { checkOf } from './check-model.js';
import {
  FALL,
  type Files,
  type Found,
  Model,
  OTHERS,
  otherPolicy,
  type Planned,
  PORT,
  PORTS,
  RISE,
} from './engine-model.js';
import { expectedFirsts, expectedMembers, RCODES } from './lineup-model.js';
import { specOf } from './spec.js';

export const INTERVAL_MS = 1000;
const specs = new Map(
  PORTS.map(port => [port, specOf({ kind: 'tcp', port, intervalMs: INTERVAL_MS, rise: RISE, fall: FALL })]),
);
const owner = nameFromText('app.test');
const other = nameFromText('other.app.test');
const place = { file: 'model', line: 1, column: 1 };
const query = buildQuery('app.test A', { id: 1 });

export const addressOf = (number: number) => `192.0.2.${number}`;
export const FOUND: readonly Found[] = ['good', 'wrong', 'refused'];
const CODES = { good: 'L4OK', wrong: 'L7RSP', refused: 'L4CON' } as const;
/** A backend of another pool that never fails: without it, the prober would be suspected when all of the others do. */
const STEADY = '198.51.100.1';

const probe = { overrides: { kind: 'tcp' } } as const;

function zoneOf(files: Files): Zone {
  const zone = new Zone(owner, 'model');
  function add(name: Name, pool: Pool): void {
    for (const { address } of pool.members) zone.add(name, TYPE.A, 0, addressFromText(address)!, place);
    zone.rrset(name, TYPE.A)!.pool = { ...pool, probe };
  }
  const membersOf = (list: Files['members']) =>
    list.map(({ number, ...rest }) => ({ address: addressOf(number), ...rest }));
  const fallbackPool = files.hasOther ? { text: 'other', place } : undefined;
  add(owner, { ...files.policy, fallbackPool, members: membersOf(files.members) });
  add(nameFromText('steady.app.test'), { order: 'fixed', members: [{ address: STEADY, weight: 1 }] });
  add(other, { ...otherPolicy(files), members: membersOf(OTHERS) });
  new FallbackPools([zone]).link([]);
  return zone;
}

/** How the members of the pool are probed. */
function specFor({ check }: Files): ProbeSpec {
  if (check === undefined) return specs.get(PORT)!;
  const parts = checkOf(check, port => specs.get(port)!, poolName(other, TYPE.A));
  return { ...specOf({ kind: 'track' }), check: parts };
}

/** The health side as the server joins it. */
export class Real {
  readonly clock = new FakeClock();
  /** By address and port. */
  readonly world = new Map<string, Found>();
  readonly model: Model;
  #engine: HealthEngine;
  #operator: Operator;
  readonly #stateFile: string;
  readonly #responder = new Responder(new Catalog({ zones: [], forwards: [] }));
  /** What had a result since the last look, as number and port. */
  readonly probed = new Set<string>();

  /** @param stateFile where orders of operators are kept, over restarts */
  constructor(files: Files, stateFile: string) {
    this.#stateFile = stateFile;
    this.model = new Model(files, this.clock.now());
    [this.#engine, this.#operator] = this.#begin();
    this.load(files);
    this.#operator.open();
  }

  #begin(): [HealthEngine, Operator] {
    const { clock } = this;
    const overrides = new AdminOverrides();
    const health = new HealthEngine({
      clock,
      overrides,
      random: () => 0,
      probe: ({ address, port }) => {
        const found = address === STEADY ? 'good' : (this.world.get(`${address}:${port}`) ?? 'good');
        return Promise.resolve(toResult({ code: CODES[found] }, 1));
      },
      onTransition: () => undefined,
      onCheck: ({ address, port }, { code }) => {
        const number = Number(address.split('.')[3]);
        this.probed.add(`${number}:${port}`);
        const found = FOUND.find(each => CODES[each] === code)!;
        if (address !== STEADY) this.model.result(number, port!, found, clock.now());
      },
    });
    const events = {
      directed: () => undefined,
      expired: () => undefined,
      planned: () => undefined,
      noState(reason: string) {
        throw new Error(reason);
      },
    };
    const operator = new Operator({ overrides, health, events, clock });
    operator.resume(this.#stateFile);
    return [health, operator];
  }

  load(files: Files): void {
    const { compiled, pools } = compileZone(zoneOf(files), 1);
    const table = new Int32Array(compiled.lineups);
    const watched = pools.map(({ rrset, pool, slot }): WatchedPool => {
      const name = poolName(rrset.owner, rrset.type);
      const spec = name === poolName(owner, TYPE.A) ? specFor(files) : specs.get(PORT)!;
      return { name, pool, spec, defaultHost: 'app.test', table, slot };
    });
    atOnce(this.#engine.fill(watched));
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
    this.#operator.open();
  }

  order(numbers: readonly number[], change: Parameters<Operator['carryOut']>[0]): void {
    this.#operator.carryOut({ ...change, members: numbers.map(addressOf), pool: 'app.test' });
  }

  /** @returns the number of the plan */
  plan({ numbers, state, fromMs, untilMs }: Omit<Planned, 'id'>): number {
    const [from, until] = [fromMs, untilMs].map(ms => rfc3339(this.clock.epochMs + ms));
    const members = numbers.map(addressOf);
    return atOnce(planMaintenance(this.#operator, { members, pool: 'app.test', state, from, until })).plan.id;
  }

  cancel(id: number): void {
    atOnce(cancelMaintenance(this.#operator, { id }));
  }

  get plans(): number[] {
    return listMaintenance(this.#operator).plans.map(({ id }) => id);
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
    this.model.work(this.clock.now());
    const { policy } = this.model.files;
    const planned = this.model.plans(this.clock.now()).map(({ id }) => id);
    expect(this.plans.sort((a, b) => a - b)).toEqual(planned);
    const expected = expectedMembers(this.model.given(this.clock.now()), policy, this.model.other);
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
