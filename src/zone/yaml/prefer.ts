// The key `prefer` of a pool: from what is written to the members that come first for each network of clients.
import { z } from 'zod';
import { addressFromText, addressToText } from '../../dns/address.js';
import { canonicalAddress } from '../../dns/endpoint.js';
import { oneOrMore } from '../../source/fields.js';
import type { Member } from '../pool.js';
import { MAX_PREFERENCES, networkOf, type Preference, prefixFromText } from '../preference.js';

const PREFIX = 'expected a prefix such as 192.0.2.0/24, without bits behind it';
const WHO = 'expected an address or a tag of a member, or a list of them';
const PREFER = 'expected same-subnet, or a mapping of prefixes such as { 192.0.2.0/24: rack1 }';

export const prefer = z
  .union(
    [
      z.literal('same-subnet'),
      z
        .record(
          z.string().refine(text => prefixFromText(text) !== undefined, { error: PREFIX }),
          oneOrMore(z.string({ error: WHO }), WHO),
        )
        .refine(map => Object.keys(map).length <= MAX_PREFERENCES, {
          error: `at most ${MAX_PREFERENCES} prefixes`,
        }),
    ],
    { error: PREFER },
  )
  .describe('Who comes first for which clients: same-subnet, or members and tags by prefix of the client');

export type PreferInput = z.output<typeof prefer>;

/** The subnet of a client and of a member, in bits, by the octets of the address. */
const SUBNET_BITS = new Map([
  [4, 24],
  [16, 56],
]);

function isMeant({ address, tags = [] }: Member, who: string): boolean {
  return address === (canonicalAddress(who) ?? '') || tags.includes(who);
}

function sameSubnet(members: readonly Member[]): Preference[] {
  const bySubnet = new Map<string, Preference & { readonly members: number[] }>();
  members.forEach(({ address }, index) => {
    const octets = addressFromText(address);
    if (octets === undefined) return;
    const network = networkOf(octets, SUBNET_BITS.get(octets.length)!);
    const key = addressToText(network.address);
    const known = bySubnet.get(key);
    if (known === undefined) bySubnet.set(key, { ...network, members: [index] });
    else known.members.push(index);
  });
  return [...bySubnet.values()];
}

/** The preferences of the pool of one RRset, those of longer prefixes first. @param members in the order of its RDATA */
export function preferencesOf(input: PreferInput, members: readonly Member[]): Preference[] {
  if (input === 'same-subnet') return sameSubnet(members);
  const all = Object.entries(input).map(([text, whom]) => {
    const meant = [...members.keys()].filter(index => whom.some(who => isMeant(members[index], who)));
    return { ...prefixFromText(text)!, members: meant };
  });
  return all.filter(each => each.members.length > 0).sort((a, b) => b.length - a.length);
}

/** What stands for no member at all, with the prefix that it stands under. */
export function unknownPreferences(
  input: PreferInput,
  members: readonly Member[],
): readonly { readonly prefix: string; readonly who: string }[] {
  if (input === 'same-subnet') return [];
  return Object.entries(input).flatMap(([prefix, whom]) =>
    whom.filter(who => !members.some(member => isMeant(member, who))).map(who => ({ prefix, who })),
  );
}
