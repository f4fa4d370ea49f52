// The order `sticky`: each client keeps its member, and only the clients of a member that leaves move.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Client } from '../../src/answer/client.js';
import { Question } from '../../src/answer/question.js';
import { Rendezvous } from '../../src/answer/rendezvous.js';
import { ClientSubnet } from '../../src/answer/subnet.js';
import { LineupReader } from '../../src/image/lineup-reader.js';
import { memberHash } from '../../src/image/mix.js';

interface Weighted {
  /** The last octet of its address. */
  readonly id: number;
  readonly weight: number;
}

const client = new Client();
const subnet = new ClientSubnet(client, new Question());
const rendezvous = new Rendezvous(subnet);
const lineup = new LineupReader();

/** The members in their order for a client. */
function orderFor(octets: Uint8Array, members: readonly Weighted[], limit = members.length): number[] {
  client.set(octets, 0, octets.length);
  subnet.reset();
  lineup.count = members.length;
  members.forEach(({ id, weight }, index) => {
    lineup.order[index] = index;
    lineup.weights[index] = weight;
    lineup.hashes[index] = memberHash(Uint8Array.of(192, 0, id >> 8, id));
  });
  rendezvous.arrange(lineup, limit);
  return [...lineup.order.subarray(0, limit)].map(index => members[index].id);
}

/** 4,096 neighbouring networks. */
const networks = Array.from({ length: 4_096 }, (_, index) => Uint8Array.of(10, index >> 8, index & 0xff, 7));
const MEMBERS: readonly Weighted[] = [1, 2, 3, 4, 5].map(id => ({ id, weight: 1 }));

/** How many networks each member is the first for. */
function shares(members: readonly Weighted[]): Map<number, number> {
  const shared = new Map<number, number>();
  for (const network of networks) {
    const [first] = orderFor(network, members);
    shared.set(first, (shared.get(first) ?? 0) + 1);
  }
  return shared;
}

const someMembers = fc.uniqueArray(fc.record({ id: fc.nat(255), weight: fc.integer({ min: 1, max: 256 }) }), {
  minLength: 1,
  maxLength: 40,
  selector: ({ id }) => id,
});
const someClient = fc.uint8Array({ minLength: 4, maxLength: 4 });

describe('sticky', () => {
  it('moves exactly the clients of the member that leaves, each to its own next', () => {
    const before = networks.map(network => orderFor(network, MEMBERS));
    const left = MEMBERS.filter(({ id }) => id !== 3);
    const after = networks.map(network => orderFor(network, left));
    const own = before.filter(([first]) => first === 3).length;
    const moved = after.filter(([first], index) => first !== before[index][0]).length;
    expect(moved).toBe(own);
    expect(own).toBe(shares(MEMBERS).get(3));
    expect(after).toEqual(before.map(order => order.filter(id => id !== 3)));
  });

  it('keeps the order of the others, whoever leaves', () => {
    fc.assert(
      fc.property(someMembers, someClient, fc.nat(), (members, octets, which) => {
        const { id: gone } = members[which % members.length];
        const left = members.filter(({ id }) => id !== gone);
        const without = orderFor(octets, members).filter(id => id !== gone);
        expect(orderFor(octets, left)).toEqual(without);
      }),
    );
  });

  it('gives the same order whatever the order of the file, and its beginning under a limit', () => {
    fc.assert(
      fc.property(someMembers, someClient, fc.nat(), (members, octets, many) => {
        const limit = 1 + (many % members.length);
        const order = orderFor(octets, members);
        expect(orderFor(octets, [...members].reverse())).toEqual(order);
        expect(orderFor(octets, members, limit)).toEqual(order.slice(0, limit));
        expect([...order].sort()).toEqual(members.map(({ id }) => id).sort());
      }),
    );
  });

  it('gives each member the share of its weight', () => {
    const shared = shares([
      { id: 1, weight: 60 },
      { id: 2, weight: 45 },
    ]);
    expect(Math.abs((shared.get(1) ?? 0) / networks.length - 60 / 105)).toBeLessThan(0.02);
    for (const count of shares(MEMBERS).values())
      expect(Math.abs(count / networks.length - 0.2)).toBeLessThan(0.02);
  });

  it('moves clients only to a member that gains weight', () => {
    const heavier = MEMBERS.map(({ id }) => ({ id, weight: id === 2 ? 3 : 1 }));
    for (const network of networks) {
      const [before] = orderFor(network, MEMBERS);
      const [after] = orderFor(network, heavier);
      expect([before, 2]).toContain(after);
    }
  });

  it('puts members of weight 0 last', () => {
    const members = MEMBERS.map(({ id }) => ({ id, weight: id === 2 ? 0 : 1 }));
    for (const network of networks.slice(0, 100)) expect(orderFor(network, members).at(-1)).toBe(2);
  });

  it('knows clients by their /24 or /56, and IPv4 within IPv6 as IPv4', () => {
    const hashOf = (...octets: number[]) => {
      client.set(Uint8Array.from(octets), 0, octets.length);
      subnet.reset();
      return subnet.hash();
    };
    const six = (last: number) => hashOf(0x20, 1, 0xd, 0xb8, 0, 1, 2, last, 0, 0, 0, 0, 0, 0, 0, last);
    expect(hashOf(192, 0, 2, 1)).toBe(hashOf(192, 0, 2, 254));
    expect(hashOf(192, 0, 2, 1)).not.toBe(hashOf(192, 0, 3, 1));
    expect(six(1)).toBe(six(2));
    expect(hashOf(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 9)).toBe(hashOf(192, 0, 2, 1));
    expect(hashOf(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 9)).not.toBe(hashOf(192, 0, 2, 1));
  });

  it('orders the largest pool', () => {
    const many = Array.from({ length: 1_024 }, (_, index) => ({ id: index, weight: 1 + (index % 7) }));
    const octets = Uint8Array.of(198, 51, 100, 1);
    const order = orderFor(octets, many);
    expect(new Set(order).size).toBe(1_024);
    expect(orderFor(octets, many, 4)).toEqual(order.slice(0, 4));
  });
});
