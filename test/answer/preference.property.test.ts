// Preferences: the longest prefix that fits the client counts, the scope tells for whom an answer holds, and turns stay even.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Responder } from '../../src/answer/respond.js';
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog } from '../../src/image/catalog.js';
import type { Order } from '../../src/zone/lineup-policy.js';
import { type NetworkPreference, networkOf } from '../../src/zone/preference.js';
import { Zone } from '../../src/zone/zone.js';
import { answerTo } from '../support/exchange.js';
import { decodeMessage } from '../support/message.js';
import { buildQuery } from '../support/query.js';

const owner = nameFromText('app.test');
const place = { file: 'model', line: 1, column: 1 };
const ECS = 8;

interface Given {
  readonly weights: readonly number[];
  readonly prefer: readonly NetworkPreference[];
  readonly order?: Order;
  readonly limit?: number;
}

/** A server whose only pool has the members 0, 1, 2 …, which it shows as the last octet of their addresses. */
function serve({ weights, prefer, order = 'weighted', limit }: Given) {
  const zone = new Zone(owner, 'model');
  weights.forEach((_, number) => {
    zone.add(owner, TYPE.A, 0, Uint8Array.of(192, 0, 2, number), place);
  });
  const members = weights.map((weight, number) => ({ address: `192.0.2.${number}`, weight }));
  zone.rrset(owner, TYPE.A)!.pool = { order, limit, prefer, members };
  const { compiled } = compileZone(zone, 1);
  const responder = new Responder(new Catalog({ zones: [compiled], forwards: [] }));
  responder.settings = { trustsSubnet: () => true };
  const respond = (query: Uint8Array) => decodeMessage(answerTo(responder, query));
  const orderOf = ({ answer }: ReturnType<typeof respond>) => answer.map(({ rdata }) => rdata[3]);
  return {
    /** The order of members for a client whose address ends in `last`. */
    from(last: number): number[] {
      responder.exchange.client.address = `10.0.0.${last}`;
      return orderOf(respond(buildQuery('app.test A')));
    },
    /** The same for what a resolver tells, and the scope of the answer. */
    told(last: number, source: number): { members: number[]; scope: number } {
      responder.exchange.client.address = '203.0.113.1';
      const { address } = networkOf(Uint8Array.of(10, 0, 0, last), source);
      const octets = Buffer.from(address.subarray(0, Math.ceil(source / 8)));
      const option = Buffer.concat([Uint8Array.of(0, ECS, 0, 4 + octets.length, 0, 1, source, 0), octets]);
      const message = respond(buildQuery('app.test A', { edns: { options: option.toString('hex') } }));
      const own = message.edns?.options.find(({ code }) => code === ECS);
      return { members: orderOf(message), scope: own?.data[3] ?? -1 };
    },
  };
}

const somePrefix = fc
  .record({ last: fc.nat(255), length: fc.integer({ min: 25, max: 32 }), member: fc.nat(3) })
  .map(({ last, length, member }): NetworkPreference => {
    return { ...networkOf(Uint8Array.of(10, 0, 0, last), length), members: [member] };
  });
const somePrefixes = fc.uniqueArray(somePrefix, {
  maxLength: 12,
  selector: ({ address, length }) => `${address} ${length}`,
});

/** Longest first, as the compiler of a pool gives them. */
const sorted = (list: readonly NetworkPreference[]) => [...list].sort((a, b) => b.length - a.length);

const isIn = (last: number, { address, length }: NetworkPreference) =>
  Buffer.compare(networkOf(Uint8Array.of(10, 0, 0, last), length).address, address) === 0;

/** The member that stands for a whole address; undefined when none does. */
function modelFor(last: number, prefer: readonly NetworkPreference[]): number | undefined {
  return sorted(prefer).find(each => isIn(last, each))?.members[0];
}

describe('a preference', () => {
  it('is that of the longest prefix that the client is in', () => {
    fc.assert(
      fc.property(somePrefixes, fc.nat(255), (list, last) => {
        const server = serve({ weights: [1, 1, 1, 1], prefer: sorted(list) });
        const wanted = modelFor(last, list);
        const firsts = [0, 1, 2, 3].map(() => server.from(last)[0]);
        if (wanted === undefined) expect([...firsts].sort()).toEqual([0, 1, 2, 3]);
        else expect(new Set(firsts)).toEqual(new Set([wanted]));
      }),
    );
  });

  it('has a scope within which every client has the same, or one that asks for more bits (RFC 7871 §7.2.1)', () => {
    fc.assert(
      fc.property(somePrefixes, fc.nat(255), fc.integer({ min: 24, max: 32 }), (list, last, source) => {
        const server = serve({ weights: [1, 1, 1, 1], prefer: sorted(list) });
        const { members, scope } = server.told(last, source);
        const around = { ...networkOf(Uint8Array.of(10, 0, 0, last), Math.min(scope, source)), members: [] };
        const inside = Array.from({ length: 256 }, (_, each) => each).filter(each => isIn(each, around));
        const models = new Set(inside.map(each => modelFor(each, list)));
        if (scope > source) {
          expect(list.map(({ length }) => length)).toContain(scope);
          return;
        }
        expect(models.size).toBe(1);
        const [wanted] = models;
        if (wanted !== undefined) expect(members[0]).toBe(wanted);
        expect(scope > 0).toBe(list.length > 0);
      }),
      { numRuns: 500 },
    );
  });

  it('gives those that are preferred the first places of their weights, whoever asks in between', () => {
    const halves = [0, 128].map((last, index): NetworkPreference => {
      const network = networkOf(Uint8Array.of(10, 0, 0, last), 25);
      return { ...network, members: index === 0 ? [0, 1] : [2, 3, 4] };
    });
    const who = fc.array(fc.constantFrom(1, 200), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(who, fc.constantFrom<Order>('weighted', 'cyclic', 'shuffle'), (pattern, order) => {
        const server = serve({ weights: [2, 1, 3, 2, 1], prefer: halves, order, limit: 2 });
        const shares = order === 'weighted' ? [2, 1, 3, 2, 1] : [1, 1, 1, 1, 1];
        const firsts = new Map<number, number[]>([
          [1, [0, 0, 0, 0, 0]],
          [200, [0, 0, 0, 0, 0]],
        ]);
        const turns = new Map([
          [1, shares[0] + shares[1]],
          [200, shares[2] + shares[3] + shares[4]],
        ]);
        const asked = new Map([
          [1, 0],
          [200, 0],
        ]);
        for (let round = 0; round < 6; round++)
          for (const last of pattern) {
            const members = server.from(last);
            expect(members).toHaveLength(2);
            firsts.get(last)![members[0]]++;
            asked.set(last, asked.get(last)! + 1);
          }
        for (const [last, from, to] of [
          [1, 0, 2],
          [200, 2, 5],
        ]) {
          const rounds = asked.get(last)! / turns.get(last)!;
          firsts.get(last)!.forEach((count, member) => {
            const share = member >= from && member < to ? shares[member] * rounds : 0;
            // In whole turns exactly so; in a part of one by less than its places.
            expect(Math.abs(count - share)).toBeLessThan(Number.isInteger(rounds) ? 1e-9 : shares[member]);
          });
        }
      }),
    );
  });

  it('puts the others behind in the order of the pool', () => {
    const prefer = [{ ...networkOf(Uint8Array.of(10, 0, 0, 0), 24), members: [2] }];
    const server = serve({ weights: [1, 1, 1, 1], prefer });
    expect(server.from(1)).toEqual([2, 0, 1, 3]);
    const sticky = serve({ weights: [1, 1, 1, 1], prefer, order: 'sticky' });
    const plain = serve({ weights: [1, 1, 1, 1], prefer: [], order: 'sticky' });
    expect(sticky.from(1)).toEqual([2, ...plain.from(1).filter(member => member !== 2)]);
  });
});
