// Lineups against a plain model of what docs/pools.md says: who is handed out, how often each is first, and never nothing by accident.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Responder } from '../../src/answer/respond.js';
import { addressFromText } from '../../src/dns/address.js';
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import type { Candidate } from '../../src/health/candidate.js';
import type { State } from '../../src/health/verdict/verdict.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog } from '../../src/image/catalog.js';
import { writeLineup } from '../../src/image/lineup-table.js';
import { FALLBACKS, type LineupPolicy, ORDERS, type Threshold } from '../../src/zone/lineup-policy.js';
import { Zone } from '../../src/zone/zone.js';
import { answerTo } from '../support/exchange.js';
import { decodeMessage } from '../support/message.js';
import { buildQuery } from '../support/query.js';
import { DETECTION_MS, expectedFirsts, expectedMembers, type Given, isLive, RCODES } from './lineup-model.js';
import { lineupOf } from './lineup-of.js';

const owner = nameFromText('app.test');
const place = { file: 'model', line: 1, column: 1 };
const query = buildQuery('app.test A', { id: 1 });

/** Asks a server whose only pool has these members, `substitutes` of which are no members but stand in for them. */
class Asked {
  readonly #responder: Responder;

  constructor(given: readonly Given[], policy: LineupPolicy) {
    const zone = new Zone(owner, 'model');
    const count = given.length + (policy.substitutes?.length ?? 0);
    for (let number = 0; number < count; number++)
      zone.add(owner, TYPE.A, 0, addressFromText(`192.0.2.${number}`)!, place);
    const members = given.map(({ number, weight, backup }) => ({
      address: `192.0.2.${number}`,
      weight,
      ...(backup === undefined ? {} : { backup }),
    }));
    zone.rrset(owner, TYPE.A)!.pool = { ...policy, members };
    const { compiled, pools } = compileZone(zone, 1);
    const candidates = given.map(({ admin = 'ready', ...each }): Candidate => {
      const name = `192.0.2.${each.number}`;
      return { ...each, name, ...(admin === 'ready' ? {} : { out: { state: admin, by: 'operator' } }) };
    });
    writeLineup(
      new Int32Array(compiled.lineups),
      pools[0].slot,
      lineupOf(candidates, policy, { detectionMs: DETECTION_MS }),
    );
    this.#responder = new Responder(new Catalog({ zones: [compiled], forwards: [] }));
    this.#responder.exchange.client.address = '198.51.100.7';
  }

  /** @returns the response code, and the last octets of the addresses in their order */
  ask(): { rcode: number; members: number[] } {
    const { answer } = decodeMessage(answerTo(this.#responder, query));
    return { rcode: this.#responder.exchange.rcode, members: answer.map(({ rdata }) => rdata[3]) };
  }
}

const numbers = (list: readonly number[]) => [...list].sort((a, b) => a - b);

const someGiven = fc
  .array(
    fc.record({
      weight: fc.nat(5),
      backup: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined, freq: 3 }),
      state: fc.constantFrom<State>('up', 'up', 'down', 'down', 'down', 'unknown'),
      admin: fc.constantFrom<Given['admin']>(undefined, undefined, 'ready', 'drain', 'maint'),
      sinceMs: fc.nat(10).map(seconds => seconds * 1_000),
      wasUp: fc.boolean(),
      passes: fc.constantFrom(false, false, true),
      answers: fc.constantFrom(false, false, true),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map(list => list.map((each, number): Given => ({ ...each, number })));

const somePolicy = fc.record({
  order: fc.constantFrom(...ORDERS),
  fallback: fc.constantFrom(...FALLBACKS),
  limit: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
  allBackups: fc.boolean(),
  minimumLive: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  panicBelowPercent: fc.constantFrom(undefined, 34, 50, 100),
  backupsBelow: fc.constantFrom<Threshold | undefined>(
    undefined,
    { count: 2 },
    { percent: 34 },
    { percent: 100 },
  ),
});

/** A whole turn of answers: who was first how often, and all who were handed out. */
function wholeTurn(asked: Asked, turns: number) {
  const firsts = new Map<number, number>();
  const answers = Array.from({ length: turns }, () => asked.ask());
  for (const { members } of answers) firsts.set(members[0], (firsts.get(members[0]) ?? 0) + 1);
  return { firsts, answers };
}

describe('the lineup', () => {
  it('is that of the model, for any states, members and policy', () => {
    fc.assert(
      fc.property(someGiven, somePolicy, (given, policy) => {
        const asked = new Asked(given, policy);
        const expected = expectedMembers(given, policy);
        if (expected === undefined) {
          expect(asked.ask()).toEqual({ rcode: RCODES[policy.fallback], members: [] });
          return;
        }
        const shares = expectedFirsts(expected, policy);
        const turns = [...shares.values()].reduce((sum, share) => sum + share, 0);
        const { firsts, answers } = wholeTurn(asked, turns);
        const all = expected.map(({ number }) => number);
        const size = Math.min(policy.limit ?? all.length, all.length);
        for (const { rcode, members } of answers) {
          expect(rcode).toBe(0);
          expect(new Set(members).size).toBe(size);
          expect(all).toEqual(expect.arrayContaining(members));
          if (size === all.length) expect(numbers(members)).toEqual(numbers(all));
        }
        if (policy.order === 'fixed') expect(answers[0].members).toEqual(numbers(all).slice(0, size));
        else if (policy.order !== 'sticky') expect(firsts).toEqual(shares);
        if (policy.order === 'fixed' || policy.order === 'sticky')
          for (const { members } of answers) expect(members).toEqual(answers[0].members);
      }),
      { numRuns: 500 },
    );
  });

  it('holds no member that is down unless the policy says so, and is never empty unless the policy says so', () => {
    fc.assert(
      fc.property(someGiven, fc.constantFrom(...ORDERS), fc.boolean(), (given, order, allBackups) => {
        const { rcode, members } = new Asked(given, { order, allBackups }).ask();
        expect(rcode).toBe(0);
        expect(members.length).toBeGreaterThan(0);
        const inService = given.filter(({ admin }) => admin !== 'maint');
        if (inService.some(isLive))
          for (const number of members) expect(given[number].state).not.toBe('down');
        if (inService.length > 0) for (const number of members) expect(given[number].admin).not.toBe('maint');
      }),
    );
  });

  it('holds the fallback addresses and nothing else while no member is live', () => {
    fc.assert(
      fc.property(someGiven, somePolicy, (given, policy) => {
        const down = given.map((member): Given => ({ ...member, state: 'down' }));
        const substitutes = [given.length, given.length + 1];
        const asked = new Asked(down, { ...policy, fallback: undefined, limit: undefined, substitutes });
        expect(numbers(asked.ask().members)).toEqual(substitutes);
      }),
    );
  });

  it('never brings back a member that has left before it is up, whatever else fails', () => {
    const events = fc.array(fc.record({ which: fc.nat(5), isUp: fc.boolean() }), { maxLength: 40 });
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 5 }), (changes, minimumLive) => {
        const policy: LineupPolicy = { order: 'cyclic', minimumLive };
        let given = Array.from(
          { length: 6 },
          (_, number): Given => ({ number, weight: 1, state: 'up', sinceMs: 0, wasUp: true }),
        );
        let handedOut = new Set(given.map(({ number }) => number));
        changes.forEach(({ which, isUp }, index) => {
          const state: State = isUp ? 'up' : 'down';
          given = given.map(member =>
            member.number === which && member.state !== state
              ? { ...member, state, sinceMs: index + 1 }
              : member,
          );
          if (!given.some(isLive)) return;
          const { members } = new Asked(given, policy).ask();
          for (const number of members) if (!isLive(given[number])) expect(handedOut.has(number)).toBe(true);
          handedOut = new Set(members);
        });
      }),
    );
  });

  it('gives weights of 60 and 45 exactly 6,000 and 4,500 first places in 105 × 100 answers', () => {
    const [sixty, fortyFive] = [60, 45].map(
      (weight, number): Given => ({ number, weight, state: 'up', sinceMs: 0, wasUp: true }),
    );
    const { firsts } = wholeTurn(new Asked([sixty, fortyFive], { order: 'weighted' }), 10_500);
    expect(firsts).toEqual(
      new Map([
        [0, 6_000],
        [1, 4_500],
      ]),
    );
  });
});
