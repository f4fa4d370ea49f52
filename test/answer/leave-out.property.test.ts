// The limit `auto`: whatever the client and the members are, a client that sorts begins with the member whose turn it is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Responder } from '../../src/answer/respond.js';
import { addressToText } from '../../src/dns/address.js';
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog } from '../../src/image/catalog.js';
import type { LineupPolicy } from '../../src/zone/lineup-policy.js';
import { Zone } from '../../src/zone/zone.js';
import { answerTo } from '../support/exchange.js';
import { decodeMessage } from '../support/message.js';
import { buildQuery } from '../support/query.js';

const owner = nameFromText('app.test');
const place = { file: 'model', line: 1, column: 1 };
const ECS = 8;
const FAMILY = { 4: 1, 16: 2 } as const;

type Octets = readonly number[];

/** A server with one pool. */
function serve(members: readonly Octets[], policy: LineupPolicy) {
  const type = members[0].length === 4 ? TYPE.A : TYPE.AAAA;
  const zone = new Zone(owner, 'model');
  for (const octets of members) zone.add(owner, type, 0, Uint8Array.from(octets), place);
  const addresses = members.map(octets => ({ address: addressToText(Uint8Array.from(octets)), weight: 1 }));
  zone.rrset(owner, type)!.pool = { ...policy, members: addresses };
  const { compiled } = compileZone(zone, 1);
  const responder = new Responder(new Catalog({ zones: [compiled], forwards: [] }));
  responder.settings = { trustsSubnet: () => true };
  const query = `app.test ${type === TYPE.A ? 'A' : 'AAAA'}`;
  return {
    /** The addresses for a client, in the order of the answer. */
    from(client: Octets): Octets[] {
      responder.exchange.client.address = addressToText(Uint8Array.from(client));
      const { answer } = decodeMessage(answerTo(responder, buildQuery(query)));
      return answer.map(({ rdata }) => [...rdata]);
    },
    /** The same for the first `source` bits of a client, as a resolver tells them, and the scope of the answer. */
    told(client: Octets, source: number): { readonly given: Octets[]; readonly scope: number } {
      responder.exchange.client.address = '203.0.113.1';
      const octets = maskOf(client, source).slice(0, Math.ceil(source / 8));
      const head = [0, ECS, 0, 4 + octets.length, 0, FAMILY[client.length as 4 | 16], source, 0];
      const options = Buffer.from([...head, ...octets]).toString('hex');
      const message = decodeMessage(answerTo(responder, buildQuery(query, { edns: { options } })));
      const own = message.edns?.options.find(({ code }) => code === ECS);
      return { given: message.answer.map(({ rdata }) => [...rdata]), scope: own?.data[3] ?? -1 };
    },
  };
}

const bitsOf = (octets: Octets) => octets.map(octet => octet.toString(2).padStart(8, '0')).join('');
const maskOf = (octets: Octets, length: number): Octets =>
  octets.map((octet, index) => octet & (0xff00 >> Math.min(8, Math.max(0, length - index * 8))) & 0xff);

function commonBits(one: Octets, other: Octets): number {
  const [a, b] = [bitsOf(one), bitsOf(other)];
  const end = [...a].findIndex((bit, index) => bit !== b[index]);
  return end < 0 ? a.length : end;
}

/**
 * What a client of glibc puts first: the most common bits, else the order of the answer.
 * @param mask of the client's own network, in which alone it sorts IPv4
 */
function sortedBy(client: Octets, addresses: readonly Octets[], mask: number): Octets[] {
  const rank = (address: Octets) => {
    const common = commonBits(client, address);
    return client.length === 4 && common < mask ? 0 : common;
  };
  return [...addresses].sort((a, b) => rank(b) - rank(a));
}

/** Addresses that often have much in common. */
const four = fc.tuple(
  fc.constantFrom(10, 127, 192),
  fc.constantFrom(0, 9),
  fc.constantFrom(1, 2, 128),
  fc.nat(255),
);
const six = fc
  .tuple(fc.constantFrom(0x20, 0xfd), fc.constantFrom(0, 1, 9), fc.constantFrom(0, 1), fc.nat(255))
  .map(([head, site, subnet, host]) => [head, 1, 0xd, 0xb8, 0, site, 0, subnet, 0, 0, 0, 0, 0, 0, 0, host]);

const some = (one: fc.Arbitrary<Octets>) =>
  fc.record({
    client: one,
    members: fc.uniqueArray(one, { minLength: 1, maxLength: 6, selector: bitsOf }),
  });
const network = fc.oneof(some(four), some(six));
/** Those of IPv4 whose clients are known to be sorting: from /16 on, or a loopback interface. */
const mask = (client: Octets) => (client[0] === 127 ? [8, 8] : [16, 30]);

describe('with `limit: auto`', () => {
  it('every member is first as often as any other, for a client that sorts and for one that does not', () => {
    fc.assert(
      fc.property(
        network,
        fc.nat(),
        fc.constantFrom<LineupPolicy['order']>('cyclic', 'shuffle'),
        ({ client, members }, number, order) => {
          const server = serve(members, { order, limit: 'auto' });
          const [least, most] = mask(client);
          const length = least + (number % (most - least + 1));
          const answers = members.map(() => server.from(client));
          const firsts = (list: readonly Octets[][]) => list.map(([first]) => bitsOf(first)).sort();
          const all = members.map(bitsOf).sort();
          expect(firsts(answers)).toEqual(all);
          expect(firsts(answers.map(answer => sortedBy(client, answer, length)))).toEqual(all);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('nobody is left out whom the client does not sort before the first', () => {
    fc.assert(
      fc.property(network, ({ client, members }) => {
        const server = serve(members, { order: 'cyclic', limit: 'auto' });
        const [least] = mask(client);
        for (const _ of members) {
          const given = server.from(client);
          const [first] = given;
          const missing = members.filter(each => !given.some(one => bitsOf(one) === bitsOf(each)));
          for (const each of missing) expect(sortedBy(client, [first, each], least)[0]).toEqual(each);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('what holds for a client subnet holds for each client in its scope (RFC 7871 §7.2.1)', () => {
    const told = network.chain(({ client, members }) =>
      fc.record({
        client: fc.constant(client),
        members: fc.constant(members),
        source: fc.integer({ min: 1, max: client.length * 8 }),
        other: fc.array(fc.nat(255), { minLength: client.length, maxLength: client.length }),
      }),
    );
    fc.assert(
      fc.property(told, ({ client, members, source, other }) => {
        const { given, scope } = serve(members, { order: 'cyclic', limit: 'auto' }).told(client, source);
        expect(scope).toBeLessThanOrEqual(source);
        const fixed = maskOf(client, scope);
        const rest = maskOf(other, scope);
        const inside = fixed.map((octet, index) => octet | (other[index] ^ rest[index]));
        const [least] = mask(inside);
        expect(sortedBy(inside, given, least)[0]).toEqual(given[0]);
      }),
      { numRuns: 200 },
    );
  });
});
