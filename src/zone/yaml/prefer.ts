// The key `prefer` of a pool: from what is written to the members that come first for each network of clients, and for each view.
import { z } from 'zod';
import { addressFromText, addressToText } from '../../dns/address.js';
import { canonicalAddress } from '../../dns/endpoint.js';
import { VIEW_NAME } from '../../dns/view-label.js';
import { oneOrMore } from '../../source/fields.js';
import type { Member } from '../pool.js';
import {
  MAX_PREFERENCES,
  type NetworkPreference,
  networkOf,
  type Preference,
  prefixFromText,
} from '../preference.js';

const CLIENTS = 'expected a prefix such as 192.0.2.0/24, without bits behind it, or the name of a view';
const WHO = 'expected an address or a tag of a member, or a list of them';
const PREFER = 'expected same-subnet, or a mapping of prefixes such as { 192.0.2.0/24: rack1 }';

const isView = (text: string) => VIEW_NAME.test(text);

export const prefer = z
  .union(
    [
      z.literal('same-subnet'),
      z
        .record(
          z.string().refine(text => isView(text) || prefixFromText(text) !== undefined, { error: CLIENTS }),
          oneOrMore(z.string({ error: WHO }), WHO),
        )
        .refine(map => Object.keys(map).length <= MAX_PREFERENCES, {
          error: `at most ${MAX_PREFERENCES} prefixes and views`,
        }),
    ],
    { error: PREFER },
  )
  .describe(
    'Who comes first for which clients: same-subnet, or members and tags by prefix or view of the client',
  );

export type PreferInput = z.output<typeof prefer>;

/** The subnet of a client and of a member, in bits, by the octets of the address. */
const SUBNET_BITS = new Map([
  [4, 24],
  [16, 56],
]);

function isMeant({ address, tags = [] }: Member, who: string): boolean {
  return address === (canonicalAddress(who) ?? '') || tags.includes(who);
}

function sameSubnet(members: readonly Member[]): NetworkPreference[] {
  const bySubnet = new Map<string, NetworkPreference & { readonly members: number[] }>();
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

/** Those of views count where no prefix does. */
function lengthOf(preference: Preference): number {
  return 'view' in preference ? -1 : preference.length;
}

/** The preferences of the pool of one RRset, those of longer prefixes first and those of views last. @param members in the order of its RDATA */
export function preferencesOf(input: PreferInput, members: readonly Member[]): Preference[] {
  if (input === 'same-subnet') return sameSubnet(members);
  const all = Object.entries(input).map(([text, whom]) => {
    const meant = [...members.keys()].filter(index => whom.some(who => isMeant(members[index], who)));
    return isView(text) ? { view: text, members: meant } : { ...prefixFromText(text)!, members: meant };
  });
  return all.filter(each => each.members.length > 0).sort((a, b) => lengthOf(b) - lengthOf(a));
}

/** The views that it names. */
export function viewsIn(input: PreferInput | undefined): string[] {
  return typeof input === 'object' ? Object.keys(input).filter(isView) : [];
}

/** What stands for no member at all, with the clients that it stands under. */
export function unknownPreferences(
  input: PreferInput,
  members: readonly Member[],
): readonly { readonly clients: string; readonly who: string }[] {
  if (input === 'same-subnet') return [];
  return Object.entries(input).flatMap(([clients, whom]) =>
    whom.filter(who => !members.some(member => isMeant(member, who))).map(who => ({ clients, who })),
  );
}
